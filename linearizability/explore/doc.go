// Package explore runs a small concurrent program in every order of its atomic steps: a stateless model checker.
//
//	Setup ─▶ threads, one at a time ─▶ terminal state ─▶ checks ─▶ drain ─▶ next run
//	             │        ▲
//	     announce an op   │ the engine has chosen this thread again
//	             ▼        │
//	          decide who goes on (a function call; a coroutine switch only if it is another thread)
//
// # What it establishes
//
// Go's atomics are sequentially consistent, and a program without data races behaves as if all its steps were: so for
// such a program it is enough to run every interleaving of its synchronisation operations. Those that differ in the
// order of independent operations only are equivalent, and one of each class is run. If [Report.Complete] is set and
// [Report.Bounds] is empty, every execution of the scenario on any machine is equivalent to one that was run, provided
// that what threads share is reached through this package's hooks or is free of races, and that the code is
// deterministic otherwise; a sample of the runs is repeated to see that it is.
//
// # How code takes part
//
// Whatever threads share is instrumented: it holds a [Word], its identity, and each operation on it is announced by
// [Begin] or [Await], then performed, then reported by [End]. Package shared has such types; other code calls the hooks
// from its own seams. A thread runs without interruption from one operation to the next. Outside of an exploration the
// hooks do nothing.
//
// A program is run many times, so it has to make everything anew in [Program.Setup], and must not depend on anything
// else: addresses, map order, time, other goroutines. One exploration runs at a time in a process, and no goroutine
// outside of it may call hooks meanwhile.
//
// # Loops
//
// A loop that waits or retries says so, by a [Loop]. If the iteration has written nothing, then running it
// again is like having run it later, and the run in which it comes later is explored too: so the thread is cut, that
// is, it takes no further step in this run, while the others go on. A run that ends with threads cut is not judged,
// unless nothing that they have read has been overwritten since: then they would spin for ever, a livelock.
package explore
