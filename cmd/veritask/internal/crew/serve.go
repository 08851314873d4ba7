package crew

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// answer is a line from a process: at the end of a job its attempt, until then news.
type answer struct {
	News    *News    `json:"news,omitempty"`
	Attempt *Attempt `json:"attempt,omitempty"`
}

// Catalog is what can be explored.
type Catalog struct {
	Units    func() []lin.Unit
	Scenario func(s lin.Scenario) (lin.Unit, error) // as a unit, whether or not it is one of Units
}

// Find returns the unit that is meant.
func (c *Catalog) Find(units []lin.Unit, number int, name string) (lin.Unit, error) {
	if number < 0 {
		s, err := lin.ParseScenario(name)
		if err != nil {
			return lin.Unit{}, err
		}
		return c.Scenario(s)
	}
	if number >= len(units) || units[number].Name != name {
		return lin.Unit{}, fmt.Errorf("unit %d is not %s", number, name)
	}
	return units[number], nil
}

// Serve is a worker's process: it reads jobs and writes answers until there are no more jobs.
func (c *Catalog) Serve(in io.Reader, out io.Writer) error {
	units := c.Units()
	jobs, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var j Job
		if err := jobs.Decode(&j); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		a := c.attempt(units, &j, func(n News) { _ = answers.Encode(answer{News: &n}) }) // who reads them is gone then
		if err := answers.Encode(answer{Attempt: &a}); err != nil {
			return err
		}
	}
}

func (c *Catalog) attempt(units []lin.Unit, j *Job, tell func(News)) Attempt {
	u, err := c.Find(units, j.Unit, j.Name)
	if err != nil {
		return refused(j, err)
	}
	return Try(u, j, tell)
}

// Try makes an attempt at a unit in this process.
func Try(u lin.Unit, j *Job, tell func(News)) Attempt {
	engine, err := ParseEngine(j.Engine)
	if err != nil {
		return refused(j, err)
	}
	e, err := u.Explore(explore.Options{
		Engine: engine, Seed: j.Seed, MaxSchedules: j.Schedules, Deadline: time.Now().Add(j.Limit), Probes: probes(j.Limit),
		Choices: unusual,
		Progress: func(p explore.Progress) {
			tell(News{Interleavings: p.Schedules - p.Redundant, Done: p.Done, Left: p.Left, Expected: expected(p.Estimate)})
		},
	})
	if err != nil {
		return refused(j, err)
	}
	return newAttempt(j, e)
}

// unusual is how often in a run what is left to chance, as a select that could do either of two things, may do the less
// usual one.
const unusual = 3

// probes returns how many runs estimate the number of interleavings before all of them are run: some milliseconds' worth,
// and more if there is time.
func probes(limit time.Duration) int {
	if limit > 5*time.Second {
		return 10_000
	}
	return 200
}

// expected describes an estimate; "" if there is none.
func expected(e explore.Estimate) string {
	if e.Mean == 0 {
		return ""
	}
	return e.String()
}

func refused(j *Job, err error) Attempt {
	return Attempt{Engine: j.Engine, Limit: j.Limit, Ended: true, Failure: &Failure{Verdict: Refused, Text: err.Error()}}
}
