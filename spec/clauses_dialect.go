package spec

// absent is a rule of Julia's that has no counterpart in Go, and why.
func absent(id, source, text, why string) Clause {
	return Clause{ID: id, Text: text, Source: source, Absent: why}
}

// DI: what Go has no counterpart of, or what is left out.
var dialectClauses = []Clause{
	absent("DI-01", "S T:threads_exec", "A task runs in the world age in which it was made.",
		"Go has no world ages: a program is compiled once"),
}
