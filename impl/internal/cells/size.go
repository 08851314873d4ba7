//go:build !veritask_explore

package cells

// segmentCells is how many cells one allocation holds. Under the explorer's tag it is small, so that segments end, die and
// are unlinked in every small scenario.
const segmentCells = 64

// standCells is how many cells have their stands in one allocation; it divides segmentCells.
const standCells = 16

// first is the number of the first cell. Under the explorer's tag the room's numbers come round in every small scenario.
const first = 0
