//go:build !veritask_explore

package spec

// LockPasses is how often the first of those who wait for a lock can be passed by others, before it is its turn in any
// case. A lock that is free goes to whoever comes first, since a task that runs can use it at once and one that has to be
// woken cannot; without a limit, one that is unlucky would wait for ever.
const LockPasses = 4
