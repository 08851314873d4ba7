//go:build !veritask_explore

package checked

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// longCancels is how many calls are cancelled of all objects together:
// go test -run LongCancels ./impl/checked -timeout 1h -longcancels 10000000
var longCancels = flag.Int("longcancels", 40_000, "`calls` that are cancelled, of all objects together")

// cancelled is one object under cancellation. Its calls are made by many at a time.
type cancelled struct {
	name string
	open func() *patient
}

// patient is a fresh object.
type patient struct {
	call   func(ctx context.Context, r *rand.Rand) error // may wait; nil: it succeeded, and its effect is undone or counted
	feed   func()                                        // lets somebody go; nil: calls do that for each other
	finish func() error                                  // when all calls have ended: is anything lost, or left?
}

// errKilled is what calls are cancelled with.
var errKilled = errors.New("killed")

var cancelledObjects = []cancelled{
	{"event", openEvent},
	{"autoevent", openAutoEvent},
	{"semaphore 1", func() *patient { return openSemaphore(1) }},
	{"semaphore 3", func() *patient { return openSemaphore(3) }},
	{"channel 0", func() *patient { return openChannel(0) }},
	{"channel 1", func() *patient { return openChannel(1) }},
	{"channel 40", func() *patient { return openChannel(40) }},
	{"channel inf", func() *patient { return openChannel(impl.Inf) }},
	{"lock", openLock},
	{"condition", openCondition},
}

func openEvent() *patient {
	e := impl.NewEvent(false)
	return &patient{
		call: func(ctx context.Context, _ *rand.Rand) error { return e.Wait(ctx) },
		feed: func() {
			e.Notify()
			e.Reset()
		},
		finish: func() error {
			if e.IsSet() {
				return errors.New("set, though the last call was a reset")
			}
			return nil
		},
	}
}

func openAutoEvent() *patient {
	e := impl.NewEvent(true)
	var waited, notified atomic.Int64
	return &patient{
		call: func(ctx context.Context, _ *rand.Rand) error {
			err := e.Wait(ctx)
			if err == nil {
				waited.Add(1)
			}
			return err
		},
		feed: func() {
			if !e.IsSet() { // nobody else sets it, so none of these is merged with the one before
				notified.Add(1)
				e.Notify()
			}
		},
		finish: func() error {
			left := int64(0)
			if e.IsSet() {
				left = 1
			}
			if waited.Load()+left != notified.Load() {
				return fmt.Errorf("%d were notified, %d let go, %d left", notified.Load(), waited.Load(), left)
			}
			return nil
		},
	}
}

func openSemaphore(n int) *patient {
	s := impl.NewSemaphore(n)
	var out atomic.Int64
	var trouble atomic.Bool
	return &patient{
		call: func(ctx context.Context, r *rand.Rand) error {
			if err := s.Acquire(ctx); err != nil {
				return err
			}
			if out.Add(1) > int64(n) {
				trouble.Store(true)
			}
			for range r.IntN(callers) { // so long that others wait
				_ = impl.Yield(ctx) // a context that has ended is no reason to keep the permit
			}
			out.Add(-1)
			s.Release()
			return nil
		},
		finish: func() error {
			free := 0
			for s.TryAcquire() {
				free++
			}
			if free != n || trouble.Load() {
				return fmt.Errorf("%d of %d permits are free; too many were out: %v", free, n, trouble.Load())
			}
			return nil
		},
	}
}

func openChannel(n int) *patient {
	c := impl.NewChannel[int](n)
	var puts, takes, in, out atomic.Int64
	return &patient{
		call: func(ctx context.Context, r *rand.Rand) error {
			if r.IntN(8) == 0 && n > 0 {
				_, err := c.Fetch(ctx)
				return err
			}
			// By turns more put than take, and the other way round, so that both have to wait.
			if r.IntN(100) < 40+20*int((puts.Load()+takes.Load())>>9&1) && (n != impl.Inf || c.Len() < 10) {
				v := r.IntN(1 << 20)
				err := c.Put(ctx, v)
				if err == nil {
					puts.Add(1)
					in.Add(int64(v))
				}
				return err
			}
			v, err := c.Take(ctx)
			if err == nil {
				takes.Add(1)
				out.Add(int64(v))
			}
			return err
		},
		finish: func() error {
			for {
				v, ok, err := c.TryTake()
				if err != nil {
					return err
				}
				if !ok {
					break
				}
				takes.Add(1)
				out.Add(int64(v))
			}
			if puts.Load() != takes.Load() || in.Load() != out.Load() || c.Len() != 0 {
				return fmt.Errorf("%d put, %d taken; sums %d and %d; length %d", puts.Load(), takes.Load(), in.Load(), out.Load(), c.Len())
			}
			room := 0
			for range min(n, 1000) {
				if ok, _ := c.TryPut(0); ok {
					room++
				}
			}
			if full, _ := c.TryPut(0); room != min(n, 1000) || full && n < 1000 {
				return fmt.Errorf("room for %d values in a channel of %d, for one more: %v", room, n, full)
			}
			return nil
		},
	}
}

func openLock() *patient {
	var l impl.ReentrantLock
	var holders atomic.Int64
	var trouble atomic.Bool
	return &patient{
		call: func(ctx context.Context, r *rand.Rand) error {
			if err := l.Lock(ctx); err != nil {
				return err
			}
			deep := r.IntN(2) == 0 && l.Lock(ctx) == nil // the owner does not wait, but is refused if ctx has ended
			if holders.Add(1) != 1 {
				trouble.Store(true)
			}
			for range r.IntN(callers) { // so long that others wait
				_ = impl.Yield(ctx)
			}
			holders.Add(-1)
			if deep {
				l.Unlock(ctx)
			}
			l.Unlock(ctx)
			return nil
		},
		finish: func() error {
			if l.IsLocked() || !l.TryLock(context.Background()) || trouble.Load() {
				return fmt.Errorf("locked at the end: %v; several owners at a time: %v", l.IsLocked(), trouble.Load())
			}
			l.Unlock(context.Background())
			return nil
		},
	}
}

func openCondition() *patient {
	var l impl.ReentrantLock
	c := impl.NewCondition[int](&l)
	var notified, waited, holders atomic.Int64
	var trouble atomic.Bool
	ctx := context.Background()
	return &patient{
		call: func(ctx context.Context, r *rand.Rand) error {
			if err := l.Lock(ctx); err != nil {
				return err
			}
			var opts []impl.WaitOption
			if r.IntN(8) == 0 {
				opts = append(opts, impl.First())
			}
			_, err := c.Wait(ctx, opts...)
			if err == nil {
				waited.Add(1)
			}
			if holders.Add(1) != 1 { // the lock is back, whatever happened
				trouble.Store(true)
			}
			holders.Add(-1)
			l.Unlock(ctx)
			return err
		},
		feed: func() {
			_ = l.Lock(ctx) // nothing ends it
			if rand.IntN(4) == 0 {
				notified.Add(int64(c.Notify(ctx, 1)))
			} else {
				notified.Add(int64(c.Notify(ctx, 1, impl.One())))
			}
			l.Unlock(ctx)
		},
		finish: func() error {
			if !l.TryLock(ctx) {
				return errors.New("locked, though nobody is there")
			}
			defer l.Unlock(ctx)
			if left := c.Notify(ctx, 0); left != 0 || waited.Load() != notified.Load() || trouble.Load() {
				return fmt.Errorf("%d were notified, %d let go, %d left; several owners at a time: %v",
					notified.Load(), waited.Load(), left, trouble.Load())
			}
			return nil
		},
	}
}

// TestLongCancels: calls are cancelled at random moments, millions of them if asked for. Nothing is lost and nothing left.
func TestLongCancels(t *testing.T) {
	total := *longCancels
	if testing.Short() {
		total /= 5
	}
	for _, object := range cancelledObjects {
		t.Run(object.name, func(t *testing.T) {
			rt := impl.New(impl.Config{Workers: 2})
			w := &ward{patient: object.open(), want: int64(total/len(cancelledObjects) + 1)}
			before := heap()
			begin := time.Now()
			err := rt.Run(context.Background(), w.run)
			took := time.Since(begin)
			if err == nil {
				err = w.patient.finish()
			}
			left := int64(heap()) - int64(before)
			rt.Close()
			t.Logf("%d calls were cancelled, %d of them while they waited or so, %d succeeded, %v; %d bytes are left",
				w.cancelled.Load(), w.cancelled.Load()-w.tooEarly.Load(), w.succeeded.Load(), took, left)
			if err != nil {
				t.Errorf("%v\nagain: go test ./impl/checked -run 'TestLongCancels/%s' -longcancels %d", err, object.name, total)
			}
			if limit := int64(8 << 20); left > limit { // tables of contexts do not shrink
				t.Errorf("%d bytes are left, more than %d", left, limit)
			}
			if w.succeeded.Load() == 0 {
				t.Error("no call succeeded, so the test shows little")
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// ward has callers, who call again and again, and killers, who end their contexts.
type ward struct {
	patient                        *patient
	want                           int64
	cancelled, tooEarly, succeeded atomic.Int64
	beds                           [callers]atomic.Pointer[context.CancelCauseFunc]
	over                           atomic.Bool
}

const callers = 24

func (w *ward) run(ctx context.Context) error {
	killers := make(chan struct{})
	for i := range 2 {
		go func() {
			w.kill(i == 0)
			killers <- struct{}{}
		}()
	}
	err := impl.Sync(ctx, func(ctx context.Context) error {
		for i := range callers {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, w.live(ctx, i) })
		}
		return nil
	})
	w.over.Store(true)
	for range 2 {
		<-killers
	}
	return err
}

func (w *ward) live(ctx context.Context, i int) error {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	for w.cancelled.Load() < w.want {
		mine, kill := context.WithCancelCause(ctx)
		w.beds[i].Store(&kill)
		if r.IntN(2) == 0 {
			w.killOne(r)
		}
		early := mine.Err() != nil
		err := w.patient.call(mine, r)
		w.beds[i].Store(nil)
		kill(nil)
		switch {
		case err == nil:
			w.succeeded.Add(1)
		case errors.Is(err, errKilled):
			w.cancelled.Add(1)
			if early {
				w.tooEarly.Add(1)
			}
		default:
			return err
		}
	}
	return nil
}

// killOne ends the call of somebody.
func (w *ward) killOne(r *rand.Rand) {
	if end := w.beds[r.IntN(callers)].Load(); end != nil {
		(*end)(errKilled)
	}
}

// kill ends calls, and if feed is set lets some go.
func (w *ward) kill(feed bool) {
	r := rand.New(rand.NewPCG(rand.Uint64(), 2))
	for !w.over.Load() {
		w.killOne(r)
		if feed && w.patient.feed != nil && r.IntN(10) == 0 {
			w.patient.feed()
		}
		if r.IntN(4) == 0 {
			runtime.Gosched()
		}
	}
}
