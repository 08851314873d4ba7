package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a run is: a live line on a terminal, otherwise a line every few seconds.
type progress interface {
	// update tells the share that is done, in [0, 1], and what is being done.
	update(share float64, what string)
	// close leaves the output at the start of a line.
	close()
}

// newProgress picks the display that suits w; quiet shows nothing.
func newProgress(w io.Writer, quiet bool) progress {
	if quiet {
		return noProgress{}
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return newBarProgress(w)
	}
	return &lineProgress{w: w, every: 5 * time.Second, now: time.Now, start: time.Now()}
}

type noProgress struct{}

func (noProgress) update(float64, string) {}
func (noProgress) close()                 {}

// barProgress redraws one line.
type barProgress struct{ bar *progressbar.ProgressBar }

const barSteps = 1000

func newBarProgress(w io.Writer) *barProgress {
	return &barProgress{progressbar.NewOptions(barSteps,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionClearOnFinish(),
	)}
}

func (p *barProgress) update(share float64, what string) {
	p.bar.Describe(what)
	_ = p.bar.Set(int(share * barSteps)) // a display that cannot be drawn is no reason to stop
}

func (p *barProgress) close() { _ = p.bar.Finish() }

// lineProgress prints a line when enough time has passed since the last one.
type lineProgress struct {
	w           io.Writer
	every       time.Duration
	now         func() time.Time
	start, last time.Time
}

func (p *lineProgress) update(share float64, what string) {
	now := p.now()
	if p.last.IsZero() {
		p.last = p.start
	}
	if now.Sub(p.last) < p.every {
		return
	}
	p.last = now
	fmt.Fprintf(p.w, "%3.0f%%  %s%s\n", 100*share, what, eta(now.Sub(p.start), share))
}

func (p *lineProgress) close() {}

// eta is the time left if the rest goes like the share that is done.
func eta(elapsed time.Duration, share float64) string {
	if share <= 0 || share >= 1 {
		return ""
	}
	left := time.Duration(float64(elapsed) * (1 - share) / share)
	return fmt.Sprintf("  (%v left)", left.Round(time.Second))
}
