package fuzz

import (
	"fmt"
	"math/rand"
	"strings"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
)

// Property is something that holds for whatever is generated.
type Property struct {
	Name string
	Says string // in one sentence
	make func() (p gopter.Prop, found func() string)
}

// Properties lists all of them: the machines first, then the laws.
func Properties() []Property {
	var all []Property
	for _, m := range machines() {
		all = append(all, machineProperty(m))
	}
	return append(all, laws()...)
}

// Config says how to check a property. The same seed makes the same programs.
type Config struct {
	Seed int64
	Runs int // 0: 100
	Size int // of a run, at most: steps, values, tasks; 0: 40
}

// Outcome is what has become of a check.
type Outcome struct {
	Property Property
	Seed     int64
	Runs     int
	Failure  string // the smallest failure that was found, with what repeats it; empty: none
}

// Check checks a property.
func (p Property) Check(c Config) Outcome {
	if c.Runs <= 0 {
		c.Runs = 100
	}
	if c.Size <= 0 {
		c.Size = 40
	}
	check, found := p.make()
	params := gopter.DefaultTestParametersWithSeed(c.Seed)
	params.MinSuccessfulTests, params.MaxSize = c.Runs, c.Size
	r := check.Check(params)
	out := Outcome{Property: p, Seed: c.Seed, Runs: r.Succeeded}
	if r.Passed() {
		return out
	}
	out.Runs++
	var b strings.Builder
	fmt.Fprintf(&b, "FAIL property %s (seed %d, after %d runs): %s\n", p.Name, c.Seed, r.Succeeded, p.Says)
	if r.Error != nil {
		fmt.Fprintf(&b, "%v\n%s\n", r.Error, r.ErrorStack)
	}
	b.WriteString(found())
	fmt.Fprintf(&b, "replay : veritask properties -property %s -seed %d -runs %d -size %d\n", p.Name, c.Seed, c.Runs, c.Size)
	out.Failure = b.String()
	return out
}

// law makes a property of a function of something generated, which returns why it does not hold. Failing values are made
// smaller, and the smallest is shown.
func law[T fmt.Stringer](name, says string, generate func(r *rand.Rand, size int) T, smaller func(T) []T, holds func(T) error) Property {
	return Property{Name: name, Says: says, make: func() (gopter.Prop, func() string) {
		found := ""
		g := gopter.Gen(func(p *gopter.GenParameters) *gopter.GenResult {
			return gopter.NewGenResult(generate(p.Rng, p.MaxSize), func(v any) gopter.Shrink {
				left := smaller(v.(T))
				return func() (any, bool) {
					if len(left) == 0 {
						return nil, false
					}
					next := left[0]
					left = left[1:]
					return next, true
				}
			})
		})
		return prop.ForAll(func(v T) bool {
			err := holds(v)
			if err != nil { // the smallest one comes last
				found = fmt.Sprintf("%v\nin     : %v\n", err, v)
			}
			return err == nil
		}, g), func() string { return found }
	}}
}
