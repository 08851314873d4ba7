//go:build veritask_explore

package sched

const (
	fairTick     = 5
	joinTick     = 2
	maxDepth     = 2
	maxIdle      = 1
	joinSpins    = 1
	searchRounds = 1
	nodeShards   = 1
	stealMost    = 2
	mostWary     = 0

	idleTicks     = 1
	firstPatience = 1
	mostPatience  = 2
)
