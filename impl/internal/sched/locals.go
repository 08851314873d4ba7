package sched

// Locals returns the dictionary of the calling task, which is made when it is asked for; nil outside of tasks.
func Locals() map[any]any {
	c := current()
	if c == nil {
		return nil
	}
	x := c.top.Get().extras()
	if x.locals.Get() == nil {
		x.locals.Set(map[any]any{})
	}
	return x.locals.Get()
}
