package museum

import (
	lin "github.com/veritask/veritask/linearizability"
)

// Exhibit is one bug.
type Exhibit struct {
	Name   string     // as on the command line
	Object lin.Object // what it implements, badly
	Bug    string     // what is wrong, in one sentence
	Origin string     // where such a bug was met
	// Verdicts are those that condemn it: one of them is due.
	Verdicts []lin.Verdict
	// Beyond are scenarios of no class, for a bug that shows in none of a small one.
	Beyond []string

	subject func(env, lin.Setup) lin.Subject
}

// Target returns the exhibit as a target for the checker.
func (x Exhibit) Target() lin.Target { return x.target(x.Name, true) }

// CleanTwin returns the same algorithm without the bug.
func (x Exhibit) CleanTwin() lin.Target { return x.target(x.Name+CleanSuffix, false) }

// CleanSuffix makes the name of a clean twin from that of its exhibit.
const CleanSuffix = "-clean"

func (x Exhibit) target(name string, broken bool) lin.Target {
	return lin.Target{
		Name:   name,
		Object: x.Object,
		Stamps: lin.Exact,
		Has:    lin.HasNoMany,
		New: func(e lin.Env) lin.Subject {
			return x.subject(env{broken, newCoin(e.Seed)}, e.Setup)
		},
	}
}
