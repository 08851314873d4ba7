package linearizability

import (
	"math/rand/v2"

	"github.com/veritask/veritask/linearizability/explore"
)

// larger bounds the scenarios of LargerUnits: they have too many interleavings for all of them to be run.
var larger = Shape{Clients: 4, Calls: 4}

// largerCancels is how many calls are cancelled in one of them, at most.
const largerCancels = 2

// LargerUnits returns that many scenarios of three or four clients with up to four calls each, and up to two
// cancellations, always the same ones. They are for random schedules.
func LargerUnits(target Target, scenarios int) []Unit {
	var all []Unit
	for seed := uint64(1); len(all) < scenarios; seed++ {
		s := largerScenario(target.Object, seed)
		if len(s.Clients) < 3 {
			continue
		}
		all = append(all, Unit{
			Class: string(target.Object) + " larger", Name: s.String(), Random: true,
			Explore: func(o explore.Options) (Exploration, error) { return Explore(target, s, o) },
		})
	}
	return all
}

// largerScenario returns what Generate does, made fit for the explorer: without deadlines, and each cancellation the only
// action of a client of its own, so that it may come at any moment.
func largerScenario(object Object, seed uint64) Scenario {
	r := rand.New(rand.NewPCG(seed, 1))
	s := Generate(object, seed, larger)
	type place struct{ client, call int }
	var cancellable []place
	kept := s.Clients[:0]
	for _, script := range s.Clients {
		var calls []Action
		for _, a := range script {
			if a.Cancel > 0 {
				continue
			}
			if a.Timeout > 0 {
				a.Timeout = 0
			}
			calls = append(calls, a)
			if a.Op.Kind.Cancellable() {
				cancellable = append(cancellable, place{len(kept) + 1, len(calls)})
			}
		}
		if calls != nil {
			kept = append(kept, calls)
		}
	}
	s.Clients = kept
	for range min(r.IntN(largerCancels+1), len(cancellable)) {
		i := r.IntN(len(cancellable))
		s.Clients = append(s.Clients, []Action{{Cancel: cancellable[i].client, Call: cancellable[i].call}})
		cancellable = append(cancellable[:i], cancellable[i+1:]...)
	}
	return s
}
