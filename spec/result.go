package spec

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Status says how an operation ended.
type Status uint8

// The ways for an operation to end.
const (
	OK        Status = iota // returned normally
	Cancelled               // returned the cause of its context
	Failed                  // returned an error, or panicked with one
)

// Result is what an operation gave: a comparable value.
type Result struct {
	Status Status
	Value  int    // what it returned, 1 and 0 for true and false
	Text   string // the error's message if Failed; of a failed task its cause
}

// Bool returns the result of an operation that returned b.
func Bool(b bool) Result {
	if b {
		return Result{Value: 1}
	}
	return Result{}
}

// Failure returns the result of an operation that failed with this message.
func Failure(text string) Result { return Result{Status: Failed, Text: text} }

// Outcome returns the result of an operation that was called with ctx and returned v and err.
func Outcome(ctx context.Context, v int, err error) Result {
	if err == nil {
		return Result{Value: v}
	}
	ended := ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
	if ended || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Result{Status: Cancelled}
	}
	return Failure(Reason(err))
}

// Panicked returns the result of an operation that panicked with v.
func Panicked(v any) Result {
	var misuse *MisuseError
	var argument *ArgumentError
	var violation *ConcurrencyViolationError
	if err, ok := v.(error); ok &&
		(errors.As(err, &misuse) || errors.As(err, &argument) || errors.As(err, &violation)) {
		return Failure(err.Error())
	}
	return Failure(fmt.Sprintf("panic: %v", v))
}

// Reason returns what an error is about in the fewest words: for failed tasks, also tasks that failed because they
// waited for a failed one, the innermost cause; for a collection all of them in order, separated by blanks.
func Reason(err error) string {
	var many *CompositeError
	var failed *TaskFailedError
	switch {
	case errors.As(err, &many):
		all := make([]string, len(many.Errs))
		for i, e := range many.Errs {
			all[i] = Reason(e)
		}
		return strings.Join(all, " ")
	case errors.As(err, &failed):
		return Reason(failed.Cause)
	default:
		return err.Error()
	}
}

// TaskError returns the text of the error that fail(t,n) makes a body return.
func TaskError(n int) string { return fmt.Sprintf("e%d", n) }
