package main

import (
	"fmt"
	"io"

	lin "github.com/veritask/veritask/linearizability"
)

// outcome is what verify established about one object on one implementation; one line of the table.
type outcome struct {
	Object     lin.Object  `json:"object"`
	Workers    int         `json:"workers,omitempty"`
	Scenarios  int         `json:"scenarios"`
	Operations int         `json:"operations"`
	Longest    int         `json:"longestHistory"`
	Verdict    lin.Verdict `json:"verdict"`
	Seconds    float64     `json:"seconds"`
	Failure    *failure    `json:"failure,omitempty"`

	target string
	sample *lin.History
}

// merge adds what one more run showed.
func (x *outcome) merge(r lin.Result) {
	x.Scenarios += r.Scenarios
	x.Operations += r.Operations
	x.Longest = max(x.Longest, r.LongestHistory)
	x.Seconds += r.Elapsed.Seconds()
	if x.Verdict == "" || r.Verdict != lin.Linearizable {
		x.Verdict = r.Verdict
	}
	flags := fmt.Sprintf("-object %s -workers %d", x.Object, x.Workers)
	if x.target == targetNative {
		flags = fmt.Sprintf("-target %s -object %s", x.target, x.Object)
	}
	x.Failure = newFailure(r.Failure, fmt.Sprintf("%s on %s", x.Object, plural(x.Workers, "worker")), flags)
	if x.sample == nil || r.Sample != nil && interest(r.Sample) > interest(x.sample) {
		x.sample = r.Sample
	}
}

// summary is a whole run of verify over impl.
type summary struct {
	provenance
	Objects    int       `json:"objects"`
	Operations int       `json:"operations"`
	Violations int       `json:"violations"`
	Unknown    int       `json:"inconclusive"`
	Outcomes   []outcome `json:"outcomes"`
}

// add counts an outcome in.
func (s *summary) add(x outcome) {
	if x.Scenarios == 0 {
		x.Verdict = lin.Unknown // nothing was judged, which proves nothing
	}
	if x.Scenarios > 0 && !s.has(x.Object) {
		s.Objects++
	}
	s.Operations += x.Operations
	switch x.Verdict {
	case lin.Linearizable:
	case lin.Unknown:
		s.Unknown++
	default:
		s.Violations++
	}
	s.Outcomes = append(s.Outcomes, x)
}

// has reports whether an object was judged already.
func (s *summary) has(object lin.Object) bool {
	for _, x := range s.Outcomes {
		if x.Object == object && x.Scenarios > 0 {
			return true
		}
	}
	return false
}

// failed reports whether the run proves anything but success.
func (s *summary) failed() bool { return s.Violations > 0 || s.Unknown > 0 || s.Interrupted }

func (s *summary) writeFailures(w io.Writer) {
	for _, x := range s.Outcomes {
		if x.Failure != nil {
			x.Failure.write(w)
		}
	}
}
