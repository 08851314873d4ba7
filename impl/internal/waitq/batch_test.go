package waitq

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

func TestBatch(t *testing.T) {
	for waiters := range 3 * segmentCells {
		for most := range uint64(waiters) + 3 {
			g := newGate()
			var line []place
			for range waiters {
				line = append(line, g.join(t))
			}
			// Some are gone, some are let go by others.
			var left []place
			for i, p := range line {
				switch {
				case i%4 == 3:
					p.Cancel()
				case i == 0:
					g.give()
				default:
					left = append(left, p)
				}
			}
			var b Batch
			g.q.InitBatch(&b)
			want := min(most, uint64(len(left)))
			for range 2 { // the second time nothing happens, and it counts the same
				if got := g.q.ResumeBatch(&b, most, g.word.Load()); got != want {
					t.Fatalf("let %d go, want %d", got, want)
				}
			}
			for i, p := range left {
				if uint64(i) < want {
					p.is(t, "granted")
				} else {
					p.is(t, "waiting")
				}
			}
			for range uint64(len(left)) - want {
				if !g.give() {
					t.Fatal("somebody has vanished")
				}
			}
			if g.give() {
				t.Fatal("somebody is left")
			}
			g.check(t)
		}
	}
}

// A batch counts only its own, not what another batch has granted.
func TestTwoBatches(t *testing.T) {
	g := newGate()
	line := []place{g.join(t), g.join(t), g.join(t)}
	for i, p := range line {
		var b Batch
		g.q.InitBatch(&b)
		if n := g.q.ResumeBatch(&b, 1, g.word.Load()); n != 1 {
			t.Fatalf("batch %d let %d go", i, n)
		}
		p.is(t, "granted")
	}
	g.check(t)
}

// Many carry out one batch while others cancel and let go: all of them count the same, and that is what there is.
func TestBatchTogether(t *testing.T) {
	rounds := 300
	if testing.Short() || raceEnabled {
		rounds = 50
	}
	for round := range rounds {
		g := newGate()
		var line []place
		for range 2*segmentCells + round%segmentCells {
			line = append(line, g.join(t))
		}
		most := uint64(rand.IntN(len(line)))
		word := g.word.Load()
		var b Batch
		g.q.InitBatch(&b)
		counts := make([]uint64, 4)
		gave := 0
		var all sync.WaitGroup
		for i := range counts {
			all.Go(func() { counts[i] = g.q.ResumeBatch(&b, most, word) })
		}
		all.Go(func() {
			for i := range line {
				if i%3 == 0 {
					line[i].Cancel()
				}
			}
		})
		all.Go(func() {
			for range 5 {
				if g.give() {
					gave++
				}
			}
		})
		all.Wait()
		marked, single := uint64(0), 0
		for _, p := range line {
			switch p.c.state.Load() {
			case &b.mark:
				marked++
			case granted:
				single++
			}
		}
		what := fmt.Sprintf("round %d, most %d, batch granted %d, counts %v, gave %d, single %d", round, most, marked,
			counts, gave, single)
		for _, n := range counts {
			if n != marked || n > most {
				t.Fatal(what)
			}
		}
		if gave != single {
			t.Fatal(what)
		}
		for g.give() {
		}
		g.check(t)
	}
}
