package crew

import (
	"context"
	"time"
)

// Worker makes attempts, one at a time. An error means that it could not; what fails in a unit is in the attempt.
type Worker interface {
	Do(ctx context.Context, j Job, tell func(News)) (Attempt, error)
}

// News is how far an attempt has come.
type News struct {
	Interleavings int64         `json:"interleavings"`
	Done          float64       `json:"done"` // estimated, in [0, 1]
	Left          time.Duration `json:"left"`
	Expected      string        `json:"expected,omitempty"` // how many interleavings there are, as probes say
}

// Crew is the workers with what they work on.
type Crew struct {
	Plan    *Plan
	Workers []Worker
	End     time.Time
	Told    func(j Job, n News)          // during an attempt
	Done    func(j Job, a Attempt) error // after each
}

type result struct {
	w   Worker
	j   Job
	a   Attempt
	err error
}

// Run works until everything has been attempted, the time is up or the context ends.
func (c *Crew) Run(ctx context.Context) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	idle := c.Workers
	results := make(chan result)
	news := make(chan func())
	for busy := 0; ; {
		for len(idle) > 0 && ctx.Err() == nil {
			j, ok := c.Plan.Next(time.Until(c.End))
			if !ok {
				break
			}
			w := idle[0]
			idle = idle[1:]
			busy++
			go func() {
				a, err := w.Do(ctx, j, func(n News) { news <- func() { c.Told(j, n) } })
				results <- result{w, j, a, err}
			}()
		}
		if busy == 0 {
			return err
		}
		select {
		case tell := <-news:
			tell()
		case r := <-results:
			busy--
			idle = append(idle, r.w)
			if e := c.account(r); e != nil && err == nil && ctx.Err() == nil {
				err = e
				stop()
			}
		}
	}
}

// account adds a result to the plan.
func (c *Crew) account(r result) error {
	if r.err != nil {
		return r.err
	}
	c.Plan.Done(r.j, r.a)
	return c.Done(r.j, r.a)
}
