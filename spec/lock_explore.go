//go:build veritask_explore

package spec

// LockPasses is small where every order of steps is run, so that a lock is handed over in small scenarios.
const LockPasses = 1
