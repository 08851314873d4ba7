//go:build !veritask_explore

package sched

// Under the explorer's tag these shrink, so that what is rare or late happens in every small scenario.
const (
	fairTick     = 61  // steps of the loop between two at which its order is turned round
	joinTick     = 64  // joins in place that count as one step of the loop
	maxDepth     = 100 // tasks on one coroutine; deeper, a wait parks
	maxIdle      = 128 // idle coroutines that a worker keeps
	joinSpins    = 40  // looks at a task that runs elsewhere before parking
	searchRounds = 24  // through the deques of others before going to sleep
	nodeShards   = 8   // of the waiters under one context

	// stealMost bounds what a thief takes at once. The owner mostly works at one end of his deque and waits for tasks
	// from the other; a thief that takes a lot, and works on it from its far end, meets him seldom.
	stealMost = 256
	mostWary  = 8 // see grain

	idleTicks     = 50 // of the monitor, until it ends
	firstPatience = 10 // ticks
	mostPatience  = 80
)
