//go:build !amd64 && !arm64 && !veritask_explore

package thread

// Spin is a moment of doing nothing. It is a call, so that it takes some time.
//
//go:noinline
func Spin() {}
