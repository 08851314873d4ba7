//go:build race && !veritask_engine && !veritask_explore

package park

import "runtime"

func (p *permit) give() {
	runtime.RaceDisable()
	p.c <- struct{}{}
	runtime.RaceEnable()
}

func (p *permit) take() {
	runtime.RaceDisable()
	<-p.c
	runtime.RaceEnable()
}
