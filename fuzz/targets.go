package fuzz

// Targets lists the fuzz targets of a build with the tag veritask_explore, without their "Fuzz": primitives, then what
// they are made of, then the models themselves.
func Targets() []string {
	return []string{
		"Event", "AutoEvent", "Semaphore", "Channel", "Lock", "Condition", "Tasks", "Deque", "Injector", "Line", "Row", "Models",
	}
}
