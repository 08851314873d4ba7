/* How workers go to sleep and are woken (impl/internal/sched) while work is submitted from outside.

     worker:     stop searching, set the idle bit, anybody searching? else look again everywhere, sleep
     submitter:  add the entry, anybody searching? else clear one idle bit and wake its worker

   Entries are added to the pool's queue; the first body may add one more (SPAWN), or hold its worker for ever (HOLD): then what is
   left must be done by the others (PO-15, PO-20). The deques are left out: what a thief may take is in the one queue.

   Invariants
     once    a worker that was claimed is woken, by whoever has cleared its bit, once             (wake)
     count   as many are counted as searching as there are                                        (uncount)
     busy    nobody sleeps beside an entry, while no worker can go on                             (quiet)
     ltl done  under weak fairness, each entry is taken

   label     function and what            label     function and what
   add       Pool.inject, an entry        pop       worker.next, an entry
   first     Pool.wakeOne, searching is 1 less      worker.found, one searches less
   claim     Pool.takeSleeper, a bit      wake      worker.wake, the permit
   nobody    Pool.wakeOne, one less       seek      worker.search, one more
   stop      worker.sleep, one less       lie       worker.sleep, the idle bit
   back      worker.stayAwake, the bit    stay      worker.stayAwake, one more
   rise      worker.sleepAWhile, permit */
#include "replay.h"
mtype = { add, pop, first, less, claim, wake, nobody, seek, stop, lie, back, stay, rise };
mtype = { sound, no_second_look, looks_early, wakes_no_next, looks_before_add, sleeps_counted, stays_quiet, gives_up };
#define ADDED (SUBMITTERS + SPAWN)

#define LOWEST (idle & 1 -> 0 : (idle & 2 -> 1 : 2))

byte queue, coming, searching, taken;   /* coming: its number is drawn, which a look may see, and it is not in its cell */
bool spawned;
byte idle;                              /* a bit for each worker that sleeps */
bool permit[WORKERS], counted[WORKERS]; /* woken; is one of searching */

inline wakeOne() {
	do
	:: searching != 0 -> break
	:: atomic { searching == 0 && IS(first, me, 0) -> searching = 1; DID }
		if
		:: atomic { idle != 0 && IS(claim, me, LOWEST) -> whom = LOWEST; idle = idle & ~(1 << whom); DID }
			atomic { IS(wake, me, whom) -> counted[whom] = true; assert(!permit[whom]); permit[whom] = true; DID }
			break
		:: idle == 0 ->
			atomic { IS(nobody, me, 0) -> searching--; none = searching == 0; DID }
			if
			:: !none || WITH(gives_up) -> break
			:: else -> if :: idle == 0 -> break :: idle != 0 fi; if :: queue == 0 -> break :: queue + coming > 0 fi
			fi
		fi
	od
}

inline submit() {
	none = WITH(looks_before_add) && idle == 0;
	coming++;
	atomic { IS(add, me, 0) -> coming--; queue++; DID }
	none = (WITH(looks_before_add) -> none : idle == 0);
	if :: !none -> wakeOne() :: else fi
}

inline uncount(label) { atomic { IS(label, me, 0) -> counted[me] = false; assert(searching > 0);
	searching = searching - !(label == stop && WITH(sleeps_counted)); none = searching == 0; DID } }

proctype submitter(byte me) {
	byte whom; bool none;
	submit()
}

proctype worker(byte me) {
	byte whom; bool none, sees;
find:	if
	:: atomic { queue > 0 && IS(pop, me, 0) -> queue--; taken++; DID } goto found
	:: queue == 0
	fi;
	if
	:: WORKERS == 1 -> goto sleep
	:: WORKERS > 1 && counted[me]
	:: WORKERS > 1 && !counted[me] && 2 * searching < WORKERS ->
		atomic { IS(seek, me, 0) -> counted[me] = true; searching++; DID }
	:: WORKERS > 1 && !counted[me] && 2 * searching >= WORKERS -> goto sleep
	fi;
	if
	:: atomic { queue > 0 && IS(pop, me, 0) -> queue--; taken++; DID } goto found
	:: queue == 0
	fi;
sleep:	sees = WITH(looks_early) && queue > 0 && searching == 0;
	if :: counted[me] -> uncount(stop) :: else fi;
	atomic { IS(lie, me, 0) -> idle = idle | (1 << me); DID }
	if
	:: searching != 0 -> sees = sees && WITH(looks_early)
	:: searching == 0 && queue + coming > 0 -> sees = (WITH(looks_early) -> sees : !WITH(no_second_look))
	:: searching == 0 && queue == 0 -> sees = (WITH(looks_early) -> sees : false)
	fi;
	if
	:: sees ->
		if
		:: atomic { (idle & (1 << me)) && IS(back, me, 0) -> idle = idle & ~(1 << me); DID }
			atomic { IS(stay, me, 0) -> counted[me] = !WITH(stays_quiet); searching = searching + counted[me]; DID }
			goto find
		:: !(idle & (1 << me)) /* somebody has just claimed it */
		fi
	:: else
	fi;
end:	atomic { permit[me] && IS(rise, me, 0) -> permit[me] = false; DID }
	goto find;
found:	if
	:: counted[me] -> uncount(less); if :: none && !WITH(wakes_no_next) -> wakeOne() :: else fi
	:: else
	fi;
	if :: atomic { SPAWN && !spawned -> spawned = true } submit() :: else fi;
	if :: !HOLD -> goto find :: HOLD fi
}

proctype quiet() { /* nobody can go on */
	byte i, n;
end:	atomic { timeout -> TIMES(WORKERS, n = n + counted[i]);
		assert(taken == ADDED || HOLD && taken >= WORKERS); assert(n == searching) }
}

init { byte i, me;
	atomic { TIMES(WORKERS, run worker(me); me++); TIMES(SUBMITTERS, run submitter(me); me++); START }
}

ltl done { <> (taken == ADDED) }
