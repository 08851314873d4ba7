package promela

// specs are all there are. A mutant must fail in one scene at least.
var specs = []Spec{
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
}
