// Package thread is the seam through which impl starts goroutines and lets others go first.
package thread
