/* What the specs share: mutants, and how a spec is made to follow the trace of a real run.

   A step that a trace can name is guarded by IS(label, who, with) and ends with DID. When traces are replayed (REPLAY), a
   driver process says one step after the other, and no named step is possible but the one that was said; else the guards
   are true. What is REPLAYED real runs do, and it makes no difference: it is there when traces are replayed, and not else.
   START starts the driver, or else the process that looks at the state in which nobody can go on. */
#ifndef MUTANT
#define MUTANT sound
#endif
#define WITH(m) (MUTANT == m)
#define TIMES(n, s) i = 0; do :: i < n -> s; i++ :: i == n -> break od
#ifdef REPLAY
mtype want;
byte want_who, want_with;
#define IS(l, p, a) (want == l && want_who == (p) && want_with == (a))
#define DID         want = 0; want_who = 0; want_with = 0
#define START       run driver()
#define REPLAYED(s) s;
#define SAY(l, p, a) atomic { want == 0 -> want = l; want_who = p; want_with = a }
#else
#define IS(l, p, a) true
#define DID         skip
#define START       run quiet()
#define REPLAYED(s)
#endif
