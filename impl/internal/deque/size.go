//go:build !veritask_explore

package deque

// Under the explorer's tag these shrink, so that growth and wrap-around happen in every small scenario.
const (
	firstRing  = 64
	keepRing   = 4096 // a larger ring is given back when its driver goes to sleep
	firstIndex = 0
)
