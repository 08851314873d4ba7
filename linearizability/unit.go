package linearizability

import "github.com/veritask/veritask/linearizability/explore"

// Unit is one thing to explore: a scenario of a class, or a program of its own.
type Unit struct {
	Class string // what it is counted under
	Name  string // as on the command line: the scenario as text, or the name of the program
	// Random says that it is too large for anything but random schedules.
	Random bool
	// Explore explores it. Options that it does not set are the unit's own.
	Explore func(o explore.Options) (Exploration, error)
}

// Units returns the scenarios of a class as units on a target.
func (c Class) Units(target Target) []Unit {
	var all []Unit
	for _, s := range c.Scenarios() {
		all = append(all, Unit{Class: c.Name(), Name: s.String(), Explore: func(o explore.Options) (Exploration, error) {
			return Explore(target, s, o)
		}})
	}
	return all
}

// ProgramUnit returns a program as a unit. Its checks are the judge.
func ProgramUnit(class string, p explore.Program) Unit {
	return Unit{Class: class, Name: p.Name, Explore: func(o explore.Options) (Exploration, error) {
		e := Exploration{Report: explore.Explore(p, o)}
		if f := e.Report.Failure; f != nil {
			e.Failure = &ExploredFailure{Failure: f}
		}
		return e, nil
	}}
}

// StalledUnits is Units with each client stopped for ever at each of its steps; see [ExploreStalled].
func (c Class) StalledUnits(target Target) []Unit {
	var all []Unit
	for _, s := range c.Scenarios() {
		u := Unit{Class: c.Name() + " stalled", Name: s.String() + " stalled"}
		u.Explore = func(o explore.Options) (Exploration, error) { return ExploreStalled(target, s, o) }
		all = append(all, u)
	}
	return all
}
