package linearizability

import (
	"time"

	"github.com/veritask/veritask/spec"
)

// Action is one line of a client's script.
type Action struct {
	Op      spec.Op
	Timeout time.Duration // of the operation's context; 0: none
	Cancel  int           // if Op is none: the client, from 1, whose current call is cancelled
}

// Scenario is what the clients do: a script for each.
type Scenario struct {
	Object  Object
	Setup   Setup
	Clients [][]Action
}

// Generate returns the scenario of a seed: the same one always.
func Generate(object Object, seed uint64, shape Shape) Scenario { return Scenario{} }

// Shape bounds generated scenarios; zero fields have defaults.
type Shape struct {
	Clients int // at most, 2 to 6
	Calls   int // per client, at most
}

// String returns the scenario as text, for ParseScenario.
func (s Scenario) String() string { return "" }

// ParseScenario is the inverse of Scenario.String.
func ParseScenario(text string) (Scenario, error) { return Scenario{}, nil }

// Calls returns the number of operations in all scripts.
func (s Scenario) Calls() int { return 0 }
