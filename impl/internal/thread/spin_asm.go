//go:build (amd64 || arm64) && !veritask_explore

package thread

// Spin is a moment of doing nothing, by the instruction that leaves the core to whoever shares it; see the assembly.
func Spin()
