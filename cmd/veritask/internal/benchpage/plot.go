package benchpage

import (
	"fmt"
	"math"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

// Plot shows the libraries of one row below each other, with time to the right.
//
//	impl  ──●──  ·  ·             139 ns
//	go                  ·──●── ·  700 ns
//	      |        |        |
//	      0      250      500
type Plot struct {
	Title         string
	Log           bool
	Width, Height float64
	Axis          float64 // the height at which the axis lies
	Ticks         []Tick
	Lines         []Line
}

// Tick is a mark on the axis.
type Tick struct {
	X    float64
	Text string
}

// Line is one library.
type Line struct {
	Lib    string
	Ours   bool
	Y      float64
	Points []float64 // the samples
	Lo, Hi float64   // the confidence interval, if Whisker
	// Whisker: there are enough samples for an interval.
	Whisker   bool
	Median    float64
	Text, Tip string
}

const (
	plotLeft   = 96.0
	plotRight  = 560.0
	plotWidth  = 680.0
	lineHeight = 24.0
	linesTop   = 8.0
	axisRoom   = 26.0
	// logFrom is how many times as long as the shortest sample the longest must be for a logarithmic axis.
	logFrom = 15.0
)

func newPlot(g figures.Group) Plot {
	lowest, highest := math.Inf(1), 0.0
	for _, l := range g.Libs {
		for _, v := range l.Samples {
			lowest, highest = min(lowest, v), max(highest, v)
		}
	}
	a := newAxis(lowest, highest)
	p := Plot{
		Title: g.Title(), Log: a.log, Width: plotWidth, Axis: linesTop + lineHeight*float64(len(g.Libs)),
	}
	p.Height = p.Axis + axisRoom
	for _, v := range a.ticks() {
		p.Ticks = append(p.Ticks, Tick{a.x(v), g.Row.Show(v)})
	}
	for i, l := range g.Libs {
		line := Line{
			Lib: l.Name, Ours: l.Ours, Y: linesTop + lineHeight*(float64(i)+0.5), Median: a.x(l.Median), Text: g.Row.Show(l.Median),
			Tip: fmt.Sprintf("%s: median %s of %d samples", l.Name, g.Row.Show(l.Median), len(l.Samples)),
		}
		for _, v := range l.Samples {
			line.Points = append(line.Points, a.x(v))
		}
		if !math.IsInf(l.Lo, 0) && !math.IsInf(l.Hi, 0) {
			line.Whisker, line.Lo, line.Hi = true, a.x(l.Lo), a.x(l.Hi)
			line.Tip += fmt.Sprintf(", 95%% interval %s to %s", g.Row.Show(l.Lo), g.Row.Show(l.Hi))
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// axis maps values to places.
type axis struct {
	low, high float64
	log       bool
}

func newAxis(lowest, highest float64) axis {
	if lowest > 0 && highest > logFrom*lowest {
		return axis{low: lowest / 1.2, high: highest * 1.2, log: true}
	}
	if highest <= 0 {
		highest = 1
	}
	return axis{high: highest * 1.05}
}

func (a axis) x(v float64) float64 {
	share := (v - a.low) / (a.high - a.low)
	if a.log {
		share = math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	x := plotLeft + (plotRight-plotLeft)*share
	return math.Round(10*x) / 10
}

// ticks are round numbers: on a logarithmic axis powers of ten, with 2 and 5 if there is room, else steps of 1, 2 or 5.
func (a axis) ticks() []float64 {
	var ticks []float64
	if a.log {
		digits := []float64{1, 2, 5}
		if a.high/a.low > 1000 {
			digits = digits[:1]
		}
		for e := math.Floor(math.Log10(a.low)); e <= math.Ceil(math.Log10(a.high)); e++ {
			for _, d := range digits {
				if v := d * math.Pow(10, e); a.low <= v && v <= a.high {
					ticks = append(ticks, v)
				}
			}
		}
		return ticks
	}
	step := math.Pow(10, math.Floor(math.Log10(a.high)))
	for _, d := range []float64{0.1, 0.2, 0.5, 1} {
		if a.high/(d*step) <= 6 {
			step *= d
			break
		}
	}
	for i := 0.0; i*step <= a.high; i++ {
		ticks = append(ticks, i*step)
	}
	return ticks
}
