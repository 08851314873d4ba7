package explore_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// things is what a random program works on.
type things struct {
	x [2]shared.Int32
	m [2]shared.Mutex
	k [2]token
}

// action is one operation of a random program. It leaves the locks as it found them.
type action func(r *explore.Run, s *things)

// randomAction returns an operation on one of two objects of each kind.
func randomAction(rnd *rand.Rand) (string, action) {
	i, v := rnd.IntN(2), int32(rnd.IntN(3))
	kinds := []struct {
		name string
		f    action
	}{
		{"load", func(_ *explore.Run, s *things) { s.x[i].Load() }},
		{"store", func(_ *explore.Run, s *things) { s.x[i].Store(v) }},
		{"add", func(_ *explore.Run, s *things) { s.x[i].Add(v) }},
		{"cas", func(_ *explore.Run, s *things) { s.x[i].CompareAndSwap(v, v+1) }},
		{"if", func(_ *explore.Run, s *things) {
			if s.x[i].Load() == v {
				s.x[1-i].Store(v + 1)
			}
		}},
		{"lock", func(_ *explore.Run, s *things) { s.m[i].Lock(); s.x[0].Add(1); s.m[i].Unlock() }},
		{"locks", func(_ *explore.Run, s *things) {
			s.m[0].Lock()
			s.m[1].Lock()
			s.m[0].Unlock()
			s.m[1].Unlock()
		}},
		{"trylock", func(_ *explore.Run, s *things) {
			if s.m[i].TryLock() {
				s.m[i].Unlock()
			}
		}},
		{"give", func(_ *explore.Run, s *things) { s.k[i].give() }},
		{"take", func(_ *explore.Run, s *things) { s.k[i].take() }},
		{"takeOr", func(_ *explore.Run, s *things) { s.k[i].takeOr(&s.k[1-i]) }},
		{"wait", func(_ *explore.Run, s *things) { s.k[i].wait() }},
		{"clear", func(_ *explore.Run, s *things) { s.k[i].clear() }},
		{"retry", func(_ *explore.Run, s *things) {
			for l := explore.NewLoop(); ; l.Again() {
				if old := s.x[i].Load(); s.x[i].CompareAndSwap(old, old+1) {
					return
				}
			}
		}},
		{"choose", func(_ *explore.Run, s *things) { s.x[explore.Choose(2)].Add(1) }},
		{"spawn", func(_ *explore.Run, s *things) { explore.Go("child", false, func() { s.x[i].Add(1) }) }},
		{"call", func(r *explore.Run, s *things) {
			var from, to int64
			r.Mark(explore.Begins, &from)
			s.x[i].Load()
			r.Mark(explore.Ends, &to)
		}},
		{"waiting call", func(r *explore.Run, s *things) {
			var from, in, to int64
			r.Mark(explore.Begins, &from)
			s.x[i].Load()
			r.Mark(explore.Waits, &in)
			s.k[i].take()
			r.Mark(explore.Ends, &to)
		}},
	}
	k := kinds[rnd.IntN(len(kinds))]
	return fmt.Sprintf("%s%d,%d", k.name, i, v), k.f
}

// randomProgram returns a program of two or three threads with a few operations each.
func randomProgram(seed uint64) explore.Program {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var scripts [][]action
	name := ""
	for range 2 + rnd.IntN(2) {
		var script []action
		for range 1 + rnd.IntN(3) {
			n, a := randomAction(rnd)
			name += n + " "
			script = append(script, a)
		}
		name += "| "
		scripts = append(scripts, script)
	}
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		s := &things{}
		for i, script := range scripts {
			r.Go(names[i], func() {
				for _, a := range script {
					a(r, s)
				}
			})
		}
		r.Drain(func() { s.k[0].open, s.k[1].open = true, true })
	}}
}

// someSeeds returns the seeds of as many programs as are asked for, few of them under the race detector, and of those
// that have shown a mistake before.
func someSeeds(few int, known ...uint64) []uint64 {
	n := *programs
	if testing.Short() || raceEnabled {
		n = min(n, few)
	}
	for i := range n {
		known = append(known, *seed+uint64(i))
	}
	return known
}

// TestEnginesAgreeOnRandomPrograms does what TestEnginesAgree does, for programs that nobody has thought of.
func TestEnginesAgreeOnRandomPrograms(t *testing.T) {
	seeds := someSeeds(25, 1672, 2696, 5800) // threads that wait when all others are asleep
	compared := 0
	for _, seed := range seeds {
		p := randomProgram(seed)
		o := explore.Options{Traces: true, MaxSchedules: 20_000, Choices: 1, Engine: explore.DFS}
		dfs := explore.Explore(p, o)
		if dfs.Failure != nil {
			t.Fatalf("seed %d: %v", seed, dfs.Failure)
		}
		if !dfs.Complete {
			continue
		}
		compared++
		for _, e := range []explore.Engine{explore.SleepSets, explore.Exhaustive} {
			o.Engine = e
			r := explore.Explore(p, o)
			if r.Failure != nil {
				t.Fatalf("seed %d: %v", seed, r.Failure)
			}
			if !maps.Equal(r.Traces, dfs.Traces) {
				t.Errorf("seed %d, engine %d: %d traces, DFS has %d in\n%s", seed, e, len(r.Traces), len(dfs.Traces), p.Name)
			}
			if r.Interleavings() != int64(len(r.Traces)) {
				t.Errorf("seed %d, engine %d: %d runs for %d traces in\n%s", seed, e, r.Interleavings(), len(r.Traces), p.Name)
			}
		}
	}
	if compared < len(seeds)/2 {
		t.Errorf("only %d of %d programs are small enough", compared, len(seeds))
	}
}

// TestBoundedAgrees: with at most k preemptions the reduced search finds the same equivalence classes as the full one.
func TestBoundedAgrees(t *testing.T) {
	for _, seed := range someSeeds(20, 5005102, 5010543) { // a thread that waits for one of two
		p := randomProgram(seed)
		for k := range 3 {
			o := explore.Options{Traces: true, MaxSchedules: 20_000, Choices: 1, Engine: explore.DFS}
			dfs := explore.ExploreWith(p, o, k, false)
			if !dfs.Complete {
				continue
			}
			o.Engine, o.MaxSchedules = explore.Bounded(k), 0
			r := explore.Explore(p, o)
			if r.Failure != nil {
				t.Fatalf("seed %d: %v", seed, r.Failure)
			}
			if !maps.Equal(r.Traces, dfs.Traces) {
				t.Errorf("seed %d, bound %d: %d traces, DFS has %d in\n%s", seed, k, len(r.Traces), len(dfs.Traces), p.Name)
			}
		}
	}
}
