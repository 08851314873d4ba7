//go:build !veritask_explore

package injector

const segmentCells = 64
