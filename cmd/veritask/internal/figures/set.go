package figures

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchproc"
	"golang.org/x/perf/benchunit"
)

const (
	ours           = "impl"
	calibration    = "calibration"
	scalingSubject = "Scaling"
	coresSubject   = "Cores"
	coresUnit      = "%-of-them"
)

// Set is what the file of a run says.
type Set struct {
	Name   string
	Rows   []Row // in the order of their first samples
	Config map[string]string

	samples map[Row]map[string][]float64
	shares  map[string][]float64 // of the cores, by their number: what this process got of them in each round, in per cent
}

// ReadFile reads the file of a run; filter chooses from it in the language of benchproc, "*" is everything.
func ReadFile(name, filter string) (*Set, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f, name, filter)
}

// Read reads a run. One without any sample is an error.
func Read(r io.Reader, name, filter string) (*Set, error) {
	chosen, err := benchproc.NewFilter(filter)
	if err != nil {
		return nil, err
	}
	s := &Set{
		Name: name, Config: map[string]string{}, samples: map[Row]map[string][]float64{}, shares: map[string][]float64{},
	}
	p, err := newProjections()
	if err != nil {
		return nil, err
	}
	in := benchfmt.NewReader(r, name)
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, rec
		case *benchfmt.Result:
			if ok, err := chosen.Apply(rec); err != nil {
				return nil, err
			} else if ok {
				s.add(rec, p)
			}
		}
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	if len(s.Rows) == 0 {
		return nil, fmt.Errorf("%s: no benchmark has samples", name)
	}
	return s, nil
}

// projections take a result's name apart.
type projections struct{ lib, root, cores, rest *benchproc.Projection }

func newProjections() (p projections, err error) {
	var parser benchproc.ProjectionParser
	for _, x := range []struct {
		to   **benchproc.Projection
		text string
	}{{&p.lib, "/lib"}, {&p.root, "/root"}, {&p.cores, "/gomaxprocs"}, {&p.rest, ".fullname"}} {
		if *x.to, err = parser.Parse(x.text, nil); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (s *Set) add(res *benchfmt.Result, p projections) {
	for _, c := range res.Config {
		if c.File {
			s.Config[c.Key] = string(c.Value)
		}
	}
	lib := p.lib.Project(res).StringValues()
	r := Row{
		Subject: p.rest.Project(res).StringValues(),
		Root:    p.root.Project(res).StringValues(),
		Cores:   p.cores.Project(res).StringValues(),
	}
	if r.Cores == "" {
		r.Cores = "1"
	}
	if r.Subject == coresSubject {
		if v, ok := res.Value(coresUnit); ok {
			s.shares[r.Cores] = append(s.shares[r.Cores], v)
		}
		return
	}
	for _, v := range measured(res.Values) {
		r.Unit = v.Unit
		if s.samples[r] == nil {
			s.Rows = append(s.Rows, r)
			s.samples[r] = map[string][]float64{}
		}
		s.samples[r][lib] = append(s.samples[r][lib], v.Value)
	}
}

// measured picks what the benchmark is about: its own metrics if it has any, else its time; and its CPU time.
func measured(vs []benchfmt.Value) []benchfmt.Value {
	var own, times, cpu []benchfmt.Value
	for _, v := range vs {
		_, v.Unit = benchunit.Tidy(v.Value, v.Unit) // benchfmt leaves the unit of a zero as it is
		switch {
		case !secondary(v.Unit):
			own = append(own, v)
		case v.Unit == "sec/op":
			times = append(times, v)
		case v.Unit == cpuUnit:
			cpu = append(cpu, v)
		}
	}
	if own == nil {
		own = times
	}
	return append(own, cpu...)
}

// Peers are the libraries that ours is compared with in this row, the fastest first; none if ours is not there.
func (s *Set) Peers(r Row) []string {
	if r.isScaling() || s.samples[r][ours] == nil {
		return nil
	}
	var peers []string
	for lib := range s.samples[r] {
		if lib != ours {
			peers = append(peers, lib)
		}
	}
	slices.Sort(peers)
	slices.SortStableFunc(peers, func(a, b string) int {
		x, y := s.summary(r, a).Center, s.summary(r, b).Center
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return peers
}

// Libs are all libraries of a row, ours first, the others in the order of Peers.
func (s *Set) Libs(r Row) []string { return append([]string{ours}, s.Peers(r)...) }

const confidence = 0.95

func (s *Set) summary(r Row, lib string) benchmath.Summary { return summary(s.samples[r][lib]) }

func summary(samples []float64) benchmath.Summary {
	return benchmath.AssumeNothing.Summary(sample(samples), confidence)
}

func sample(values []float64) *benchmath.Sample {
	return benchmath.NewSample(slices.Clone(values), &benchmath.DefaultThresholds)
}

// Rounds is the largest number of samples that anything has.
func (s *Set) Rounds() int {
	n := 0
	for _, libs := range s.samples {
		for _, samples := range libs {
			n = max(n, len(samples))
		}
	}
	return n
}

// Share is the median of how much this process got of so many cores, in per cent; not ok if the run does not say.
func (s *Set) Share(cores string) (percent float64, ok bool) {
	if len(s.shares[cores]) == 0 {
		return 0, false
	}
	return summary(s.shares[cores]).Center, true
}

// Cores are the numbers of cores that were measured on.
func (s *Set) Cores() []string {
	var all []string
	for _, r := range s.Rows {
		if !slices.Contains(all, r.Cores) {
			all = append(all, r.Cores)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return number(a) - number(b) })
	return all
}

// number reads a number of cores; what is none comes first.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
