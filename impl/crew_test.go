package impl_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/veritask/veritask/impl"
)

// crew makes blocking calls in a testing/synctest bubble, each on a goroutine or task of its own. In a bubble it is
// certain when all that can happen has happened, so tests can say that a call is blocked.
type crew struct {
	*testing.T
	rt *impl.Runtime // nil: goroutines
}

// member is one call.
type member struct {
	name string
	stop context.CancelCauseFunc
	done chan error
}

// eachCrew runs the test with goroutines and with tasks.
func eachCrew(t *testing.T, test func(c *crew)) {
	t.Run("goroutines", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(&crew{T: t}) })
	})
	for _, workers := range []int{1, 2} {
		t.Run(fmt.Sprintf("tasks on %d", workers), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &crew{T: t, rt: impl.New(impl.Config{Workers: workers})}
				test(c)
				mustShutdown(t, c.rt)
			})
		})
	}
}

// call starts a call and lets everything happen that can.
func (c *crew) call(name string, f func(ctx context.Context) error) *member {
	ctx, stop := context.WithCancelCause(c.Context())
	m := &member{name, stop, make(chan error, 1)}
	if c.rt == nil {
		go func() { m.done <- f(ctx) }()
	} else {
		impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			m.done <- f(ctx)
			return 0, nil
		}, impl.On(c.rt))
	}
	synctest.Wait()
	return m
}

// returned checks that the call has returned this.
func (c *crew) returned(m *member, want error) {
	c.Helper()
	synctest.Wait()
	select {
	case err := <-m.done:
		if err != want { //nolint:errorlint // the very error
			c.Fatalf("%s returned %v, want %v", m.name, err, want)
		}
	default:
		c.Fatalf("%s is blocked, want it to return %v", m.name, want)
	}
}

// blocked checks that these calls have not returned.
func (c *crew) blocked(ms ...*member) {
	c.Helper()
	synctest.Wait()
	for _, m := range ms {
		select {
		case err := <-m.done:
			c.Fatalf("%s returned %v, want it to block", m.name, err)
		default:
		}
	}
}

// acquire starts the next of a row of calls of Acquire.
func (c *crew) acquire(s *impl.Semaphore, i int) *member {
	return c.call(fmt.Sprintf("acquire %d", i), s.Acquire)
}

// wait starts the next of a row of calls of Wait.
func (c *crew) wait(e *impl.Event, i int) *member {
	return c.call(fmt.Sprintf("wait %d", i), e.Wait)
}

// panicOf returns what f panics with, nil if it does not.
func panicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}
