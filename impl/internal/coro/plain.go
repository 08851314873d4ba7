//go:build !veritask_explore

package coro

// explored is a coroutine on a stack of an explorer; in this build there is none.
type explored struct{}

func (*explored) start(*Coro, Body) bool { return false }
func (*explored) runs() bool             { return false }
func (*explored) resume() bool           { return false }
func (*explored) yield()                 {}
