package linearizability

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkJudge judges histories of four clients with 25 calls each; ns/op is for one call of them.
func BenchmarkJudge(b *testing.B) {
	for _, object := range Objects() {
		for _, stamps := range []Stamps{Exact, Some, Black} {
			b.Run(fmt.Sprintf("object=%s/stamps=%v", object, stamps), func(b *testing.B) {
				tgt := target(object, stamps, "")
				var histories []*History
				for seed := uint64(0); len(histories) < 20; seed++ {
					s := Generate(object, seed, Shape{Clients: 4, Calls: 25})
					if len(s.Clients) != 4 || s.Calls() < 70 {
						continue
					}
					h, _ := Run(b.Context(), tgt, s, seed)
					histories = append(histories, h)
				}
				b.ResetTimer()
				for i, done := 0, 0; done < b.N; i++ {
					h := histories[i%len(histories)]
					if v := Judge(h, time.Minute); v != Linearizable {
						b.Fatal(v)
					}
					done += len(h.Calls)
				}
			})
		}
	}
}

// BenchmarkVerify runs and judges; ns/op is for one call.
func BenchmarkVerify(b *testing.B) {
	for _, object := range Objects() {
		for _, stamps := range []Stamps{Exact, Black} {
			b.Run(fmt.Sprintf("object=%s/stamps=%v", object, stamps), func(b *testing.B) {
				r := Verify(b.Context(), target(object, stamps, ""), Config{Operations: b.N, Seed: 1})
				if r.Failure != nil {
					b.Fatal(r.Failure)
				}
			})
		}
	}
}
