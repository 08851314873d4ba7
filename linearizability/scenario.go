package linearizability

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// Scenario is what the clients do: a script for each. As text it is one line that a shell takes in single quotes:
//
//	semaphore size=2: acquire release | acquire@50us | resize(3) cancel(1)
//
// The clients are separated by bars and numbered from 1, their actions by blanks. acquire@50us has a context with a
// deadline after 50 µs, acquire@ended one that has ended already; cancel(1) ends the context of what client 1 is doing
// at that moment, cancel(1.2) that of its second call, which may not have begun or be over.
type Scenario struct {
	Object  Object
	Setup   Setup
	Clients [][]Action
}

// Action is one step of a client's script: an operation, or a cancellation of another client's.
type Action struct {
	Op      spec.Op
	Timeout time.Duration // of the operation's context; 0: none, Ended: the context has ended already
	Cancel  int           // if Op is none: the client, from 1, whose call is cancelled
	Call    int           // which of its calls, from 1; 0: the current one
}

// Ended is the Timeout of an operation whose context has ended before it begins.
const Ended time.Duration = -1

// Calls returns the number of operations in all scripts.
func (s Scenario) Calls() int {
	n := 0
	for _, script := range s.Clients {
		n += calls(script)
	}
	return n
}

// cancellations returns the number of actions that cancel calls.
func (s Scenario) cancellations() int {
	n := 0
	for _, script := range s.Clients {
		n += len(script) - calls(script)
	}
	return n
}

// keep drops the calls that has does not have.
func (s Scenario) keep(has func(spec.Op) bool) {
	for i, script := range s.Clients {
		s.Clients[i] = slices.DeleteFunc(script, func(a Action) bool { return a.Op.Kind != spec.NoOp && !has(a.Op) })
	}
}

func calls(script []Action) int {
	n := 0
	for _, a := range script {
		if a.Op.Kind != spec.NoOp {
			n++
		}
	}
	return n
}

// String returns the scenario as text.
func (s Scenario) String() string {
	var b strings.Builder
	b.WriteString(string(s.Object))
	if s.Setup.Size == Inf {
		b.WriteString(" size=inf")
	} else if s.Setup.Size != 0 {
		fmt.Fprintf(&b, " size=%d", s.Setup.Size)
	}
	if s.Setup.Tasks != 0 {
		fmt.Fprintf(&b, " tasks=%d", s.Setup.Tasks)
	}
	b.WriteByte(':')
	for i, script := range s.Clients {
		if i > 0 {
			b.WriteString(" |")
		}
		for _, a := range script {
			b.WriteString(" " + a.String())
		}
	}
	return b.String()
}

// String returns the action as text.
func (a Action) String() string {
	if a.Op.Kind == spec.NoOp {
		if a.Call > 0 {
			return fmt.Sprintf("cancel(%d.%d)", a.Cancel, a.Call)
		}
		return fmt.Sprintf("cancel(%d)", a.Cancel)
	}
	text := strings.TrimSuffix(a.Op.String(), "()")
	switch {
	case a.Timeout == Ended:
		text += "@ended"
	case a.Timeout > 0:
		text += "@" + strings.Replace(a.Timeout.String(), "µ", "u", 1)
	}
	return text
}

// ParseScenario is the inverse of Scenario.String.
func ParseScenario(text string) (Scenario, error) {
	head, body, found := strings.Cut(text, ":")
	words := strings.Fields(head)
	if !found || len(words) == 0 {
		return Scenario{}, fmt.Errorf("linearizability: scenario %q has no object before a colon", text)
	}
	s := Scenario{Object: Object(words[0])}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		n, err := strconv.Atoi(value)
		switch {
		case w == "size=inf":
			s.Setup.Size = Inf
		case err == nil && name == "size":
			s.Setup.Size = n
		case err == nil && name == "tasks":
			s.Setup.Tasks = n
		default:
			return Scenario{}, fmt.Errorf("linearizability: scenario says %q, not size=n or tasks=n", w)
		}
	}
	for _, part := range strings.Split(body, "|") {
		var script []Action
		for _, w := range strings.Fields(part) {
			a, err := parseAction(w)
			if err != nil {
				return Scenario{}, err
			}
			script = append(script, a)
		}
		s.Clients = append(s.Clients, script)
	}
	return s, s.validate()
}

func parseAction(w string) (Action, error) {
	if number, ok := strings.CutPrefix(w, "cancel("); ok {
		return parseCancel(w, strings.TrimSuffix(number, ")"))
	}
	text, limit, limited := strings.Cut(w, "@")
	op, err := spec.ParseOp(text)
	if err != nil {
		return Action{}, err
	}
	a := Action{Op: op}
	switch {
	case !limited:
		return a, nil
	case limit == "ended":
		a.Timeout = Ended
	default:
		a.Timeout, err = time.ParseDuration(limit)
	}
	if err != nil || a.Timeout <= 0 && a.Timeout != Ended || !op.Kind.Cancellable() {
		return Action{}, fmt.Errorf("linearizability: %q has no deadline that makes sense", w)
	}
	return a, nil
}

// parseCancel reads the client, and perhaps the number of a call, of the action w.
func parseCancel(w, number string) (Action, error) {
	client, call, one := strings.Cut(number, ".")
	n, err := strconv.Atoi(client)
	if err != nil || n < 1 {
		return Action{}, fmt.Errorf("linearizability: %q does not name a client", w)
	}
	a := Action{Cancel: n}
	if one {
		a.Call, err = strconv.Atoi(call)
		if err != nil || a.Call < 1 {
			return Action{}, fmt.Errorf("linearizability: %q does not name a call of client %d", w, n)
		}
	}
	return a, nil
}

// validate reports what would make the scenario impossible to run.
func (s Scenario) validate() error {
	var last spec.Kind
	var first spec.Kind
	switch s.Object {
	case Event, AutoEvent:
		first, last = spec.EventWait, spec.EventIsSet
	case Semaphore:
		first, last = spec.SemAcquire, spec.SemResize
		if s.Setup.Size < 1 {
			return errors.New("linearizability: a semaphore needs size=n, at least 1")
		}
	case Tasks:
		first, last = spec.TaskFinish, spec.TaskScope
		if s.Setup.Tasks < 1 || s.Setup.Tasks > model.MaxTasks {
			return fmt.Errorf("linearizability: tasks need tasks=n, 1 to %d", model.MaxTasks)
		}
	case Channel:
		first, last = spec.ChanPut, spec.ChanLen
		if err := s.validateChannel(); err != nil {
			return err
		}
	case Lock:
		first, last = spec.LockLock, spec.LockIsLocked
	case Lockable:
		first, last = spec.LockLock, spec.LockableSet
	case Condition:
		first, last = spec.LockLock, spec.CondFailOne
		if err := s.validateCondition(); err != nil {
			return err
		}
	case LocalCondition:
		first, last = spec.CondWait, spec.CondFailOne
		if err := s.validateNumbers(); err != nil {
			return err
		}
	case Select, AutoSelect:
		first, last = spec.EventWait, spec.SelectPick
	case Deque, Queue:
		return s.validateQueue()
	default:
		return fmt.Errorf("linearizability: no object %q", s.Object)
	}
	for _, script := range s.Clients {
		for _, a := range script {
			if a.Op.Kind == spec.NoOp {
				if err := s.validateCancel(a); err != nil {
					return err
				}
				continue
			}
			if a.Op.Kind < first || a.Op.Kind > last || last == spec.SelectPick && !isPick(a.Op.Kind) ||
				s.Object == Lockable && !isLockable(a.Op.Kind) {
				return fmt.Errorf("linearizability: %v is no operation of %s", a, s.Object)
			}
			for i := range len(a.Op.Tasks) {
				if spec.TaskIndex(a.Op.Tasks[i]) >= s.Setup.Tasks {
					return fmt.Errorf("linearizability: %v: there are %d tasks", a, s.Setup.Tasks)
				}
			}
		}
	}
	return nil
}

// validateCancel reports whether there is what the action cancels.
func (s Scenario) validateCancel(a Action) error {
	if a.Cancel > len(s.Clients) {
		return fmt.Errorf("linearizability: %v: there are %d clients", a, len(s.Clients))
	}
	if n := calls(s.Clients[a.Cancel-1]); a.Call > n {
		return fmt.Errorf("linearizability: %v: client %d makes %d calls", a, a.Cancel, n)
	}
	return nil
}
