//go:build veritask_explore

package fuzz

import (
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// input is what bytes say; where there are no more it says 0.
type input struct{ left []byte }

func (in *input) next() int {
	if len(in.left) == 0 {
		return 0
	}
	b := in.left[0]
	in.left = in.left[1:]
	return int(b)
}

// below returns the next number, from 0 to n-1.
func (in *input) below(n int) int { return in.next() % n }

// Sizes of what bytes choose.
const (
	mostClients = 4
	mostCalls   = 3
	mostCancels = 2
	firstEnded  = 250 // bytes from here on are calls whose context has ended before
)

// scenario reads a small scenario: any bytes are one. ops are the operations of a client, first those of client 1.
//
//	size | clients | calls op op ... | calls op ... | cancels (client call) ... | the schedule
func (in *input) scenario(object lin.Object, sizes []int, first, ops []spec.Op) lin.Scenario {
	s := lin.Scenario{Object: object, Setup: lin.Setup{Size: sizes[in.below(len(sizes))]}}
	if object == lin.Tasks {
		s.Setup = lin.Setup{Tasks: s.Setup.Size}
	}
	clients := 2 + in.below(mostClients-1)
	values := s.Setup.Size
	if object == lin.Channel {
		values = 0
	}
	for i := range clients {
		choose := ops
		if i == 0 {
			choose = first
		}
		var script []lin.Action
		for range 1 + in.below(mostCalls) {
			b := in.next()
			a := lin.Action{Op: choose[b%len(choose)]}
			switch a.Op.Kind {
			case spec.Push, spec.ChanPut, spec.ChanTryPut: // all different
				values++
				a.Op.N = values
			}
			if b >= firstEnded && a.Op.Kind.Cancellable() {
				a.Timeout = lin.Ended
			}
			script = append(script, a)
		}
		s.Clients = append(s.Clients, script)
	}
	for i := range s.Clients {
		if object == lin.Condition { // who leaves keeps nothing
			s.Clients[i] = unlocked(s.Clients[i])
		}
	}
	if object == lin.Deque || object == lin.Queue {
		return s // nobody waits
	}
	for range in.below(mostCancels + 1) {
		c := in.below(clients)
		s.Clients = append(s.Clients, []lin.Action{{Cancel: c + 1, Call: 1 + in.below(len(s.Clients[c]))}})
	}
	return s
}

// unlocked appends as many unlocks as the client may have locks.
func unlocked(script []lin.Action) []lin.Action {
	n := 0
	for _, a := range script {
		switch a.Op.Kind {
		case spec.LockLock, spec.LockTryLock:
			n++
		case spec.LockUnlock:
			n = max(0, n-1)
		}
	}
	for range n {
		script = append(script, lin.Action{Op: spec.Op{Kind: spec.LockUnlock}})
	}
	return script
}

// alphabet returns the operations of a machine.
func (m machine) alphabet() []spec.Op {
	var all []spec.Op
	for _, c := range m.ops {
		all = append(all, c.op)
	}
	return all
}

// alphabetOf is that of an object of the contract.
func alphabetOf(o lin.Object) (ops []spec.Op, sizes []int) {
	m, err := machineOf(string(o))
	if err != nil {
		panic(err) // the machines have the names of the objects
	}
	return m.alphabet(), m.sizes
}

// The alphabets of what primitives are made of: each thing they do, once.
var (
	dequeOwner = []spec.Op{{Kind: spec.Push}, {Kind: spec.Pop}}
	dequeThief = []spec.Op{{Kind: spec.Steal}}
	queueOps   = []spec.Op{{Kind: spec.Push}, {Kind: spec.Pop}, {Kind: spec.IsEmpty}}
	queueSizes = []int{0, 1, 2, 3}
)
