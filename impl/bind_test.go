package impl_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// The first task to end closes the channel, with its failure; those who wait for it find the channel closed.
// CH-47, CH-48, CH-49, CH-50, CH-52.
func TestBind(t *testing.T) {
	boom := errors.New("boom")
	ends := map[string]struct {
		body func(context.Context) (int, error)
		want error
	}{
		"value":  {func(context.Context) (int, error) { return 1, nil }, spec.ErrClosed},
		"error":  {func(context.Context) (int, error) { return 0, boom }, boom},
		"panic":  {func(context.Context) (int, error) { panic(boom) }, boom},
		"goexit": {func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }, spec.ErrGoexit},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
				c, d, goOn := impl.NewChannel[int](2), impl.NewChannel[int](0), impl.NewEvent(false)
				first := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					if err := goOn.Wait(ctx); err != nil {
						return 0, err
					}
					return end.body(ctx)
				})
				never := impl.NewTask(ctx, func(context.Context) (int, error) { return 0, nil })
				c.Bind(first, never)
				d.Bind(first)
				take := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return d.Take(ctx) })
				if err := c.Put(ctx, 7); err != nil {
					return err
				}
				goOn.Notify()
				<-first.Done()
				if c.IsOpen() || d.IsOpen() {
					return errors.New("the task is over and the channel open")
				}
				if v, err := c.Take(ctx); v != 7 || err != nil {
					return errors.New("what was in the buffer is gone")
				}
				for _, err := range []error{c.Put(ctx, 1), c.Wait(ctx), take.Wait(ctx)} {
					if !errors.Is(err, end.want) && !strings.Contains(err.Error(), end.want.Error()) {
						t.Errorf("fails with %v, want %v", err, end.want)
					}
				}
				late := impl.NewChannel[int](0)
				late.Bind(first)
				if late.IsOpen() {
					t.Error("bound to a task that was over, and open")
				}
				c.CloseWith(boom)
				never.Done()
				c.Bind(first) // closed: no effect
				if err := c.Wait(ctx); err != boom {
					t.Errorf("Bind changed the error of a closed channel to %v", err)
				}
				return nil
			})
		})
	}
}

// Binding takes no task, no goroutine and no other runtime. The package's TestMain looks for what is left.
// CH-53.
func TestBindStartsNothing(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	c := impl.NewChannel[int](0)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	started := impl.NewEvent(false)
	block := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
		started.Notify()
		return impl.NewChannel[int](0).Take(ctx)
	}, impl.On(rt))
	if err := started.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for range 100 {
		c.Bind(block)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines more", n-before)
	}
	rt.Close()
	if err := c.Wait(t.Context()); !errors.Is(err, spec.ErrRuntimeClosed) {
		t.Errorf("the task's runtime was closed, and Wait is %v", err)
	}
}

// Binding while the task ends: whoever is later closes the channel.
func TestBindRacesEnd(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		for range 2000 {
			c := impl.NewChannel[int](0)
			task := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, nil })
			c.Bind(task)
			if _, err := c.Take(ctx); err != spec.ErrClosed {
				return err
			}
		}
		return nil
	})
}
