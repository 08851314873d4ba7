/* The row of cells of a channel (impl/internal/cells) with room for CAP values, of which BEFORE are there from the start.

   Put and take of one number meet in its cell. A put below the edge has room; the edge follows from takes: low is how many
   it has heard of, gone how many cancelled puts it has passed. Closing freezes takes, flags puts, fails those who wait in
   vain, sets takes free; who meets it half done does the rest. A wake-up is one step with the change of the cell before it.
   A put with room whose number no take has drawn just writes, and a take that finds its put coming awaits it in the cell.
   Segments are left out, and those who only look. One process type plays all parts: each may have to do all there is.

   Invariants
     once    a wait is ended once, by whoever changes its cell                               (wake, quiet)
     told    who has left was told to, who failed met a closed row                           (back)
     values  as many puts succeed as takes, and values that are left                         (quiet)
     room    no more values are left than there is room for                                  (quiet)
     awake   nobody sleeps in a closed row or with a note; no put beside room or a take that
             sleeps, no take beside a value; and no closing is left half done                (quiet)
     ltl ends  under weak fairness, who was told to leave or meets a closed row comes back

   label     function and what            label     function and what
   drawPut   Row.Put, a number            drawTake  Row.Take, a number
   rest      cell.fill, or publish        meet      Row.offer, MET
   waitPut   Row.PutWait, PUTWAITS        found     Row.PutWait, room after all
   grab      Row.grab, MET                waitTake  Row.TakeWait, TAKEWAITS
   let       segment.letRest, FILLED      backPut   segment.finishCancelPut, left
   backTake  segment.cancelTake, left     freeze    Row.finish, takes
   flag      Row.finish, puts             fail      cell.fail, a cell
   free      Row.finish, takes            note      rowContext.end, told to leave */
#include "replay.h"
mtype = { drawPut, drawTake, rest, meet, waitPut, found, grab, waitTake, let, backPut, backTake, freeze, flag, fail, free, note };
mtype = { sound, looks_not_again, drops_value, fails_waiting_only, looks_for_no_note, moves_no_edge, stops_at_gap,
	cancels_blindly, looks_once, trusts_flag, rests_anyhow, fills_blindly, awaits_not };
mtype:state = { FILLED, PUTWAITS, TAKEWAITS, MET, PUTLEFT, PUTFAILED, TAKELEFT, TAKEFAILED }; mtype:outcome = { DONE, LEFT, FAILED };
#define EMPTY 0
#define CALLS (PUTS + TAKES)
#define PUTTER (me < PUTS)
#define TAKER (me >= PUTS && me < CALLS)
#define IN(s) (cell[n] == s)
#define EDGE (low + CAP + gone)
#define AHEAD(s) (e <= puts && cell[e - 1] == s) /* in the cell that the edge has come to last */
#define STOPS (AHEAD(PUTWAITS) || AHEAD(PUTLEFT) && !WITH(stops_at_gap))
#define SIDE(t, p) (takes > puts -> t : p) /* there are takes that closing fails, or puts */
#define FAILS (cell[k] == SIDE(TAKEWAITS, PUTWAITS) || cell[k] == EMPTY && !WITH(fails_waiting_only))

byte puts, takes, low, gone; bool closed, frozen; /* the next numbers to draw; the word of the room; the flags of puts and of takes */
mtype:state cell[CALLS + BEFORE]; byte sits[CALLS + BEFORE]; /* by number: who waits there */
byte at[CALLS];                  /* by call, as are all others: its number */
mtype:outcome out[CALLS]; bool placed[CALLS], noted[CALLS], permit[CALLS];
inline wake(n) { assert(!permit[sits[n]]); permit[sits[n]] = true }
inline settle(label, from, to) { if :: atomic { (IN(from) || WITH(cancels_blindly)) && IS(label, me, n) -> cell[n] = to; wake(n); DID }
	:: !IN(from) && !WITH(cancels_blindly) fi }

proctype party(byte me) {
	byte n, e, k; bool see, has, lone, cancels, asks, helps;
	if :: PUTTER -> goto put :: TAKER -> goto take :: me >= CALLS + CANCELS -> goto finish :: else fi;
	atomic { IS(note, me, VICTIM) -> noted[VICTIM] = true; DID }
	if :: placed[VICTIM] -> n = at[VICTIM]; goto cancel :: else -> goto over fi;

put:	if :: closed -> goto finish
	:: atomic { !closed && IS(drawPut, me, puts) -> n = puts; at[me] = n; puts++; DID } fi;
offer:	if
	:: atomic { IN(TAKEWAITS) && IS(meet, me, n) -> cell[n] = MET; wake(n); DID } goto back
	:: IN(TAKELEFT) && !WITH(drops_value) -> goto put
	:: IN(PUTFAILED) || IN(TAKELEFT) && WITH(drops_value) -> goto back
	:: IN(EMPTY) -> goto look
	fi;
looked:	if
	:: (IN(EMPTY) || WITH(fills_blindly)) && lone -> atomic { IS(rest, me, n) -> assert(IN(EMPTY)); cell[n] = FILLED; DID } goto back
	:: atomic { IN(EMPTY) && has && !lone && IS(rest, me, n) -> cell[n] = FILLED; DID } goto back
	:: atomic { IN(EMPTY) && !has && IS(waitPut, me, n) -> cell[n] = PUTWAITS; sits[n] = me; DID }
		if :: WITH(looks_not_again) -> goto sleep :: !WITH(looks_not_again) -> goto look fi
	:: atomic { IN(PUTWAITS) && has && IS(found, me, n) -> cell[n] = FILLED; DID } goto back
	:: IN(PUTWAITS) && !has || permit[me] -> goto sleep
	:: !IN(EMPTY) && !IN(PUTWAITS) && !permit[me] -> goto offer
	fi;
take:	see = closed && takes >= puts;
	if :: frozen -> goto finish :: see && !frozen -> out[me] = FAILED; goto over
	:: atomic { !see && !frozen && IS(drawTake, me, takes) -> n = takes; at[me] = n; takes++; DID } fi;
	atomic { see = closed && n >= puts && !WITH(looks_once); e = puts; has = n < puts && !WITH(awaits_not) } /* has: the put is coming */
	if :: see -> goto finish :: !see && CAP > 0 && !WITH(moves_no_edge) -> goto balance
	:: !see && (CAP == 0 || WITH(moves_no_edge) || !gone && n < e && e <= low + CAP) -> e = 0 fi;
come:	if
	:: atomic { IN(EMPTY) && !has && IS(waitTake, me, n) -> cell[n] = TAKEWAITS; sits[n] = me; DID }
	:: IN(FILLED) || IN(TAKEFAILED) -> goto back
	:: atomic { IN(PUTWAITS) && IS(grab, me, n) -> cell[n] = MET; wake(n); DID } goto back
	:: IN(PUTLEFT) || IN(PUTFAILED) -> goto take
	fi;
sleep:	placed[me] = true; if :: noted[me] && !WITH(looks_for_no_note) -> goto cancel :: else fi;
end:	atomic { permit[me] -> permit[me] = false }
back:	atomic { out[me] = (IN(PUTLEFT) || IN(TAKELEFT) && TAKER -> LEFT : (IN(PUTFAILED) || IN(TAKEFAILED) -> FAILED : DONE));
		assert((out[me] != LEFT || noted[me]) && (out[me] != FAILED || closed)) } goto over;
look:	atomic { has = n < takes + CAP || WITH(rests_anyhow); lone = has && n >= takes } /* may the put rest; has no take drawn n? */
	if :: !has && CAP > 0 :: has || CAP == 0 -> goto seen fi;
balance: REPLAYED(if :: closed && frozen && !helps -> asks = true; goto finish :: true fi) /* who has looked at takes before helps */
	do /* e is the edge, when it has moved to where it is */
	:: e = EDGE;
		if
		:: atomic { AHEAD(PUTWAITS) && IS(let, me, e - 1) -> cell[e - 1] = FILLED; wake(e - 1); DID }
		:: atomic { e == EDGE && AHEAD(PUTLEFT) && !WITH(stops_at_gap) -> gone++ }
		:: atomic { e == EDGE && !STOPS && low < takes -> gone = gone - (gone && cell[low] == PUTLEFT); low++ }
		:: atomic { e == EDGE && !STOPS && low == takes -> break }
		:: e != EDGE
		fi
	od;
	if :: helps -> goto sweep :: !helps && TAKER -> e = 0; goto come :: else -> atomic { has = n < e; e = 0 } fi;
seen:	if
	:: !cancels -> goto looked
	:: cancels && has -> settle(let, PUTWAITS, FILLED)
	:: cancels && !has && closed -> goto finish
	:: cancels && !has && !closed -> settle(backPut, PUTWAITS, PUTLEFT)
	fi;
left:	cancels = false; if :: me < CALLS -> goto end :: me >= CALLS -> goto over fi;
cancel:	cancels = true; /* the wait in cell n */
	if
	:: IN(PUTWAITS) -> goto look
	:: IN(TAKEWAITS) -> atomic { see = closed; has = n < puts }
		if :: see -> goto finish :: !see && has :: !see && !has -> settle(backTake, TAKEWAITS, TAKELEFT) fi
	:: else
	fi; goto left;
finish:	helps = true;
	do
	:: see = closed; /* before takes: it is not frozen afterwards */
		if :: see && (!frozen || WITH(trusts_flag)) -> break
		:: atomic { !see && !frozen && IS(freeze, me, 0) -> frozen = true; DID }
		:: atomic { !see && frozen && !closed && IS(flag, me, 0) -> closed = true; DID }
		:: !see && frozen && closed
		:: see && frozen && !WITH(trusts_flag) -> if :: CAP > 0 -> goto balance :: CAP == 0 -> e = takes fi;
sweep:			k = SIDE(puts, e);
			do :: k < SIDE(takes, puts) -> if :: atomic { FAILS && IS(fail, me, k) ->
					if :: cell[k] -> wake(k) :: else fi; cell[k] = SIDE(TAKEFAILED, PUTFAILED); DID } :: !FAILS fi; k++
			:: k >= SIDE(takes, puts) -> k = 0; e = 0; break od;
			if :: atomic { frozen && IS(free, me, 0) -> frozen = false; DID } :: !frozen fi
		fi
	od;
	atomic { helps = false; see = false }
	REPLAYED(if :: asks -> asks = false; goto balance :: !asks fi)
	if :: cancels && IN(PUTWAITS) -> goto look :: cancels && !IN(PUTWAITS) -> goto left :: TAKER && !cancels -> goto take
	:: PUTTER && !cancels -> out[me] = FAILED :: me >= CALLS && !cancels fi;
over:	atomic { n = 0; see = false; has = false; lone = false }
}

proctype quiet() { /* nobody can go on */
	byte i, in, done = BEFORE, puttersAsleep, takersAsleep;
end:	atomic { timeout -> TIMES(CALLS, assert(!permit[i] && (out[i] || !closed && !noted[i]));
			if :: i < PUTS -> done = done + (out[i] == DONE); puttersAsleep = puttersAsleep + !out[i]
			:: else -> done = done - (out[i] == DONE); takersAsleep = takersAsleep + !out[i] fi); TIMES(puts, in = in + (i >= takes && cell[i] == FILLED));
		assert(!frozen && done == in && in <= CAP && !(puttersAsleep && (in < CAP || takersAsleep)) && !(takersAsleep && in)) }
}

init { byte i; atomic { TIMES(BEFORE, cell[i] = FILLED); puts = BEFORE; TIMES(CALLS + CANCELS + CLOSERS, run party(i)); START } }

ltl ends { [] ((closed || noted[VICTIM]) -> <> (out[VICTIM] != 0)) }
