package explore

// ExploreWith explores with what is there for comparison only: a limit of preemptions for DFS, and compare-and-swaps
// that count as writes even when they fail.
func ExploreWith(p Program, o Options, preemptions int, casWrites bool) Report {
	c := newControl(p, o)
	if preemptions >= 0 {
		c.search.limit = preemptions
	}
	c.casWrites = casWrites
	return c.explore()
}
