//go:build veritask_explore

package waitq

const segmentCells = 2
