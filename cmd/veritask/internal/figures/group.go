package figures

// Group is a row with the samples of every library, for a picture.
type Group struct {
	Row  Row
	Libs []Lib
}

// Lib is what one library needed.
type Lib struct {
	Name           string
	Ours           bool
	Median, Lo, Hi float64
	Samples        []float64
}

// Title says what was measured where.
func (g Group) Title() string {
	text := g.Row.by() + ", " + coresText(g.Row.Cores)
	if g.Row.Root != "" {
		text += ", root " + g.Row.Root
	}
	return text
}

// Groups are the rows that say most and have peers.
func (s *Set) Groups() []Group {
	var all []Group
	for _, r := range s.shown() {
		if len(s.Peers(r)) == 0 {
			continue
		}
		g := Group{Row: r}
		for _, lib := range s.Libs(r) {
			x := s.summary(r, lib)
			g.Libs = append(g.Libs, Lib{
				Name: lib, Ours: lib == ours, Median: x.Center, Lo: x.Lo, Hi: x.Hi, Samples: s.samples[r][lib],
			})
		}
		all = append(all, g)
	}
	return all
}
