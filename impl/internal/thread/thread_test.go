package thread_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/thread"
)

func TestGo(t *testing.T) {
	ran := make(chan struct{}, 2)
	thread.Go("one", func() { ran <- struct{}{} })
	thread.Daemon("two", func() { ran <- struct{}{} })
	for range 2 {
		<-ran
	}
	thread.Yield()
	thread.Spin()
}
