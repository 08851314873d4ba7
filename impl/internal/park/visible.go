//go:build (!race || veritask_engine) && !veritask_explore

package park

func (p *permit) give() { p.c <- struct{}{} }
func (p *permit) take() { <-p.c }
