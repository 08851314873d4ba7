package cells

import (
	"errors"
	cmdline "flag"
	"fmt"
	"math/rand/v2"
	"testing"
)

var seedFlag = cmdline.Uint64("seed", 0, "`seed` of random tests; 0: a random one")

// seeded returns a source of random numbers, and how to get the same again.
func seeded(t testing.TB) (*rand.Rand, string) {
	seed := *seedFlag
	for seed == 0 {
		seed = rand.Uint64()
	}
	return rand.New(rand.NewPCG(seed, 0)), fmt.Sprintf("replay: go test ./impl/internal/cells -run '^%s$' -seed %d", t.Name(), seed)
}

// TestRow: one step after the other, of all kinds, the row does what the two queues of a counter would, is whole after each
// of them, and in the end empty. Segments end at other places of the buffer in each run.
func TestRow(t *testing.T) {
	runs := 400
	if testing.Short() || raceEnabled {
		runs = 60
	}
	r, replay := seeded(t)
	capacities := []uint64{0, 1, 2, 3, segmentCells - 1, segmentCells, segmentCells + 1, 3 * segmentCells, Unbounded}
	for range runs {
		for _, capacity := range capacities {
			g := &game{r: r, q: newRow(capacity), m: counter{capacity: capacity, got: map[*call]int{}}}
			if err := g.play(300); err != nil {
				t.Fatalf("capacity %d: %v\nsteps %v\n%s", capacity, err, g.told, replay)
			}
		}
	}
}

// game plays a row and a counter against each other.
type game struct {
	r    *rand.Rand
	q    *Row[int]
	m    counter
	next int
	told []string
}

func (g *game) play(steps int) error {
	lean := g.r.IntN(3) // to puts, to takes, or to neither
	closeAt := g.r.IntN(4 * steps)
	for i := range steps {
		var err error
		switch k := g.r.IntN(20); {
		case i == closeAt:
			err = g.close()
		case k < 7 || lean == 0 && k < 11:
			err = g.put(g.r.IntN(4) == 0)
		case k < 14 || lean == 1 && k < 17:
			err = g.take(g.r.IntN(4) == 0)
		default:
			err = g.cancel()
		}
		if err != nil {
			return err
		}
	}
	for len(g.m.puts)+len(g.m.takes) > 0 {
		if err := g.cancel(); err != nil {
			return err
		}
	}
	return nil
}

func (g *game) tell(format string, args ...any) {
	g.told = append(g.told, fmt.Sprintf(format, args...))
}

func (g *game) put(try bool) error {
	g.next++
	v := g.next
	want := g.m.put(v)
	if try {
		g.tell("tryput(%d)", v)
		if want == Wait {
			want = None
		}
		if _, o := g.q.Put(v, true); o != want {
			return fmt.Errorf("put is %d, want %d", o, want)
		}
		return g.after()
	}
	g.tell("put(%d)", v)
	return g.begun(beginPut(g.q, v, newWaiter()), want, v)
}

func (g *game) take(try bool) error {
	v, want := g.m.take()
	if try {
		g.tell("trytake")
		if want == Wait {
			want = None
		}
		if got, _, o := g.q.Take(true); o != want || got != v {
			return fmt.Errorf("take is %d, %d, want %d, %d", got, o, v, want)
		}
		return g.after()
	}
	g.tell("take")
	return g.begun(beginTake(g.q, newWaiter()), want, v)
}

// begun looks at a call that has begun.
func (g *game) begun(c *call, want Outcome, v int) error {
	if want == Wait {
		want = Parked
		if c.put {
			g.m.puts = append(g.m.puts, c)
		} else {
			g.m.takes = append(g.m.takes, c)
		}
	}
	if c.o != want || c.over && c.v != v {
		return fmt.Errorf("outcome %d of %d, want %d of %d", c.o, c.v, want, v)
	}
	return g.after()
}

func (g *game) cancel() error {
	all := append(append([]*call{}, g.m.puts...), g.m.takes...)
	if len(all) == 0 {
		return nil
	}
	c := all[g.r.IntN(len(all))]
	g.tell("cancel #%d", c.t.n)
	g.m.cancel(c)
	if c.t.Place().DescribeWait() == "" || !c.w.Cancel() {
		return errors.New("a call that waits cannot be cancelled")
	}
	if c.end(); c.o != Cancelled || c.w.Place() != nil {
		return fmt.Errorf("cancelled, and the outcome is %d", c.o)
	}
	if c.t.Place().Cancel() || c.w.Cancel() {
		return errors.New("cancelled twice")
	}
	return g.after()
}

func (g *game) close() error {
	g.tell("close")
	first := errors.New("first")
	g.m.close()
	if !g.q.Close(first, false) || g.q.Close(errors.New("bound"), true) || g.q.Err() != first {
		return errors.New("closed wrongly")
	}
	return g.after()
}

// after ends the calls that the step has let go, and compares.
func (g *game) after() error {
	failed := map[*call]bool{}
	for _, c := range g.m.failed {
		failed[c] = true
	}
	for _, c := range g.m.freed {
		if !c.settled() {
			return fmt.Errorf("number %d is not let go", c.t.n)
		}
		want := Done
		if failed[c] {
			want = Failed
		}
		v := c.v
		if got, ok := g.m.got[c]; ok {
			v = got
			delete(g.m.got, c)
		}
		if c.end(); c.o != want || want == Done && c.v != v {
			return fmt.Errorf("number %d ends with %d, %d, want %d, %d", c.t.n, c.v, c.o, v, want)
		}
	}
	g.m.freed, g.m.failed = nil, nil
	return g.m.agree(g.q)
}
