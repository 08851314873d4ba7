// Package museum keeps bugs, each alive and in a file of its own, to prove that the checker finds them.
//
// An exhibit is a small implementation of one of spec's interfaces that is right except for one named bug. Beside it
// stands its clean twin, the same lines with the bug switched off: a checker that condemns both has found an artefact,
// and one that condemns neither is blind. The whole difference is the branch on the field broken.
//
// Exhibits use a mutex and a slice where real code would be lock-free: the point is the mistake, in the fewest lines
// that show it. They run on plain goroutines, and narrow windows hold a yield point, a runtime.Gosched thrown by a seeded
// coin, so that they are reached without sleeping; or, since what they share is of package explore/shared, under the
// explorer, which reaches every window.
//
// A [Patch] is a bug of another kind: a few lines of the library itself, in which it is put by a build of its own. Only the
// explorer looks for these.
package museum
