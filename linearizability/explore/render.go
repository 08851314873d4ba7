package explore

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// columnMax is how wide a column of a trace gets before its text runs into the next.
const columnMax = 44

// String draws the trace with a column for each thread and time downwards:
//
//	step  A                      B
//	   1  load s.head: nil
//	                             (A is preempted)
//	   2                         load s.head: nil
//	   3                         cas s.head: nil -> ptr 1
func (t *Trace) String() string {
	width := t.widths()
	var b strings.Builder
	line := func(step string, thread int, text string) {
		indent := 0
		for i := range thread {
			indent += width[i] + 2
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %4s  %*s%s", step, indent, "", text), " ") + "\n")
	}
	head := ""
	for i, name := range t.Threads {
		head += name + strings.Repeat(" ", max(0, width[i]-utf8.RuneCountInString(name))+2)
	}
	line("step", 0, head)
	for i := range t.Events {
		e := &t.Events[i]
		if e.Why != "" {
			line("", e.Thread, "("+e.Why+")")
		}
		step := ""
		if e.Step > 0 {
			step = fmt.Sprint(e.Step)
		}
		line(step, e.Thread, e.String())
	}
	if len(t.Blocked) > 0 {
		b.WriteString("  end   " + strings.Join(t.Blocked, ", ") + "\n")
	}
	for _, l := range t.Lines {
		b.WriteString("  line  " + l + "\n")
	}
	return b.String()
}

// widths returns the widths of the columns.
func (t *Trace) widths() []int {
	width := make([]int, len(t.Threads))
	for i, name := range t.Threads {
		width[i] = utf8.RuneCountInString(name)
	}
	for i := range t.Events {
		e := &t.Events[i]
		n := max(utf8.RuneCountInString(e.String()), utf8.RuneCountInString(e.Why)+2)
		width[e.Thread] = max(width[e.Thread], min(n, columnMax))
	}
	return width
}

// String says what the event did.
func (e *Event) String() string {
	switch e.Kind {
	case Note:
		return e.Text
	case Choice:
		return "choose " + e.Text
	}
	s := e.Kind.String()
	if e.Object != "" {
		s += " " + e.Object
	}
	switch {
	case e.Kind == Acquire || e.Kind == Release || e.Old == "":
	case e.Kind == Swap && !e.Wrote:
		s += " failed: " + e.Old
	case e.Wrote:
		s += ": " + e.Old + " -> " + e.New
	default:
		s += ": " + e.Old
	}
	return s
}
