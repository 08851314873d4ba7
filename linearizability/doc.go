// Package linearizability runs random scenarios against an implementation of a primitive, records what every call did
// and when, and judges whether some order of the calls explains it: the results, who went first, and who is asleep.
//
// It works on any implementation. A [Target] says how to make a fresh object and how to start clients; [EventSubject],
// [SemaphoreSubject] and [TasksSubject] turn the interfaces of package spec into what a target makes:
//
//	target := linearizability.Target{
//		Name:   "mine",
//		Object: linearizability.Semaphore,
//		Stamps: linearizability.Some,
//		New: func(env linearizability.Env) linearizability.Subject {
//			return linearizability.SemaphoreSubject(mine.NewSemaphore(env.Setup.Size))
//		},
//	}
//	result := linearizability.Verify(ctx, target, linearizability.Config{Duration: time.Second})
//	if result.Failure != nil {
//		t.Fatal(result.Failure) // seed, timeline, what has no place in it, the command that replays it
//	}
//
// # Words
//
//	scenario   what the clients are to do; generated from a seed, printable, parseable
//	run        one execution of a scenario
//	history    what happened in a run: calls with ticks of a common clock
//	stamp      the tick at which a call has registered as a waiter: from then on its place in the line is fixed
//	probe      ending the contexts of all waiters in order to see who is asleep
//	quiet      a tick at which nothing moved and exactly certain calls were asleep
//	judge      looks for an order of the calls that the object's model allows (package model, by way of porcupine)
//
// # Blocking
//
// A call that waits is two steps to the judge: it gets in line somewhere between its beginning and its stamp, and
// returns after somebody's step has let it go. So the order of the line, and with it fairness, is as visible as a
// result. Stamps come from the implementation, which calls [Parked] before it parks; without them ([Black]) all is
// checked but the order of the line.
//
// # Sleep
//
// A lost wake-up is a call that does not return, and waiting for what does not happen proves nothing. So sleep is turned
// into something that happens: when no client is active, the contexts of all that wait are ended. Who had been let go
// must return normally, since what was granted is not lost to a cancellation; who returns the cancellation was asleep,
// and the judge asks whether it had reason to be. No verdict depends on the wall clock, with two exceptions that are
// generous: a call that does not return for ten seconds although its context has ended is [Stuck], and where nothing
// has happened for a second or two although the model says that somebody must be on the way, nothing is going to.
//
// # What it proves
//
// A [Result] without a failure says that these histories have explanations, no more. Runs are made to differ, by
// shifting clients, by letting calls begin together and by ending contexts at awkward moments, but real processors
// decide. Windows of a few instructions may stay shut for a long time.
//
// The recorder's clock is hidden from the race detector, so that recording hides no race of the implementation.
package linearizability
