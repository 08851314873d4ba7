package promela

// specs are all there are. A mutant must fail in one scene at least.
var specs = []Spec{
	{
		Name: "sleep", About: "workers park and are woken while work is submitted from outside",
		Scenes: []Scene{
			scene("WORKERS=2 SUBMITTERS=2 SPAWN=0 HOLD=1"),
			scene("WORKERS=2 SUBMITTERS=1 SPAWN=1 HOLD=0"),
			scene("WORKERS=2 SUBMITTERS=2 SPAWN=0 HOLD=0"),
			scene("WORKERS=1 SUBMITTERS=2 SPAWN=1 HOLD=0"),
		},
	},
	{
		Name: "handover", About: "a coroutine is made runnable while it still leaves its worker",
		Scenes: []Scene{
			scene("WORKERS=2 WAKERS=2 ROUNDS=3 DIRECT=0"),
			scene("WORKERS=1 WAKERS=3 ROUNDS=4 DIRECT=1"),
		},
	},
	{
		Name: "line", About: "waiter queue: resume before suspend, prompt cancellation",
		Scenes: []Scene{
			scene("VISITORS=2 CANCELS=1 GIVERS=1 GIVES=1 OPENERS=0"),
			scene("VISITORS=2 CANCELS=1 GIVERS=0 GIVES=0 OPENERS=1"),
			scene("VISITORS=2 CANCELS=0 GIVERS=1 GIVES=1 OPENERS=1"),
			scene("VISITORS=3 CANCELS=1 GIVERS=1 GIVES=1 OPENERS=0"),
			scene("VISITORS=2 CANCELS=0 GIVERS=2 GIVES=2 OPENERS=0"),
		},
	},
	{
		Name: "cells", About: "a row of cells: put and take meet, cancellation, close with helping",
		Scenes: []Scene{
			scene("PUTS=1 TAKES=2 CANCELS=1 VICTIM=1 CLOSERS=0 CAP=0 BEFORE=0"),
			scene("PUTS=2 TAKES=1 CANCELS=1 VICTIM=0 CLOSERS=0 CAP=1 BEFORE=1"),
			scene("PUTS=1 TAKES=1 CANCELS=1 VICTIM=1 CLOSERS=1 CAP=0 BEFORE=0"),
			scene("PUTS=1 TAKES=1 CANCELS=1 VICTIM=0 CLOSERS=1 CAP=0 BEFORE=0"),
			scene("PUTS=1 TAKES=2 CANCELS=1 VICTIM=0 CLOSERS=0 CAP=1 BEFORE=1"),
			scene("PUTS=2 TAKES=1 CANCELS=0 VICTIM=0 CLOSERS=1 CAP=1 BEFORE=0"),
			scene("PUTS=1 TAKES=1 CANCELS=1 VICTIM=0 CLOSERS=1 CAP=1 BEFORE=1"),
		},
	},
}
