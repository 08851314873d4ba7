package impl_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// who counts the calls of a mapped function, and the tasks that make them.
type who struct {
	mu    sync.Mutex
	tasks []impl.AnyTask // one for each call
}

func (w *who) called(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks = append(w.tasks, impl.Current(ctx))
}

func (w *who) calls() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.tasks)
}

func (w *who) distinct() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := map[impl.AnyTask]bool{}
	for _, t := range w.tasks {
		seen[t] = true
	}
	return len(seen)
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func double(_ context.Context, v int) (int, error) { return 2 * v, nil }

func doubled(vs []int) []int {
	var all []int
	for _, v := range vs {
		all = append(all, 2*v)
	}
	return all
}

// How many tasks there are, as Julia's tests say: AM-02, AM-23.
func TestAsyncMapTasks(t *testing.T) {
	yields := func(ctx context.Context, v int) (int, error) { return v, impl.Yield(ctx) }
	sleeps := func(ctx context.Context, v int) (int, error) { return v, impl.Sleep(ctx, time.Millisecond) }
	for _, x := range []struct {
		name  string
		n     int
		f     func(context.Context, int) (int, error)
		opts  []impl.MapOption
		tasks int
	}{
		{"a task for each that sleeps", 10, sleeps, nil, 10},
		{"five tasks", 20, yields, []impl.MapOption{impl.NTasks(5)}, 5},
		{"a hundred tasks", 200, yields, nil, 100},
		{"zero is the default", 20, yields, []impl.MapOption{impl.NTasks(0)}, 20},
		{"more tasks than values", 3, yields, []impl.MapOption{impl.NTasks(50)}, 3},
		{"no task yields", 10, double, nil, 10},
	} {
		for _, o := range []impl.MapOption{{}, impl.SameWorker()} {
			withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
				var w who
				got, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
					w.called(ctx)
					return x.f(ctx, v)
				}, upTo(x.n), append(x.opts, o)...)
				if n := w.distinct(); n != x.tasks || w.calls() != x.n || len(got) != x.n {
					t.Errorf("%s: %d calls by %d tasks, want %d by %d", x.name, w.calls(), n, x.n, x.tasks)
				}
				return err
			})
		}
	}
}

// A number of tasks that grows by one every 25 calls, over 200 values: seven tasks. It is asked once more than there are
// values, and in the beginning, each time by the caller: AM-03.
func TestAsyncMapTasksGrow(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var w, asked who
		_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
			w.called(ctx)
			return v, impl.Yield(ctx)
		}, upTo(200), impl.NTasksFunc(func() int {
			asked.called(ctx)
			return asked.calls() / 25
		}))
		if n := w.distinct(); n != 7 {
			t.Errorf("%d tasks", n)
		}
		if asked.calls() != 202 || asked.distinct() != 1 || asked.tasks[0] != impl.Current(ctx) {
			t.Errorf("asked %d times, by %d tasks", asked.calls(), asked.distinct())
		}
		return err
	})
}

// Value i goes to task i modulo their number, if none of them yields: values go round, in batches too: AM-05.
func TestAsyncMapGoesRound(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		for _, o := range []impl.MapOption{{}, impl.SameWorker()} {
			var w who
			if _, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
				w.called(ctx)
				return v, nil
			}, slices.Values(upTo(20)), impl.NTasks(3), o); err != nil {
				return err
			}
			for i, task := range w.tasks {
				if task != w.tasks[i%3] {
					t.Errorf("call %d is of another task than call %d", i, i%3)
				}
			}
			var batches steps
			if _, err := impl.AsyncMapBatch(ctx, func(_ context.Context, vs []int) ([]int, error) {
				batches.add(vs)
				return vs, nil
			}, upTo(12), impl.NTasks(2), impl.BatchSize(3), o); err != nil {
				return err
			}
			want := []string{"[0 2 4]", "[1 3 5]", "[6 8 10]", "[7 9 11]"}
			if got := batches.all(); !slices.Equal(got, want) {
				t.Errorf("batches %v, want %v", got, want)
			}
		}
		return nil
	})
}

// 22 values in batches of 5, by 5 tasks: five calls: AM-06, AM-07.
func TestAsyncMapBatches(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		for _, o := range [][]impl.MapOption{
			{impl.NTasks(5), impl.BatchSize(5)},
			{impl.NTasksFunc(func() int { return 5 }), impl.BatchSize(5)},
		} {
			var w who
			same := func(ctx context.Context, vs []int) ([]int, error) {
				w.called(ctx)
				return vs, nil
			}
			got, err := impl.AsyncMapBatch(ctx, same, upTo(22), o...)
			if err != nil || !slices.Equal(got, upTo(22)) || w.calls() != 5 {
				t.Errorf("%v, %v after %d calls", got, err, w.calls())
			}
			into := make([]int, 24)
			err = impl.AsyncMapBatchInto(ctx, into, same, upTo(22), o...)
			if err != nil || !slices.Equal(into[:22], upTo(22)) || into[22] != 0 || w.calls() != 10 {
				t.Errorf("%v, %v after %d calls", into, err, w.calls())
			}
		}
		var misuse *impl.MisuseError
		for _, n := range []int{0, 4, 6} {
			_, err := impl.AsyncMapBatch(ctx, func(context.Context, []int) ([]int, error) { return make([]int, n), nil },
				upTo(5), impl.BatchSize(5))
			if !errors.As(err, &misuse) {
				t.Errorf("%d results for 5 values: %v", n, err)
			}
		}
		return nil
	})
}

type (
	named    []int
	sequence func(yield func(int) bool)
	failable func(yield func(int, error) bool)
)

// Whatever is mapped over gives the same, and in order: AM-01, AM-15, AM-18.
func TestAsyncMapInputs(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		pairs := func(yield func(int, error) bool) {
			for _, v := range upTo(150) {
				if !yield(v, nil) {
					return
				}
			}
		}
		channel := impl.NewChannel[int](impl.Inf)
		for _, v := range upTo(150) {
			if err := channel.Put(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		channel.Close()
		produced := impl.Produce(ctx, 0, func(ctx context.Context, ch *impl.Channel[int]) error {
			for _, v := range upTo(150) {
				if err := ch.Put(ctx, v); err != nil {
					return err
				}
			}
			return nil
		})
		results := map[string]func() ([]int, error){
			"slice":       func() ([]int, error) { return impl.AsyncMap(ctx, double, upTo(150)) },
			"named slice": func() ([]int, error) { return impl.AsyncMap(ctx, double, named(upTo(150))) },
			"iterator":    func() ([]int, error) { return impl.AsyncMap(ctx, double, slices.Values(upTo(150))) },
			"named iterator": func() ([]int, error) {
				return impl.AsyncMap(ctx, double, sequence(slices.Values(upTo(150))))
			},
			"failable iterator": func() ([]int, error) { return impl.AsyncMap(ctx, double, iter.Seq2[int, error](pairs)) },
			"function":          func() ([]int, error) { return impl.AsyncMap(ctx, double, pairs) },
			"named function":    func() ([]int, error) { return impl.AsyncMap(ctx, double, failable(pairs)) },
			"closed channel":    func() ([]int, error) { return impl.AsyncMap(ctx, double, channel) },
			"channel":           func() ([]int, error) { return impl.AsyncMap(ctx, double, produced) },
		}
		for name, result := range results {
			if got, err := result(); err != nil || !slices.Equal(got, doubled(upTo(150))) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
		none, err := impl.AsyncMap(ctx, func(context.Context, int) (int, error) { panic("called") }, []int{})
		if none == nil || len(none) != 0 || err != nil {
			t.Errorf("of nothing: %v, %v", none, err)
		}
	})
}

// Two inputs go side by side, the first one first, and the shorter one says when to stop: AM-08.
func TestAsyncMap2(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		add := func(_ context.Context, a, b int) (string, error) { return fmt.Sprintf("%d + %d", a, b), nil }
		seq := func(n int) iter.Seq[int] { return slices.Values(upTo(n)) }
		channel := func(n int) *impl.Channel[int] {
			return impl.Produce(ctx, 1, func(ctx context.Context, ch *impl.Channel[int]) error {
				for _, v := range upTo(n) {
					if err := ch.Put(ctx, v); err != nil {
						return err
					}
				}
				return nil
			})
		}
		check := func(name string, got []string, err error) {
			if want := []string{"0 + 0", "1 + 1", "2 + 2"}; err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
		for _, x := range [][2]int{{3, 5}, {5, 3}, {3, 3}} {
			got, err := impl.AsyncMap2(ctx, add, upTo(x[0]), upTo(x[1]))
			check("slices", got, err)
			got, err = impl.AsyncMap2(ctx, add, seq(x[0]), upTo(x[1]))
			check("iterator and slice", got, err)
			got, err = impl.AsyncMap2(ctx, add, upTo(x[0]), seq(x[1]))
			check("slice and iterator", got, err)
			got, err = impl.AsyncMap2(ctx, add, seq(x[0]), seq(x[1]))
			check("iterators", got, err)
			a, b := channel(x[0]), channel(x[1])
			got, err = impl.AsyncMap2(ctx, add, a, seq(x[1]))
			check("channel and iterator", got, err)
			got, err = impl.AsyncMap2(ctx, add, seq(x[0]), b)
			check("iterator and channel", got, err)
			a.CloseWith(errStop) // whoever is still putting
			b.CloseWith(errStop)
		}
		fails := func(yield func(int, error) bool) { _ = yield(1, nil) && yield(0, errStop) }
		for name, err := range map[string]error{
			"first":           second(impl.AsyncMap2(ctx, add, fails, upTo(9))),
			"second":          second(impl.AsyncMap2(ctx, add, upTo(9), fails)),
			"second iterator": second(impl.AsyncMap2(ctx, add, seq(9), fails)),
		} {
			if err != errStop { //nolint:errorlint // the very error
				t.Errorf("%s failed: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// Results go where they are told, in place too, and not beyond: AM-14, AM-22.
func TestAsyncMapInto(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		long := []int{9, 9, 9, 9, 9}
		if err := impl.AsyncMapInto(ctx, long, double, upTo(3)); err != nil || !slices.Equal(long, []int{0, 2, 4, 9, 9}) {
			t.Errorf("%v, %v", long, err)
		}
		self := upTo(300)
		if err := impl.AsyncMapInto(ctx, self, double, self); err != nil || !slices.Equal(self, doubled(upTo(300))) {
			t.Errorf("in place: %v, %v", self, err)
		}
		short := make([]int, 2)
		err := impl.AsyncMapInto(ctx, short, double, upTo(3))
		var captured *impl.CapturedError
		var misuse *impl.MisuseError
		if !errors.As(err, &captured) || !errors.As(err, &misuse) || !slices.Equal(short, []int{0, 2}) {
			t.Errorf("too short: %v, %v", short, err)
		}
		grows := impl.NTasksFunc(func() int { return 3 })
		into := make([]int, 50)
		if err := impl.AsyncMapInto(ctx, into, double, upTo(50), grows); err != nil || !slices.Equal(into, doubled(upTo(50))) {
			t.Errorf("as many tasks as a function says: %v, %v", into, err)
		}
	})
}

// Arguments that cannot be: AM-12, AM-13.
func TestAsyncMapArguments(t *testing.T) {
	ctx := context.Background()
	same := func(_ context.Context, vs []int) ([]int, error) { return vs, nil }
	touched := func(func(int) bool) { t.Error("the input was touched") }
	for want, err := range map[string]error{
		"ntasks must be specified as a positive integer or a 0-arg function. ntasks=-1":  second(impl.AsyncMap(ctx, double, touched, impl.NTasks(-1))),
		"ntasks must be specified as a positive integer or a 0-arg function. ntasks=nil": second(impl.AsyncMap(ctx, double, touched, impl.NTasksFunc(nil))),
		"batch_size must be specified as a positive integer. batch_size=0":               second(impl.AsyncMapBatch(ctx, same, touched, impl.BatchSize(0))),
		"batch_size must be specified as a positive integer. batch_size=-2":              impl.AsyncMapBatchInto(ctx, nil, same, touched, impl.BatchSize(-2)),
		"veritask: BatchSize is for AsyncMapBatch and AsyncMapBatchInto":                 impl.AsyncMapInto(ctx, nil, double, touched, impl.BatchSize(2)),
		"veritask: the function to map is nil":                                           second(impl.AsyncMap[func(func(int) bool), int, int](ctx, nil, touched)),
	} {
		var bad *impl.ArgumentError
		if !errors.As(err, &bad) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := second(impl.AsyncMapBatch(ctx, same, touched)); err == nil || !strings.HasSuffix(err.Error(), "batch_size=0") {
		t.Errorf("batches of no size: %v", err)
	}
}
