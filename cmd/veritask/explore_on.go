//go:build veritask_explore

package main

import (
	"fmt"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// explorer is what this build can explore.
var explorer = &crew.Catalog{Units: checked.Units, Scenario: scenarioUnit}

// scenarioUnit makes a unit of a scenario of an object of which others are explored.
func scenarioUnit(s lin.Scenario) (lin.Unit, error) {
	for _, u := range checked.Units() {
		if one, err := lin.ParseScenario(u.Name); err == nil && one.Object == s.Object {
			return lin.Unit{Name: s.String(), Explore: func(o explore.Options) (lin.Exploration, error) {
				return lin.Explore(checked.Explorable(s.Object), s, o)
			}}, nil
		}
	}
	return lin.Unit{}, fmt.Errorf("object %q cannot be explored", s.Object)
}
