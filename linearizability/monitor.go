package linearizability

// SemaphoreMonitor counts what a semaphore does in runs too long to judge. Safe for concurrent use.
type SemaphoreMonitor struct{}
