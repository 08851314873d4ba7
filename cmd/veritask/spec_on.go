//go:build veritask_explore

package main

import (
	"github.com/veritask/veritask/impl/checked"
	"github.com/veritask/veritask/spec/promela"
)

func init() { recordings = recordTraces }

// recordTraces records traces of the programs of one spec.
func recordTraces(spec promela.Spec, seed uint64, n int) ([]recording, error) {
	recorded, err := checked.RecordSpec(spec, seed, n)
	var all []recording
	for _, p := range recorded {
		all = append(all, recording{p.Name(), p.Scene, p.Traces})
	}
	return all, err
}
