package main

import (
	"strconv"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
)

// provenance says where a result comes from.
type provenance struct {
	Target      string    `json:"target"`
	Seed        uint64    `json:"seed"`
	Started     time.Time `json:"started"`
	Seconds     float64   `json:"seconds"`
	Interrupted bool      `json:"interrupted"`
	Machine     string    `json:"machine"`
	Go          string    `json:"go"`
	Porcupine   string    `json:"porcupine,omitempty"`
	Commit      string    `json:"commit,omitempty"`
}

func newProvenance(target string, seed uint64) provenance {
	b := readBuild()
	return provenance{
		Target: target, Seed: seed, Started: time.Now(),
		Machine: machine(), Go: b.Go, Porcupine: b.Deps[porcupinePath], Commit: b.Commit,
	}
}

// finish is called when the run is over.
func (p *provenance) finish(interrupted bool) {
	p.Seconds = time.Since(p.Started).Seconds()
	p.Interrupted = interrupted
}

// facts are for the head of a page.
func (p *provenance) facts() []report.Fact {
	facts := []report.Fact{
		{Name: "seed", Value: strconv.FormatUint(p.Seed, 10)},
		{Name: "started", Value: p.Started.UTC().Format("2006-01-02 15:04:05 UTC")},
		{Name: "took", Value: (time.Duration(p.Seconds*10) * time.Second / 10).String()},
		{Name: "machine", Value: p.Machine},
		{Name: "Go", Value: p.Go},
	}
	if p.Porcupine != "" {
		facts = append(facts, report.Fact{Name: "judge", Value: "porcupine " + p.Porcupine})
	}
	if p.Commit != "" {
		facts = append(facts, report.Fact{Name: "commit", Value: p.Commit})
	}
	return facts
}
