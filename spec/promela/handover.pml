/* How a coroutine parks and is made runnable (impl/internal/park, sched), while it may still be leaving its worker.

   A coroutine parks ROUNDS times. Before each park it offers the right to wake it, which one waker takes; that waker may be
   at work before the coroutine has looked, before it has left its worker, or after. Whoever finds it parked makes it
   runnable: wakers drive it on themselves (DIRECT), or put it into a queue from which workers take it (WAIT-03, SW-28).

   Invariants
     alone   a coroutine is resumed by one worker at a time, and never while it is still leaving   (enter)
     once    each wake-up ends one park, and no park ends without                                  (awake)
     kept    no wake-up is lost: when nobody can go on, all parks have ended                       (quiet)
     ltl ends  under weak fairness, the coroutine comes to its end

   label     function and what            label     function and what
   offer     dreamer.RunCoro, a right     look      Parker.Notified, the word
   clear     Parker.Notified, RUNNING     commit    Parker.Commit, PARKED; 0: fails
   again     Parker.Commit, RUNNING       took      nap.take, the right
   ready     Parker.Unpark, it is PARKED  missed    Parker.Unpark, it is not; 1: not RUNNING
   notify    Parker.Unpark, NOTIFIED */
#include "replay.h"
mtype = { offer, look, clear, commit, again, took, ready, missed, notify };
mtype = { sound, commits_blindly, hasty, sleeps_on, keeps_note, readies_running, keeps_word };
#define RUNNING 0
#define PARKED 1
#define NOTIFIED 2

byte word, nap, round, taken, woken, queue;
byte rider;          /* who runs the coroutine, one more than its number; 0: nobody */
bool asleep, ended;  /* it has switched away in a park; its body is over */

inline awake() { woken++; assert(woken <= taken) }

inline park() { /* Commit, by the worker that the coroutine has left */
	if
	:: atomic { (word == RUNNING || WITH(commits_blindly)) && IS(commit, me, 1) -> word = PARKED; stays = false; DID }
	:: atomic { word != RUNNING && IS(commit, me, 0) -> stays = !WITH(sleeps_on); DID }
		atomic { IS(again, me, 0) -> word = (WITH(keeps_word) -> word : RUNNING); DID }
	fi
}

inline body() { /* from where the coroutine is to where it switches away */
	if :: asleep -> atomic { asleep = false; awake() } :: else fi;
	do
	:: round < ROUNDS ->
		round++;
		atomic { IS(offer, me, round) -> nap = round; DID }
		atomic { IS(look, me, word) -> see = word == NOTIFIED; DID }
		if
		:: see -> atomic { IS(clear, me, 0) -> word = (WITH(keeps_note) -> word : RUNNING); awake(); DID }
		:: else -> asleep = true; break
		fi
	:: else -> ended = true; break
	od
}

inline drive() {
	do
	:: atomic { assert(rider == 0); rider = me + 1 } /* enter */
		body();
		rider = (asleep && WITH(hasty) -> rider : 0);
		if :: asleep -> park() :: else -> stays = false fi;
		rider = (WITH(hasty) -> 0 : rider);
		if :: stays :: !stays -> break fi
	od
}

proctype worker(byte me) {
	bool see, stays;
end:	do
	:: atomic { queue > 0 -> queue-- } drive()
	od
}

proctype waker(byte me, nth) { /* of parks nth, nth + WAKERS, ... */
	byte k; bool see, stays;
	k = nth;
	do
	:: k <= ROUNDS ->
		atomic { nap == k && IS(took, me, k) -> nap = 0; taken++; DID }
		do
		:: atomic { word == PARKED && IS(ready, me, 0) -> word = RUNNING; DID }
			if :: DIRECT -> drive() :: !DIRECT -> queue++ fi;
			break
		:: atomic { word != PARKED && IS(missed, me, 0) -> DID }
			if
			:: atomic { word == RUNNING && IS(notify, me, 0) ->
				word = NOTIFIED; queue = queue + WITH(readies_running); DID } break
			:: atomic { word != RUNNING && IS(missed, me, 1) -> DID }
			fi
		od;
		k = k + WAKERS
	:: else -> break
	od
}

proctype quiet() { /* nobody can go on */
end:	atomic { timeout -> assert(ended && woken == ROUNDS && rider == 0) }
}

init { byte i, me;
	atomic { queue = 1; TIMES(WORKERS, run worker(me); me++); TIMES(WAKERS, run waker(me, i + 1); me++); START }
}

ltl ends { <> ended }
