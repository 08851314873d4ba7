//go:build race || veritask_explore

package atom

// Slot is a pointer that one party writes and then publishes; see slot.go for what it is in ordinary builds.
type Slot[T any] = Pointer[T]
