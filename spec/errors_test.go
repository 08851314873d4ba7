package spec

import (
	"errors"
	"strings"
	"testing"
)

// named is a task of that name.
type named string

func (n named) Name() string { return string(n) }
func (n named) Err() error   { return nil }

// The texts of the contract (0.3, 2.14).
// ER-01, ER-02, ER-03, ER-07, ER-16.
func TestErrorTexts(t *testing.T) {
	x := errors.New("x")
	failed := &TaskFailedError{Task: named("t"), Cause: x}
	for _, tc := range []struct {
		err  error
		want string
	}{
		{failed, "TaskFailedException\n\n    nested task error: x"},
		{&TaskFailedError{Cause: errors.New("two\nlines")}, "TaskFailedException\n\n    nested task error: two\n    lines"},
		{&TaskFailedError{Cause: failed}, "TaskFailedException\n\n    nested task error: TaskFailedException\n    \n        nested task error: x"},
		{&CompositeError{}, "CompositeException()\n"},
		{&CompositeError{Errs: []error{x}}, "x"},
		{&CompositeError{Errs: []error{x, failed}}, "x\n\n...and 1 more exception.\n"},
		{&CompositeError{Errs: []error{x, x, x, x, x}}, "x\n\n...and 4 more exceptions.\n"},
		{&ScheduledAfterSyncError{}, "ScheduledAfterSyncException: (no values)"},
		{
			&ScheduledAfterSyncError{Tasks: []TaskIdentity{named("a")}},
			"ScheduledAfterSyncException: Task a is registered after the end of a `@sync` block",
		},
		{
			&ScheduledAfterSyncError{Tasks: []TaskIdentity{named("a"), named("b")}},
			"ScheduledAfterSyncException: Task a and one more Task are registered after the end of a `@sync` block",
		},
		{
			&ScheduledAfterSyncError{Tasks: []TaskIdentity{named("a"), named("b"), named("c")}},
			"ScheduledAfterSyncException: Task a and 2 more objects are registered after the end of a `@sync` block",
		},
		{ErrClosed, "Channel is closed."},
	} {
		if got := tc.err.Error(); got != tc.want {
			t.Errorf("%T prints\n%q, want\n%q", tc.err, got, tc.want)
		}
	}
}

// Each failure in a chain shows where it was (Julia's #32814).
// ER-06, ER-15.
func TestNestedStacks(t *testing.T) {
	inner := &TaskFailedError{Cause: &PanicError{Value: "inner", Stack: []byte("here")}}
	outer := &TaskFailedError{Cause: &PanicError{Value: inner, Stack: []byte("there")}}
	if n := strings.Count(outer.Error(), "Stacktrace:"); n != 2 {
		t.Errorf("%d stacks in\n%s", n, outer)
	}
	if !errors.Is(outer, inner) {
		t.Error("errors.Is does not reach a failure that was panicked with")
	}
}

// errors.Is and errors.As reach every failure of several, and its cause.
// ER-04, ER-06.
func TestCompositeUnwraps(t *testing.T) {
	x, y := errors.New("x"), &ArgumentError{Msg: "y"}
	all := &CompositeError{Errs: []error{&TaskFailedError{Cause: x}, &TaskFailedError{Cause: y}}}
	var bad *ArgumentError
	if !errors.Is(all, x) || !errors.As(all, &bad) || bad != y {
		t.Errorf("of %v: %v, %v", all, errors.Is(all, x), bad)
	}
}
