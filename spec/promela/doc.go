// Package promela has the protocols of impl as specs for the model checker SPIN, and has them checked.
//
//	x.pml ─┬─ each scene ──▶ spin -a ▶ cc ▶ pan: safety, then each ltl formula under weak fairness   must hold
//	       ├─ each mutant ──▶ the same                                                               must fail
//	       └─ each trace of the real code, as a driver process ──▶ the same                          must be accepted
//
// A spec says in prose what always holds, has a table from its labels to the functions of impl that do these steps, and
// names its mutants. Five things make a check worth its name: a search that was cut short fails; so does a spec with a
// statement that no scene reaches, a mutant that lives, a doctored trace that is accepted, and a label that is in no trace.
//
// Specs are small on purpose: a scene is a few processes with a call or two each. What they add to the explorer, which
// runs the real code in every order, is the protocol without its clothes, liveness, and scenes that are a little larger.
package promela
