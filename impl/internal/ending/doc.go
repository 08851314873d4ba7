// Package ending is the seam through which impl makes contexts that end, and learns of the end of others. In ordinary
// builds it is package context; an explorer of interleavings has contexts of its own, whose ends are its steps.
package ending
