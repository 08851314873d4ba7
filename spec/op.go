package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// Op is one operation with its arguments: a comparable value, written like a call: resize(2), finish(a,7), join(ab).
type Op struct {
	Kind  Kind
	Tasks string // letters: the task, or for TaskJoin the tasks in their order
	N     int    // the argument of operations that take a number
}

// String returns the operation as a call.
func (o Op) String() string {
	switch s := shapes[o.Kind]; s.takes {
	case aNumber:
		return s.name + "(" + strconv.Itoa(o.N) + ")"
	case aTask, manyTasks:
		return s.name + "(" + o.Tasks + ")"
	case aTaskAndNumber:
		return s.name + "(" + o.Tasks + "," + strconv.Itoa(o.N) + ")"
	default:
		return s.name + "()"
	}
}

// Describe returns the operation with what it gave: tryacquire() = false.
func (o Op) Describe(r Result) string {
	switch {
	case r.Status == Cancelled:
		return o.String() + " cancelled"
	case r.Status == Failed:
		return o.String() + " ! " + strings.Join(strings.Fields(r.Text), " ")
	}
	switch shapes[o.Kind].gives {
	case aBool:
		return o.String() + " = " + strconv.FormatBool(r.Value != 0)
	case maybeAnInt:
		if r.Value == 0 {
			return o.String() + " = nothing"
		}
		return o.String() + " = " + strconv.Itoa(r.Value)
	case anInt:
		return o.String() + " = " + strconv.Itoa(r.Value)
	default:
		return o.String()
	}
}

// ParseOp is the inverse of Op.String; the brackets of an operation without arguments may be missing.
func ParseOp(text string) (Op, error) {
	name, rest, bracket := strings.Cut(text, "(")
	args, found := strings.CutSuffix(rest, ")")
	if bracket && !found {
		return Op{}, fmt.Errorf("spec: no closing bracket in %q", text)
	}
	for k := range shapes {
		if s := &shapes[k]; s.name == name && Kind(k) != NoOp {
			if o, ok := s.parse(Kind(k), args); ok {
				return o, nil
			}
		}
	}
	return Op{}, fmt.Errorf("spec: no operation %q", text)
}

// parse reads the arguments of an operation of this shape. Names are shared between shapes, arguments tell them apart.
func (s *shape) parse(k Kind, args string) (Op, bool) {
	o := Op{Kind: k}
	number := ""
	switch s.takes {
	case nothing:
		return o, args == ""
	case aNumber:
		number = args
	case aTask:
		o.Tasks = args
		return o, len(args) == 1 && letters(args)
	case manyTasks:
		o.Tasks = args
		return o, letters(args)
	case aTaskAndNumber:
		o.Tasks, number, _ = strings.Cut(args, ",")
		if len(o.Tasks) != 1 || !letters(o.Tasks) {
			return o, false
		}
	}
	n, err := strconv.Atoi(number)
	o.N = n
	return o, err == nil
}

// letters reports whether s names tasks, each at most once.
func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' || strings.IndexByte(s[:i], s[i]) >= 0 {
			return false
		}
	}
	return s != ""
}

// TaskIndex returns the number of the task that a letter names.
func TaskIndex(letter byte) int { return int(letter - 'a') }

// TaskLetter is the inverse of TaskIndex.
func TaskLetter(i int) string { return string(rune('a' + i)) }
