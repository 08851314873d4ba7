//go:build race && !veritask_engine

package park

import "runtime"

func wakeGoroutine(c chan struct{}) {
	runtime.RaceDisable()
	c <- struct{}{}
	runtime.RaceEnable()
}

func sleepGoroutine(c chan struct{}) {
	runtime.RaceDisable()
	<-c
	runtime.RaceEnable()
}
