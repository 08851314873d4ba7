//go:build veritask_explore

package deque

const (
	firstRing  = 4
	keepRing   = 8
	firstIndex = 1<<32 - 2
)
