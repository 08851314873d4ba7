//go:build !race || veritask_engine

package park

func wakeGoroutine(c chan struct{})  { c <- struct{}{} }
func sleepGoroutine(c chan struct{}) { <-c }
