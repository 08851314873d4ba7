//go:build veritask_explore

package waitq

const segmentCells = 2

// First leaves two numbers before they come round.
const First = NumberMask - 1
