//go:build veritask_explore

package checked_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl/internal/seam"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// contexts are the ways to make one whose end is a step.
var contexts = map[string]struct {
	with  func(context.Context) (context.Context, context.CancelCauseFunc)
	cause func(context.Context) error
}{
	"seam": {func(parent context.Context) (context.Context, context.CancelCauseFunc) {
		return seam.NewContext(parent)
	}, context.Cause},
	"shared": {shared.NewContext, shared.Cause},
}

type contextKey struct{}

// afterFunc is context.AfterFunc. Of contexts that are not its own, package context may find out later.
func afterFunc(ctx context.Context, f func()) (stop func() bool) {
	if c, ok := ctx.(interface{ AfterFunc(func()) func() bool }); ok {
		return c.AfterFunc(f)
	}
	return context.AfterFunc(ctx, f)
}

// useContext does with a context what can be done, and notes the answers. ran is called by each function that the end of
// the context calls, of which there are contextCalls.
func useContext(
	with func(context.Context) (context.Context, context.CancelCauseFunc), cause func(context.Context) error, ran func(),
) (answers []string) {
	note := func(what string, v any) { answers = append(answers, fmt.Sprintf("%s: %v", what, v)) }
	ctx, cancel := with(context.WithValue(context.Background(), contextKey{}, 7))
	look := func() {
		select {
		case <-ctx.Done():
			note("done", true)
		default:
			note("done", false)
		}
		_, ok := ctx.Deadline()
		note("state", []any{ctx.Err(), cause(ctx), ctx.Value(contextKey{}), ctx.Value(7), ok})
	}
	look()
	late := afterFunc(ctx, ran)
	early := afterFunc(ctx, func() { panic("it was stopped") })
	note("stopped", []bool{early(), early()})
	cancel(errors.New("enough"))
	look()
	cancel(errors.New("more"))
	look()
	note("stopped late", late())
	note("stopped after the end", afterFunc(ctx, ran)())
	none, end := with(context.Background())
	end(nil)
	note("no cause", []error{none.Err(), cause(none)})
	return answers
}

const contextCalls = 2

// TestContextsAgree: both contexts whose end is a step answer as those of package context do.
func TestContextsAgree(t *testing.T) {
	var calls sync.WaitGroup
	calls.Add(contextCalls)
	want := useContext(context.WithCancelCause, context.Cause, calls.Done)
	calls.Wait()
	for name, c := range contexts {
		r := explore.Explore(explore.Program{Name: name, Setup: func(r *explore.Run) {
			seam.NewRun(0)
			var got []string
			ran := 0
			r.Go("user", func() { got = useContext(c.with, c.cause, func() { ran++ }) })
			r.AllEnd()
			r.After(func() error {
				if !slices.Equal(got, want) || ran != contextCalls {
					return fmt.Errorf("%d calls, and the answers are\n%q, not\n%q", ran, got, want)
				}
				return nil
			})
		}}, explore.Options{MaxSchedules: 1000})
		if r.Failure != nil {
			t.Error(r.Failure)
		}
	}
}
