package figures

import (
	"fmt"
	"math"

	"golang.org/x/perf/benchmath"
)

// Ratio is what ours takes of what a peer takes: the median of the rounds' ratios, and its 95% confidence interval.
// Below one ours is better.
type Ratio struct {
	Center, Lo, Hi float64
	rounds         []float64
}

// Ratio compares ours with a peer; not ok if a round has nothing to be divided by.
func (s *Set) Ratio(r Row, peer string) (Ratio, bool) { return s.ratio(r, []string{peer}) }

// ratio compares ours with the geometric mean of several peers.
func (s *Set) ratio(r Row, peers []string) (Ratio, bool) {
	mine := s.samples[r][ours]
	n := len(mine)
	for _, p := range peers {
		n = min(n, len(s.samples[r][p]))
	}
	if n == 0 || len(peers) == 0 {
		return Ratio{}, false
	}
	rounds := make([]float64, n)
	for i := range rounds {
		sum := 0.0
		for _, p := range peers {
			theirs := s.samples[r][p][i]
			if theirs <= 0 {
				return Ratio{}, false
			}
			sum += math.Log(theirs)
		}
		rounds[i] = mine[i] / math.Exp(sum/float64(len(peers)))
	}
	return newRatio(rounds), true
}

func newRatio(rounds []float64) Ratio {
	x := summary(rounds)
	return Ratio{Center: x.Center, Lo: x.Lo, Hi: x.Hi, rounds: rounds}
}

// interval writes the confidence interval; with fewer than six rounds there is none.
func (r Ratio) interval() string {
	if math.IsInf(r.Lo, 0) || math.IsInf(r.Hi, 0) {
		return "∞"
	}
	return fmt.Sprintf("%.2f to %.2f", r.Lo, r.Hi)
}

// verdict says who is better, if the interval leaves no doubt.
func (r Ratio) verdict() string {
	switch {
	case r.Hi < 1:
		return "ours"
	case r.Lo > 1:
		return "peer"
	}
	return "~"
}

// differ is how likely rounds that differ so much are if nothing has changed.
func differ(a, b []float64) benchmath.Comparison {
	return benchmath.AssumeNothing.Compare(sample(a), sample(b))
}
