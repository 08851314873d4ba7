package explore

import "time"

// progress estimates how far the search has come, in two ways, of which the more cautious counts. At each decision of the
// path, what has been tried counts as much as what is left to be tried; races found later add to that, so this is an
// optimist's estimate at first. And if there were probes, so many interleavings are there as they say, until more have
// been run.
func (c *control) progress(now time.Time) Progress {
	p := Progress{
		Schedules: c.report.Schedules, Redundant: c.report.Redundant, Steps: c.report.Steps,
		Bound: -1, Elapsed: now.Sub(c.began), Done: c.done(), Estimate: c.report.Estimate,
	}
	if n := float64(c.report.Interleavings()); n < p.Estimate.Mean {
		p.Done = min(p.Done, n/p.Estimate.Mean)
	}
	if c.search.limit != unlimited {
		p.Bound = c.search.limit
	}
	if p.Done > 0 {
		p.Left = time.Duration(float64(p.Elapsed) * (1 - p.Done) / p.Done)
	}
	return p
}

// done returns the share of the search that is behind the path.
func (c *control) done() float64 {
	if c.search.policy == randomly {
		return float64(c.report.Schedules) / float64(c.options.MaxSchedules)
	}
	done, weight := 0.0, 1.0
	for i := range c.path {
		n := &c.path[i]
		tried, all := int(n.value), int(n.options)
		if n.options == 0 {
			tried, all = n.done.len(), (n.backtrack &^ n.sleep).len()
		}
		if all > 1 {
			done += weight * float64(tried) / float64(all)
			weight /= float64(all)
		}
	}
	return done
}
