//go:build veritask_explore

package cells

const (
	segmentCells = 2
	standCells   = 2
)

// first leaves two numbers before those of the room come round.
const first = 1<<firstBits - 2
