// Package tasktest runs tests of programs that use package impl: one call gives a runtime of its own, an order that a seed
// decides, time that costs nothing, and a look at what is left.
//
//	func TestTransfer(t *testing.T) {
//		tasktest.Run(t, func(ctx context.Context) error {
//			a, b := NewAccount(10), NewAccount(0)
//			return Transfer(ctx, a, b, 10)
//		})
//	}
//
// [Run] uses a deterministic runtime: all tasks share one worker, a seed chooses who is next wherever there is a choice, and
// time is virtual. A test that fails prints its seed, and with TASK_SEED in the environment the same interleaving
// comes back, in the same build. [Bubble] uses workers that run at the same time, in a testing/synctest bubble: real
// parallelism, no replay, and goroutines may take part.
//
// Either way a test fails if main returns an error or panics, if tasks are left that cannot end, or if nothing goes on any more;
// then all tasks are printed with what they wait for.
package tasktest
