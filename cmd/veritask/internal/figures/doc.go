// Package figures reads the samples of benchmarks and says what follows from them: ours against each peer, one run
// against an older one, and whether a ratio has become worse.
//
// It knows how package bench names things: lib= tells whose samples they are, lib=impl ours, everything else in a name
// tells what was measured. The n-th sample of one library and the n-th of another come from the same round, one process
// in which both had their turn, so what is compared are the ratios of the rounds: a neighbour who slows a round down
// slows both sides of its ratio.
//
// Figures are medians with confidence intervals that assume nothing about how samples are spread (benchmath).
package figures
