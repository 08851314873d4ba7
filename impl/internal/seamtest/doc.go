// Package seamtest has an Explorer for the tests of the seams: it writes down what is announced, and runs threads one
// after the other. It exists under the build tag veritask_explore alone.
package seamtest
