//go:build veritask_explore

package main

import (
	"github.com/veritask/veritask/impl/checked"
)

func init() { recordings = recordTraces }

// recordTraces records traces of the programs of one spec.
func recordTraces(spec string, seed uint64, n int) ([]recording, error) {
	var all []recording
	for _, p := range checked.TracedPrograms() {
		if p.Spec != spec {
			continue
		}
		traces, err := p.Record(seed, n)
		if err != nil {
			return nil, err
		}
		all = append(all, recording{p.Name(), p.Scene, traces})
	}
	return all, nil
}
