// Package bench measures impl against what its users could take instead, in one process and in the same run: goroutines
// with what package sync and channels offer, golang.org/x/sync, and github.com/sourcegraph/conc.
//
// Every benchmark is named
//
//	Benchmark<Subject>/lib=<impl|go|chan|errgroup|xsync|conc|...>/root=<background|cancel>
//
// so that `benchstat -col /lib` puts the libraries side by side. The two roots are a context that can never end and
// one that can, since every real program has the second. The work runs in a task of a runtime made for it, with as many
// workers as -cpu says. A benchmark for more cores than the machine really gives is skipped, not reported.
//
// It consists of tests and benchmarks alone: one file per subject, whose head says what is measured and why. `make
// bench` runs them and prints the comparison.
package bench
