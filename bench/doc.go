// Package bench measures impl against what its users could take instead, in one process and in the same run: goroutines
// with what package sync and channels offer, golang.org/x/sync, conc, pond, ants and xsync.
//
// Every benchmark is named
//
//	Benchmark<Subject>/lib=<impl|go|chan|errgroup|x-sync|conc|pond|ants|xsync|...>/root=<background|cancel>
//
// so that `benchstat -col /lib` puts the libraries side by side; x-sync is golang.org/x/sync, xsync is
// github.com/puzpuzpuz/xsync. The two roots are a context that can never end and one that can, since every real program
// has the second. A peer that cannot be cancelled does the same under both; the head of each file says what a peer does
// not do. The work of ours runs in a task of a runtime made for it, with as many workers as -cpu says. A benchmark for
// more cores than the machine really gives is skipped, not reported; see cores_test.go.
//
// It consists of tests and benchmarks alone: one file per subject, whose head says what is measured and why. `make
// bench` runs them in rounds, one process each, in which the libraries take turns; `veritask bench` compares the samples
// round by round, so that the machine's mood meets both sides of a ratio.
package bench
