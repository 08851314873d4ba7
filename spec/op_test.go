package spec

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestOpText(t *testing.T) {
	texts := []string{
		"wait()", "notify()", "reset()", "isset()", "acquire()", "tryacquire()", "release()", "resize(-2)",
		"finish(a,7)", "fail(h,0)", "wait(b)", "fetch(c)", "isdone(a)", "isfailed(z)", "join(cab)", "waitany(ab)", "waitall(ba)", "scope(ab)", "get()", "set(3)",
		"push(3)", "pop()", "steal()", "isempty()",
		"put(3)", "take()", "fetch()", "waitready()", "tryput(1)", "trytake()", "close(0)", "endbound(2)", "isready()",
		"isfull()", "isopen()", "len()", "lock()", "trylock()", "unlock()", "islocked()", "condwait()", "condwaitfirst()",
		"notifyall(1)", "notifyone(2)", "failall(1)", "failone(2)", "pick()",
	}
	kinds := map[Kind]bool{NoOp: true}
	for _, text := range texts {
		o, err := ParseOp(text)
		if err != nil || o.String() != text {
			t.Errorf("%q became %q, %v", text, o, err)
		}
		kinds[o.Kind] = true
	}
	if len(kinds) != int(numKinds) {
		t.Errorf("%d kinds of %d are tested", len(kinds), numKinds)
	}
	for _, text := range []string{
		"", "none", "none()", "wai", "wait(", "wait(A)", "wait(ab)", "notify(a)", "resize", "resize()", "resize(a)",
		"finish(a)", "finish(,1)", "finish(ab,1)", "finish(a,)", "join()", "join(aa)", "join(a,b)",
		"push()", "push(a)", "pop(1)", "steal(a)", "isempty(1)",
	} {
		if o, err := ParseOp(text); err == nil {
			t.Errorf("%q was taken for %v", text, o)
		}
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct {
		op     string
		result Result
		want   string
	}{
		{"acquire", Result{}, "acquire()"},
		{"acquire", Result{Status: Cancelled}, "acquire() cancelled"},
		{"tryacquire", Bool(true), "tryacquire() = true"},
		{"tryacquire", Bool(false), "tryacquire() = false"},
		{"fetch(a)", Result{Value: 7}, "fetch(a) = 7"},
		{"fetch(a)", Result{}, "fetch(a) = 0"},
		{"push(3)", Result{}, "push(3)"},
		{"pop", Result{Value: 3}, "pop() = 3"},
		{"steal", Result{}, "steal() = nothing"},
		{"isempty", Bool(true), "isempty() = true"},
		{"resize(0)", Failure(MsgSemaphoreSize), "resize(0) ! Semaphore size must be > 0"},
		{"wait(a)", Failure("panic: x\n\n  y"), "wait(a) ! panic: x y"},
	}
	for _, tt := range tests {
		o, err := ParseOp(tt.op)
		if got := o.Describe(tt.result); err != nil || got != tt.want {
			t.Errorf("%q, %v, want %q", got, err, tt.want)
		}
	}
}

func TestBlocksAndCancellable(t *testing.T) {
	want := map[Kind][2]bool{
		EventWait: {true, true}, SemAcquire: {true, true}, TaskWait: {true, true}, TaskFetch: {true, true}, TaskJoin: {true, false},
		TaskWaitAny: {true, true}, TaskWaitAll: {true, true}, TaskScope: {true, false},
		ChanPut: {true, true}, ChanTake: {true, true}, ChanFetch: {true, true}, ChanWait: {true, true},
		LockLock: {true, true}, CondWait: {true, true}, CondWaitFirst: {true, true},
		SelectPick: {true, true},
	}
	for k := range numKinds {
		if got := [2]bool{k.Blocks(), k.Cancellable()}; got != want[k] {
			t.Errorf("%v blocks, is cancellable: %v, want %v", k, got, want[k])
		}
	}
}

func TestOutcome(t *testing.T) {
	cause := errors.New("enough")
	ended, end := context.WithCancelCause(context.Background())
	end(cause)
	live := context.Background()
	task := &TaskFailedError{Cause: errors.New("e1")}
	nested := &TaskFailedError{Cause: &TaskFailedError{Cause: errors.New("e2")}}
	tests := []struct {
		ctx  context.Context
		v    int
		err  error
		want Result
	}{
		{live, 3, nil, Result{Value: 3}},
		{ended, 3, nil, Result{Value: 3}},
		{ended, 0, cause, Result{Status: Cancelled}},
		{ended, 0, fmt.Errorf("wait: %w", context.Canceled), Result{Status: Cancelled}},
		{live, 0, context.DeadlineExceeded, Result{Status: Cancelled}}, // and let the judge wonder
		{live, 0, cause, Failure("enough")},
		{ended, 3, task, Failure("e1")},
		{live, 0, nested, Failure("e2")},
		{live, 0, &CompositeError{Errs: []error{nested, task}}, Failure("e2 e1")},
		{live, 0, &ArgumentError{Msg: MsgSemaphoreSize}, Failure(MsgSemaphoreSize)},
	}
	for i, tt := range tests {
		if got := Outcome(tt.ctx, tt.v, tt.err); got != tt.want {
			t.Errorf("%d: %+v, want %+v", i, got, tt.want)
		}
	}
}

func TestPanicked(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string
	}{
		{&MisuseError{Msg: MsgReleaseMismatch}, MsgReleaseMismatch},
		{fmt.Errorf("impl: %w", &ConcurrencyViolationError{Msg: "no"}), "impl: no"},
		{errors.New("x"), "panic: x"},
		{7, "panic: 7"},
	} {
		if got := Panicked(tt.v); got != Failure(tt.want) {
			t.Errorf("%v gives %+v, want %q", tt.v, got, tt.want)
		}
	}
}
