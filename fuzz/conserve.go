package fuzz

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"time"

	"github.com/veritask/veritask/impl"
)

// flow is what tasks do to a channel: each its own script, at the same time.
type flow struct {
	world
	size  int
	tasks []flowTask
}

// flowTask is a script: p puts, P tries to, t takes, T tries to, f looks, y yields, c closes. limit is how long it may
// take, in milliseconds of virtual time; 0: any time.
type flowTask struct {
	script string
	limit  int
}

// String describes the flow for people.
func (f flow) String() string {
	return fmt.Sprintf("a channel of %d, seed %d, tasks %v", f.size, f.seed, f.tasks)
}

// conserves: CH-30 to CH-32.
func conserves() Property {
	return law("conserve", "whatever is put, taken and closed, each value put is taken once or still there, and in order",
		func(r *rand.Rand, size int) flow {
			f := flow{world: newWorld(r), size: []int{0, 1, 2, 5, impl.Inf}[r.Intn(5)]}
			for range 2 + r.Intn(5) {
				t := flowTask{}
				letters := []string{"ppppPPyf", "ttttTTyf", "ptPTyf"}[r.Intn(3)]
				for range 1 + r.Intn(size/2+1) {
					t.script += string(letters[r.Intn(len(letters))])
				}
				if r.Intn(4) == 0 {
					t.script += "c"
				}
				if r.Intn(4) == 0 {
					t.limit = 1 + r.Intn(4)
				}
				f.tasks = append(f.tasks, t)
			}
			return f
		}, flow.smaller, flow.conserves)
}

func (f flow) smaller() []flow {
	var all []flow
	for _, tasks := range without(f.tasks) {
		g := f
		g.tasks = tasks
		all = append(all, g)
	}
	for i, t := range f.tasks {
		for _, script := range without([]byte(t.script)) {
			g := f
			g.tasks = slices.Clone(f.tasks)
			g.tasks[i].script = string(script)
			all = append(all, g)
		}
	}
	return all
}

// ledger is what went in and out. Values are producer*1000 + number.
type ledger struct {
	mu      sync.Mutex
	in, out []int
}

func (l *ledger) note(list *[]int, v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*list = append(*list, v)
}

// conserves runs the flow and balances the books.
func (f flow) conserves() error {
	var l ledger
	var left []int
	err := f.run(func(ctx context.Context) error {
		ch := impl.NewChannel[int](f.size)
		ctx, stop := impl.WithTimeout(ctx, time.Second) // who still waits then, waits for ever
		defer stop()
		_ = impl.Sync(ctx, func(ctx context.Context) error {
			for i, t := range f.tasks {
				impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) {
					l.play(ctx, ch, t, 1000*(i+1))
					return struct{}{}, nil
				})
			}
			return nil
		})
		for {
			v, ok, _ := ch.TryTake()
			if !ok {
				return nil
			}
			left = append(left, v)
		}
	})
	return errors.Join(err, l.balance(left))
}

// play is the body of a task.
func (l *ledger) play(ctx context.Context, ch *impl.Channel[int], t flowTask, first int) {
	if t.limit > 0 {
		limited, stop := impl.WithTimeout(ctx, time.Duration(t.limit)*time.Millisecond)
		defer stop()
		ctx = limited
	}
	for i, letter := range t.script {
		v := first + i
		switch letter {
		case 'p':
			if ch.Put(ctx, v) == nil {
				l.note(&l.in, v)
			}
		case 'P':
			if ok, _ := ch.TryPut(v); ok {
				l.note(&l.in, v)
			}
		case 't':
			if v, err := ch.Take(ctx); err == nil {
				l.note(&l.out, v)
			}
		case 'T':
			if v, ok, _ := ch.TryTake(); ok {
				l.note(&l.out, v)
			}
		case 'f':
			_, _ = ch.IsReady(), ch.Len()
		case 'y':
			_ = impl.Sleep(ctx, time.Millisecond)
		case 'c':
			ch.Close()
		}
	}
}

// balance says what is wrong with the books.
func (l *ledger) balance(left []int) error {
	var t tally
	a, b := slices.Sorted(slices.Values(l.in)), slices.Sorted(slices.Values(slices.Concat(l.out, left)))
	t.expect(slices.Equal(a, b), "put %v, but taken %v and left %v", l.in, l.out, left)
	last := map[int]int{}
	for _, v := range left { // of one producer those that are left are in order
		t.expect(v > last[v/1000], "%d is left behind %d", v, last[v/1000])
		last[v/1000] = v
	}
	return t.err
}
