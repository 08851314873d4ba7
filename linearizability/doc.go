// Package linearizability runs random scenarios against an implementation of a primitive, records what every call did
// and when, and judges whether some order of the calls explains it: the results, who went first, and who is asleep.
//
// It works on any implementation. A [Target] says how to make a fresh object and how to start clients:
//
//	target := linearizability.Target{
//		Name:   "mutex",
//		Object: linearizability.Semaphore,
//		New: func(env linearizability.Env) linearizability.Subject {
//			return linearizability.SemaphoreSubject(newMine(env.Setup.Size))
//		},
//	}
//	result := linearizability.Verify(ctx, target, linearizability.Config{Seed: 1, Duration: time.Second})
//	if result.Failure != nil {
//		t.Fatal(result.Failure)
//	}
package linearizability
