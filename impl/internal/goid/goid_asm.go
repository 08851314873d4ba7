//go:build amd64 || arm64

package goid

// current is one instruction; see the assembly.
func current() uintptr
