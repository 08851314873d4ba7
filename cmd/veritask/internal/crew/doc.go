// Package crew explores many units at a time: a process explores one thing at a time, so there is a process for each
// worker.
//
//	Plan ── Job ──▶ Process ══ JSON lines ══▶ Serve ──▶ Unit.Explore
//	  ▲                │
//	  └─── Attempt ◀───┘
//
// A unit is attempted in steps, cheap and narrow ones first: with one preemption, with two, in every order. So a bug is
// found where it is easy to understand, and when the time is up it is known for every unit how far it holds. The plan
// gives each class of units the same share of the time, and what a class does not need to the others.
//
// A process that dies or does not answer is a failure of the unit that it was exploring, and is replaced.
package crew
