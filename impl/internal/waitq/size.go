//go:build !veritask_explore

package waitq

// segmentCells is how many places one allocation serves. Under the explorer's tag it is small, so that segments end,
// die and are unlinked in every small scenario.
const segmentCells = 16
