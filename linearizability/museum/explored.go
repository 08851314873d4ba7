package museum

import (
	"cmp"
	"fmt"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// Scenarios returns those in which the explorer looks for the exhibit's bug: all of the classes of its object, and the
// exhibit's own, those of few calls first.
func (x Exhibit) Scenarios() []lin.Scenario {
	var all []lin.Scenario
	for _, c := range lin.Classes(x.Object) {
		all = append(all, c.Scenarios()...)
	}
	for _, text := range x.Beyond {
		s, err := lin.ParseScenario(text)
		if err != nil {
			panic(fmt.Sprintf("museum: %s: %v", x.Name, err))
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b lin.Scenario) int { return cmp.Compare(calls(a), calls(b)) })
	return all
}

// calls counts the calls of a scenario.
func calls(s lin.Scenario) int {
	n := 0
	for _, script := range s.Clients {
		for _, a := range script {
			if a.Op.Kind != spec.NoOp {
				n++
			}
		}
	}
	return n
}
