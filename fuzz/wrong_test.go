package fuzz

import (
	"context"
	"errors"
	"fmt"
	"go/format"
	"math/rand"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// wrong is an object that answers in a way of its own.
type wrong struct {
	linearizability.Subject
	do func(s linearizability.Subject, ctx context.Context, op spec.Op) spec.Result
}

func (w wrong) Do(ctx context.Context, op spec.Op) spec.Result { return w.do(w.Subject, ctx, op) }

// doing returns the machine with an object that does something else.
func doing(m machine, do func(s linearizability.Subject, ctx context.Context, op spec.Op) spec.Result) machine {
	right := m.make
	m.make = func(ctx context.Context, size int) linearizability.Subject { return wrong{right(ctx, size), do} }
	return m
}

// answering returns the machine with an object that gives another result for some operation.
func answering(m machine, kind spec.Kind, change func(spec.Result) spec.Result) machine {
	return doing(m, func(s linearizability.Subject, ctx context.Context, op spec.Op) spec.Result {
		r := s.Do(ctx, op)
		if op.Kind == kind {
			return change(r)
		}
		return r
	})
}

// judgedBy returns the machine with another model.
func judgedBy(m machine, other func(size int) model.Model) machine {
	m.model = other
	return m
}

// mistakes are wrong objects and wrong models, and how many steps it takes to tell.
func mistakes() []struct {
	name  string
	m     machine
	steps int
} {
	one := spec.Op{Kind: spec.SemTryAcquire}
	return []struct {
		name  string
		m     machine
		steps int
	}{
		{"a manual event taken for an autoreset one", judgedBy(event("event", false), always(model.Event{Auto: true}.Model())), 3},
		{"one permit too many", judgedBy(semaphore(), func(n int) model.Model { return model.Semaphore{Size: n + 1}.Model() }), 4},
		{"one place too many", judgedBy(channel(), func(n int) model.Model { return model.Channel{Cap: n + 1}.Model() }), 4},
		{"a lock that is not free for its owner", answering(lock(), spec.LockTryLock, func(spec.Result) spec.Result {
			return spec.Bool(false)
		}), 1},
		{"who leaves takes a permit along", doing(semaphore(), func(s linearizability.Subject, ctx context.Context, op spec.Op) spec.Result {
			r := s.Do(ctx, op)
			if r.Status == spec.Cancelled {
				s.Do(ctx, one)
			}
			return r
		}), 9},
		{"a put that is cancelled says that it was not", answering(channel(), spec.ChanPut, func(r spec.Result) spec.Result {
			if r.Status == spec.Cancelled {
				return spec.Result{}
			}
			return r
		}), 3},
		{"a notify that counts one more", answering(condition(), spec.CondNotifyAll, func(r spec.Result) spec.Result {
			if r.Status == spec.OK && r.Value > 0 {
				r.Value++
			}
			return r
		}), 5},
		{"a failed task that is not", answering(tasks(), spec.TaskIsFailed, func(spec.Result) spec.Result { return spec.Bool(false) }), 2},
		{"a reset that notifies", doing(event("autoevent", true), func(s linearizability.Subject, ctx context.Context, op spec.Op) spec.Result {
			if op.Kind == spec.EventReset {
				op.Kind = spec.EventNotify
			}
			return s.Do(ctx, op)
		}), 2},
	}
}

func always(m model.Model) func(int) model.Model { return func(int) model.Model { return m } }

// TestMistakesAreFound: a property that cannot fail is a defect. What is found is short, fails again, and is Go.
func TestMistakesAreFound(t *testing.T) {
	for _, x := range mistakes() {
		t.Run(x.name, func(t *testing.T) {
			for _, seed := range []int64{1, 2, 3} {
				out := machineProperty(x.m).Check(Config{Seed: seed, Runs: 500})
				if out.Failure == "" {
					t.Fatalf("seed %d: not found in %d runs", seed, out.Runs)
				}
				_, code, ok := strings.Cut(out.Failure, "func Test")
				if !ok {
					t.Fatalf("no test to paste:\n%s", out.Failure)
				}
				code, _, _ = strings.Cut("package x\n\nfunc Test"+code, "replay : ")
				if got, err := format.Source([]byte(code)); err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(code) {
					t.Errorf("not Go as gofmt has it: %v\n%s", err, code)
				}
				if n := strings.Count(code, "\tfuzz."); n > x.steps {
					t.Errorf("seed %d: %d steps, %d are enough\n%s", seed, n, x.steps, out.Failure)
				}
			}
		})
	}
}

// leaky is a lock whose With forgets what it took if the body panics.
func leaky() thing {
	l := &impl.ReentrantLock{}
	with := func(ctx context.Context, f func() error) error {
		if err := l.Lock(ctx); err != nil {
			return err
		}
		err := f()
		l.Unlock(ctx)
		return err
	}
	return thing{with, func(context.Context) bool { return !l.IsLocked() }}
}

// generous is a semaphore with one permit more than it says.
type generous struct{ *impl.Semaphore }

func (g generous) Size() int { return g.Semaphore.Size() - 1 }

func TestLawsCanFail(t *testing.T) {
	lossy := ledger{in: []int{1000, 1001}, out: []int{1000}}
	if lossy.balance(nil) == nil {
		t.Error("a lost value is not missed")
	}
	twice := ledger{in: []int{1000}, out: []int{1000}}
	if twice.balance([]int{1000}) == nil {
		t.Error("a value that was taken twice is not noticed")
	}
	swapped := ledger{in: []int{1000, 1001}}
	if swapped.balance([]int{1001, 1000}) == nil {
		t.Error("the wrong order is not noticed")
	}
	if (holders{what: "lock", exits: []exit{panics}, make: leaky}).releases() == nil {
		t.Error("a lock that was kept is not noticed")
	}
	c := crowd{size: 1, uses: []use{{'a', 1}, {'a', 1}}}
	c.make = func(n int) sizedSemaphore { return generous{impl.NewSemaphore(n + 1)} }
	if c.permits() == nil {
		t.Error("a permit too many is not noticed")
	}
	if (atlas{values: []int{2, 0}, failIn: -1, wrong: func(vs []int) []int { return []int{vs[1], vs[0]} }}).maps() == nil {
		t.Error("the wrong order of results is not noticed")
	}
	alone := law("alone", "lists have fewer than three entries", func(r *rand.Rand, size int) list {
		return make(list, r.Intn(size+1))
	}, func(l list) (all []list) {
		for _, s := range without(l) {
			all = append(all, s)
		}
		return all
	}, list.few)
	out := alone.Check(Config{Seed: 1})
	if !strings.Contains(out.Failure, "in     : [0 0 0]\n") {
		t.Errorf("not found, or not made smaller: %q", out.Failure)
	}
}

type list []int

func (l list) String() string { return fmt.Sprint([]int(l)) }

func (l list) few() error {
	if len(l) < 3 {
		return nil
	}
	return errors.New("too many")
}
