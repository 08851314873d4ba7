package report

import (
	"fmt"
	"strings"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// cancelled reports whether the context of a call ended before the call did.
func cancelled(c *lin.Call) bool { return c.Cancel != 0 && (c.End == 0 || c.Cancel < c.End) }

// cancelTick is when the context of a cancelled call ended, but not before the call began.
func cancelTick(c *lin.Call) int64 { return max(c.Cancel, c.Begin) }

// class is the colour of an operation: by what it does to others.
func class(k spec.Kind) string {
	switch {
	case k.Blocks():
		return "takes"
	case k == spec.EventReset:
		return "clears"
	case k == spec.TaskFail:
		return "fails"
	case k == spec.EventNotify, k == spec.SemRelease, k == spec.SemResize, k == spec.TaskFinish:
		return "gives"
	default:
		return "asks"
	}
}

func outcome(c *lin.Call) string {
	switch {
	case c.End == 0:
		return "asleep"
	case c.Result.Status == spec.Cancelled:
		return "cancelled"
	case c.Result.Status == spec.Failed:
		return "failed"
	default:
		return "ok"
	}
}

// label is what fits into a bar: the operation, and its result if it says something.
func label(c *lin.Call) string {
	if c.End == 0 {
		return strings.TrimSuffix(c.Op.String(), "()") + " …"
	}
	s := c.Op.Describe(c.Result)
	if c.Result.Status == spec.Failed {
		s = c.Op.String() + " !"
	}
	return strings.NewReplacer("()", "", " = true", " ✓", " = false", " ✗", " cancelled", "").Replace(s)
}

func labelWidth(c *lin.Call) int { return len([]rune(label(c)))*charWidth + labelInset }

// tip is the whole story of a call, line by line.
func tip(c *lin.Call) string {
	var b strings.Builder
	if c.End == 0 {
		fmt.Fprintf(&b, "%s\n", c.Op)
	} else {
		fmt.Fprintf(&b, "%s\n", c.Op.Describe(c.Result))
	}
	fmt.Fprintf(&b, "called at %d", c.Begin)
	if c.Park != 0 {
		fmt.Fprintf(&b, "\nwaiting since %d", c.Park)
	}
	switch {
	case cancelled(c) && c.Probed:
		fmt.Fprintf(&b, "\ncancelled at %d, to see whether it was asleep", c.Cancel)
	case cancelled(c) && c.Cancel < c.Begin:
		b.WriteString("\nits context had ended before")
	case cancelled(c):
		fmt.Fprintf(&b, "\ncancelled at %d", c.Cancel)
	case c.Timed:
		b.WriteString("\nwith a deadline")
	}
	if c.End == 0 {
		b.WriteString("\nnever returned")
	} else {
		fmt.Fprintf(&b, "\nreturned at %d", c.End)
	}
	return b.String()
}
