//go:build !amd64 && !arm64

package goid

import "runtime"

func current() uintptr {
	var buf [40]byte
	// The header reads "goroutine 17 [running]:".
	const skip = len("goroutine ")
	var id uintptr
	for _, c := range buf[skip:runtime.Stack(buf[:], false)] {
		if c < '0' || c > '9' {
			break
		}
		id = id*10 + uintptr(c-'0')
	}
	return id
}
