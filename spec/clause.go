package spec

import (
	"slices"
	"strings"
)

// Clause is one rule of the contract, in one sentence that can be wrong. Tests, models, judges and specs name the clauses
// that they check by their ids; a clause that nothing checks fails the build.
type Clause struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	// Source says where the rule comes from, in words divided by spaces: T:file is a test of Julia's, D its documentation,
	// S its source, M a model of its scheduler, veritask a rule of ours, which may be stricter than Julia's. With coop it
	// holds if Config.Cooperative is set.
	Source string `json:"source"`
	// Go is what of package impl it is about: names divided by commas.
	Go string `json:"go"`
	// Absent says why a rule of Julia's has no counterpart in Go, and so no check; empty otherwise.
	Absent string `json:"absent,omitempty"`
}

// Family is the id's first part: which thing the clause is about.
func (c Clause) Family() string {
	family, _, _ := strings.Cut(c.ID, "-")
	return family
}

// rule is a clause that something must check.
func rule(id, source, golang, text string) Clause {
	return Clause{ID: id, Text: text, Source: source, Go: golang}
}

// Clauses lists the rules, by families. An id keeps its meaning for ever.
var Clauses = slices.Concat(
	waitClauses, taskClauses, switchClauses, groupClauses, manyClauses, timeClauses, localClauses,
	poolClauses, lifeClauses, orderClauses, failureClauses, memoryClauses,
	eventClauses, semaphoreClauses, lockClauses, conditionClauses, channelClauses, mapClauses, selectClauses,
	testClauses, dialectClauses,
)

// Families returns the families of the clauses, in their order.
func Families() []string {
	var all []string
	for _, c := range Clauses {
		if f := c.Family(); !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

// ClauseByID returns the clause with this id, and whether there is one.
func ClauseByID(id string) (Clause, bool) {
	i := slices.IndexFunc(Clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return Clauses[i], true
}
