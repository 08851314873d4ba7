package fuzz

import (
	"fmt"
	"strings"

	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// Clients is how many clients a program has. Each is a task, and so an owner of locks.
const Clients = 4

// Program is what a machine runs, and what a regression test pastes:
//
//	err := fuzz.Program{Machine: "semaphore", Size: 1, Seed: 7, Steps: []fuzz.Step{
//		fuzz.Call(1, "acquire"), fuzz.Within(2, "acquire", 3), fuzz.Cancel(2), fuzz.Pass(1),
//	}}.Run()
type Program struct {
	Machine string // "semaphore"; see Machines
	Size    int    // permits, capacity, or the number of tasks
	Seed    uint64 // of the runtime
	Steps   []Step
}

// Step is one step of a program. A client that is in a call begins no other one, and a step that would have it do so, or
// that ends the context of a call that is over, does nothing.
type Step struct {
	Client int     // from 1; 0: nobody does anything, and time passes
	Op     spec.Op // none: the context of the client's call ends
	Limit  int     // steps until the context ends, or how many steps long time passes; 0: no end, Ended: before the call
}

// Ended is the Limit of a call whose context has ended before it begins.
const Ended = -1

// Call is a step in which a client begins a call, which may be over at once: Call(1, "put(3)").
func Call(client int, op string) Step { return Within(client, op, 0) }

// Within is Call with a context that ends after so many steps, counted from this one. It panics if there is no such
// operation.
func Within(client int, op string, steps int) Step {
	o, err := spec.ParseOp(op)
	if err != nil {
		panic(err)
	}
	return Step{Client: client, Op: o, Limit: steps}
}

// Cancel is a step that ends the context of what a client is doing.
func Cancel(client int) Step { return Step{Client: client} }

// Pass is so many steps in which nothing happens, but time passes.
func Pass(steps int) Step { return Step{Limit: steps} }

// String returns the step as Go code.
func (s Step) String() string {
	switch {
	case s.Client == 0:
		return fmt.Sprintf("fuzz.Pass(%d)", s.Limit)
	case s.Op.Kind == spec.NoOp:
		return fmt.Sprintf("fuzz.Cancel(%d)", s.Client)
	case s.Limit == Ended:
		return fmt.Sprintf("fuzz.Within(%d, %q, fuzz.Ended)", s.Client, s.Op)
	case s.Limit > 0:
		return fmt.Sprintf("fuzz.Within(%d, %q, %d)", s.Client, s.Op, s.Limit)
	default:
		return fmt.Sprintf("fuzz.Call(%d, %q)", s.Client, s.Op)
	}
}

// String returns the program as Go code.
func (p Program) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "fuzz.Program{Machine: %q, ", p.Machine)
	switch {
	case p.Size == linearizability.Inf:
		b.WriteString("Size: impl.Inf, ")
	case p.Size != 0:
		fmt.Fprintf(&b, "Size: %d, ", p.Size)
	}
	fmt.Fprintf(&b, "Seed: %d, Steps: []fuzz.Step{\n", p.Seed)
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "\t%v,\n", s)
	}
	b.WriteString("}}")
	return b.String()
}

// Test returns the program as a regression test, ready to be pasted.
func (p Program) Test() string {
	name := strings.ToUpper(p.Machine[:1]) + p.Machine[1:]
	body := strings.ReplaceAll(p.String(), "\n", "\n\t")
	return fmt.Sprintf("func Test%sRegression(t *testing.T) {\n\tif err := (%s).Run(); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n", name, body)
}

// Run runs the program. The error says which step the model does not explain.
func (p Program) Run() error {
	m, err := machineOf(p.Machine)
	if err != nil {
		return err
	}
	return m.run(p)
}

func (m machine) run(p Program) error {
	s := m.open(p.Size, p.Seed)
	for _, step := range p.Steps {
		s.do(step)
	}
	return s.close()
}
