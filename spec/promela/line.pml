/* The waiter queue (impl/internal/waitq) under the smallest owner there is: a gate with tokens, which can be opened for all.

   Visitors draw a number in the owner's word, then sit down in the cell of that number; givers let the first one go, who
   need not have come yet; an opener lets all go; cancellers write a note, then look for the visitor. Segments are left
   out, cells are an array here: whether the list of segments is right is for the explorer to say.

   Invariants
     once    a visitor is unparked once for each wait                                           (wake)
     order   every number below settled was drawn, and is granted or cancelled                  (move)
     heeded  who has left was told to, and before anybody had found the gate open               (rise)
     kept    each token that was given has let somebody in, or is there                         (quiet)
     awake   nobody sleeps beside a token, before an open gate, or with a note                  (quiet)
     ltl returns  under weak fairness, who was told to leave or meets an open gate comes back

   label     function and what            label     function and what
   draw      Enlist, a number             take      Enlist, a token
   through   Enlist, the gate is open     name      ends.suspend, has a place
   sit       ends.suspend, WAITING       late      ends.suspend, was let go
   forget    ends.suspend, has no place   look      visit, is there a note?
   rise      Parker.Park, 1: cancelled    note      cancel, told to leave
   seek      Waiter.Cancel, a place?      see       Cell.Cancel, WAITING?
   ask       Cell.Cancel, all let go?     strike    Cell.Cancel, CANCELLED; 0: fails
   settled   Queue.Settled, the number    peek      give, 1: somebody is there
   keep      give, a token; 0: fails      grant     Cell.settle, GRANTED
   over      Cell.settle, was settled     move      Queue.Resume, settled; 0: it was
   leave     Waiter.wake, has no place    wake      Waiter.wake, its permit
   unlock    open, the gate */
#include "replay.h"
mtype = { draw, take, through, name, sit, late, forget, look, rise, note, seek, see, ask, strike, settled, peek, keep,
	grant, over, move, leave, wake, unlock };
mtype = { sound, sits_blindly, looks_not, asks_nobody, wakes_anyhow, keeps_blindly, gives_once, passes_by };
#define EMPTY 0 /* of a cell, as WAITING, GRANTED, CANCELLED */
#define WAITING 1
#define GRANTED 2
#define CANCELLED 3
#define IN 1 /* how a visit has ended */
#define LEFT 2

byte next, tokens, head, given, ended;  /* next and tokens are the owner's word, head is what settled says */
bool opened, found;                     /* the gate is open; somebody has found it so */
byte cell[VISITORS], sits[VISITORS];    /* by number; whose it is */
byte number[VISITORS], out[VISITORS];   /* by visitor, as are these */
bool placed[VISITORS], noted[VISITORS], permit[VISITORS], tardy[VISITORS];

inline unpark(v) {
	atomic { IS(leave, me, v) -> placed[v] = false; DID };
	atomic { IS(wake, me, v) -> assert(!permit[v]); permit[v] = true; DID }
}

inline settle(n) {
	if
	:: atomic { cell[n] < GRANTED && IS(grant, me, n) -> won = true; wakes = cell[n] == WAITING;
		cell[n] = (cell[n] == EMPTY && WITH(passes_by) -> EMPTY : GRANTED); DID }
	:: atomic { cell[n] >= GRANTED && IS(over, me, n) -> won = false; wakes = false; DID }
	fi
}

inline resume() {
	settle(p);
	atomic { IS(move, me, head == p) ->
		assert(p < next && cell[p] >= GRANTED); head = (head == p -> p + 1 : head); DID }
	if :: wakes -> unpark(sits[p]) :: else fi
}

inline cancel(v) {
	atomic { IS(see, me, cell[number[v]] == WAITING) -> seen = cell[number[v]] == WAITING; DID }
	if
	:: !seen
	:: else ->
		atomic { IS(ask, me, opened) -> seen = opened && !WITH(asks_nobody); DID }
		if
		:: seen -> settle(number[v])
		:: else -> atomic { IS(strike, me, cell[number[v]] == WAITING) -> won = cell[number[v]] == WAITING;
			cell[number[v]] = (won -> CANCELLED : cell[number[v]]); wakes = won || WITH(wakes_anyhow); DID }
		fi;
		if :: wakes -> unpark(v) :: else fi
	fi
}

proctype visitor(byte me) {
	bool won, wakes, seen;
	if
	:: atomic { opened && IS(through, me, 0) -> out[me] = IN; DID } goto in
	:: atomic { !opened && tokens > 0 && IS(take, me, 0) -> tokens--; out[me] = IN; DID } goto in
	:: atomic { !opened && tokens == 0 && IS(draw, me, next) -> number[me] = next; sits[next] = me; next++; DID }
	fi;
	atomic { IS(name, me, 0) -> placed[me] = true; DID }
	if
	:: atomic { (cell[number[me]] == EMPTY || WITH(sits_blindly)) && IS(sit, me, 0) -> cell[number[me]] = WAITING; DID }
	:: atomic { cell[number[me]] != EMPTY && IS(late, me, 0) -> out[me] = IN; DID }
		atomic { IS(forget, me, 0) -> placed[me] = false; DID } goto in
	fi;
	if
	:: atomic { IS(look, me, noted[me]) -> seen = noted[me]; DID }
		if :: seen -> cancel(me) :: else fi
	:: WITH(looks_not)
	fi;
end:	atomic { permit[me] && IS(rise, me, cell[number[me]] == CANCELLED) -> permit[me] = false;
		out[me] = (cell[number[me]] == CANCELLED -> LEFT : IN); assert(out[me] == IN || noted[me] && !tardy[me]); DID }
	goto back;
in:	found = found || opened;
back:	skip
}

proctype canceller(byte me, v) {
	bool won, wakes, seen;
	tardy[v] = found;
	atomic { IS(note, me, v) -> noted[v] = true; DID }
	atomic { IS(seek, me, placed[v]) -> seen = placed[v]; DID }
	if :: seen -> cancel(v) :: else fi
}

proctype giver(byte me) {
	byte p, w, t; bool o, won, wakes;
	do
	:: atomic { given < GIVES -> given++ }
		do
		:: atomic { IS(settled, me, head) -> p = head; DID }
			atomic { IS(peek, me, next != p) -> w = next; t = tokens; o = opened; DID }
			if
			:: w == p -> atomic { IS(keep, me, next == w && tokens == t && opened == o) ->
				won = next == w && tokens == t && opened == o || WITH(keeps_blindly); tokens = tokens + won; DID }
			:: else -> resume()
			fi;
			if :: won || WITH(gives_once) -> break :: else fi
		od
	:: given == GIVES -> break
	od
}

proctype opener(byte me) {
	byte p, w; bool won, wakes;
	atomic { IS(unlock, me, 0) -> opened = true; w = next; DID }
	do
	:: atomic { IS(settled, me, head) -> p = head; DID } if :: p >= w -> break :: else -> resume() fi
	od
}

proctype quiet() { /* nobody can go on */
	byte i, in;
end:	atomic { timeout -> TIMES(VISITORS, in = in + (out[i] == IN); assert(out[i] || !(opened || tokens || noted[i])));
		assert(opened || in + tokens == given) }
}

init { byte i, me;
	atomic { TIMES(VISITORS, run visitor(me); me++); TIMES(CANCELS, run canceller(me, i); me++);
		TIMES(GIVERS, run giver(me); me++); TIMES(OPENERS, run opener(me); me++); START }
}

ltl returns { [] ((noted[0] || opened) -> <> (out[0] != 0)) }
