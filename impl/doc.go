// Package impl is Julia's task system for Go: tasks, channels, locks, events and semaphores on a lock-free
// work-stealing scheduler.
//
//	err := impl.Run(ctx, func(ctx context.Context) error {
//		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 6 * 7, nil })
//		v, err := t.Fetch(ctx)
//		fmt.Println(v)
//		return err
//	})
//
// # Tasks
//
// A [Task] is a function that runs on a worker of a [Runtime] until it blocks or ends. A task that never blocks is a
// function call; one that blocks leaves its worker by a coroutine switch, not through Go's scheduler. Waiting for a
// task that has not started runs it on the spot, on the waiter's stack. Tasks may block in Go itself too (a socket, a
// sync.Mutex): the runtime notices and adds a worker meanwhile; [Blocking] says so beforehand.
//
// # Who is calling
//
// Every call that can block takes a context first and ends with its cause. The context is not the caller: that is the
// task which the calling goroutine really runs, or the goroutine itself. So an outer context captured by a child, a
// callback of a library, errgroup inside a body and context.Background() are all fine.
//
// # Failure
//
// A body's error, panic or Goexit stays with its task; waiting for the task returns it as a [*TaskFailedError].
// What a correct program meets at run time is an error; misuse is a [*ConcurrencyViolationError], [*ArgumentError] or
// [*MisuseError], returned where the function returns an error and a panic where it does not.
//
// # Memory model
//
// In the terminology of the Go memory model: spawning a task synchronizes before its body; the end of the body
// synchronizes before the return of any wait for it, and before any true IsDone. The primitives say what they add.
// Under the race detector each task has a goroutine of its own and exactly these edges are visible, so a race between
// two tasks is reported even if they shared a worker.
//
// # Julia's names
//
//	Task, @task, schedule          NewTask, Schedule, ScheduleValue, ScheduleError
//	@spawn, @async, @sync          Spawn, Async, Sync; and Scope, which cancels and always joins
//	wait, fetch, istaskdone        Task.Wait, Task.Fetch, Task.IsDone
//	waitany, waitall               WaitAny, WaitAll, Completed
//	wait(), yield, yieldto         Park and Unpark, Yield, YieldWith, YieldTo
//	sleep, timedwait               Sleep, TimedWait
//	errormonitor                   ErrorMonitor
//	task_local_storage             Local, TaskLocalStorage
//	asyncmap, asyncmap!            AsyncMap, AsyncMap2, AsyncMapBatch, AsyncMapInto
//	Channel, bind                  NewChannel, Produce, Channel.Bind
//	put!, take!, fetch, isready    Channel.Put, Channel.Take, Channel.Fetch, Channel.IsReady
//	Event, Semaphore               NewEvent, NewSemaphore, OneWayEvent
//	ReentrantLock, Lockable        ReentrantLock, NewLockable
//	Condition, Threads.Condition   NewLocalCondition, NewCondition
//
// docs/julia.md says what differs, and why.
//
// # Words
//
// A task is a body with a result; a worker runs one at a time; a pool is a set of workers. To park is to sleep until
// unparked; who waits stands in line, is let go when it is granted what it waits for, and leaves the line if it is
// cancelled. docs/glossary.md has them all.
//
// # Tests
//
// Package tasktest runs a test as a task of a runtime of its own, in an order that a seed decides, in virtual time.
//
// # When not to use it
//
// A go statement is simpler for work that nobody waits for, and a plain mutex or channel is all that a program needs
// that has no failures to propagate, nothing to cancel and no order to promise.
package impl
