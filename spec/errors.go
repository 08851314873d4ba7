package spec

import (
	"errors"
	"fmt"
	"strings"
)

// Errors without data. Compare with errors.Is.
var (
	// ErrRuntimeClosed is what blocking calls of a runtime's tasks fail with once Close was called, and what tasks
	// fail with that were never started.
	ErrRuntimeClosed = errors.New("veritask: runtime closed")
	// ErrGoexit is the failure of a task whose body ended by runtime.Goexit (testing's FailNow, say).
	ErrGoexit = errors.New("veritask: task ended by runtime.Goexit")
	// ErrClosed is what a channel that was closed without an error fails with.
	ErrClosed error = &InvalidStateError{Msg: MsgChannelClosed}
)

// ConcurrencyViolationError reports a misuse that only concurrency makes possible, such as a task that waits for
// itself.
type ConcurrencyViolationError struct{ Msg string }

func (e *ConcurrencyViolationError) Error() string { return e.Msg }

// ArgumentError reports a bad argument; the call has changed nothing.
type ArgumentError struct{ Msg string }

func (e *ArgumentError) Error() string { return e.Msg }

// MisuseError reports a call that the state of the object forbids, such as a release without an acquire; the call has
// changed nothing. It is Julia's plain ErrorException.
type MisuseError struct{ Msg string }

func (e *MisuseError) Error() string { return e.Msg }

// InvalidStateError reports that an object is over. It is Julia's InvalidStateException.
type InvalidStateError struct{ Msg string }

func (e *InvalidStateError) Error() string { return e.Msg }

// The texts of the contract's error catalogue that exist so far.
const (
	MsgWaitSelf         = "deadlock detected: cannot wait on current task"
	MsgNotRunnable      = "schedule: Task not runnable"
	MsgReleaseMismatch  = "release count must match acquire count"
	MsgSemaphoreSize    = "Semaphore size must be > 0"
	MsgYieldNotRunnable = "yield: Task not runnable"
	MsgElsewhere        = "cannot switch to task running on another thread"
	MsgNoPool           = "invalid threadpool specified"
	MsgForeignPool      = "Threadpool size of `:foreign` is indeterminant"
	MsgPoolName         = "Unrecognized threadpool name `%s`"
	MsgYieldSelf        = "Cannot yield to currently running task!"
	MsgChannelClosed    = "Channel is closed."
	MsgChannelSize      = "Channel size must be either 0, a positive integer or Inf"
	MsgFetchUnbuffered  = "`fetch` is not supported on an unbuffered Channel."
	MsgLockNotHeld      = "lock must be held"
	MsgUnlockCount      = "unlock count must match lock count"
	MsgUnlockOther      = "unlock from wrong thread"
	MsgPollInterval     = "pollint must be ≥ 1 millisecond"
	MsgNTasks           = "ntasks must be specified as a positive integer or a 0-arg function. ntasks=%v"
	MsgBatchSize        = "batch_size must be specified as a positive integer. batch_size=%v"
)

// TaskIdentity is what a failure keeps of the task that failed.
type TaskIdentity interface {
	// Name is the task's name, or what it was made from.
	Name() string
	// Err is the task's failure, nil while it runs and after it succeeded.
	Err() error
}

// TaskFailedError is what waiting for a failed task returns. It unwraps to what the body returned, or to a
// *PanicError, ErrGoexit or ErrRuntimeClosed.
type TaskFailedError struct {
	Task  TaskIdentity
	Cause error
}

func (e *TaskFailedError) Error() string {
	return "TaskFailedException\n\n    nested task error: " + strings.ReplaceAll(e.Cause.Error(), "\n", "\n    ")
}

// Unwrap returns the cause.
func (e *TaskFailedError) Unwrap() error { return e.Cause }

// ScheduledAfterSyncError is the failure of a task that was spawned into a Sync or Scope which was over; it was not run.
type ScheduledAfterSyncError struct{ Tasks []TaskIdentity }

func (e *ScheduledAfterSyncError) Error() string {
	const end = " registered after the end of a `@sync` block"
	switch n := len(e.Tasks); n {
	case 0:
		return "ScheduledAfterSyncException: (no values)"
	case 1:
		return "ScheduledAfterSyncException: Task " + e.Tasks[0].Name() + " is" + end
	case 2:
		return "ScheduledAfterSyncException: Task " + e.Tasks[0].Name() + " and one more Task are" + end
	default:
		return fmt.Sprintf("ScheduledAfterSyncException: Task %s and %d more objects are%s", e.Tasks[0].Name(), n-1, end)
	}
}

// PanicError is a panic of a task's body, kept as a value.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("panic: %v\nStacktrace:\n%s", e.Value, e.Stack)
}

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// CapturedError is what AsyncMap returns if the function failed that it maps. It unwraps to what that returned, or to a
// *PanicError or ErrGoexit. It is Julia's CapturedException.
type CapturedError struct{ Cause error }

func (e *CapturedError) Error() string { return e.Cause.Error() }

// Unwrap returns the cause.
func (e *CapturedError) Unwrap() error { return e.Cause }

// CompositeError collects failures in the contract's order.
type CompositeError struct{ Errs []error }

func (e *CompositeError) Error() string {
	switch n := len(e.Errs); n {
	case 0:
		return "CompositeException()\n"
	case 1:
		return e.Errs[0].Error()
	case 2:
		return e.Errs[0].Error() + "\n\n...and 1 more exception.\n"
	default:
		return fmt.Sprintf("%s\n\n...and %d more exceptions.\n", e.Errs[0].Error(), n-1)
	}
}

// Unwrap returns all of them, for errors.Is and errors.As.
func (e *CompositeError) Unwrap() []error { return e.Errs }
