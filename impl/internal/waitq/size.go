//go:build !veritask_explore

package waitq

// segmentCells is how many places one allocation serves. Under the explorer's tag it is small, so that segments end,
// die and are unlinked in every small scenario.
const segmentCells = 16

// First is the number that an owner's word may begin with, if its queue does too; see InitAt. Under the explorer's tag
// numbers come round in every small scenario.
const First = 0
