// Package benchpage draws the samples of a run of benchmarks as one HTML page that loads nothing from anywhere.
package benchpage

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

// Page is the whole page.
type Page struct {
	Headline string
	Facts    []Fact
	Remarks  []string
	Header   []string
	Rows     [][]string
	Cards    []Card
}

// Fact is a name and a value at the head of the page.
type Fact struct{ Name, Value string }

// Card is a subject with its plots.
type Card struct {
	Subject string
	Plots   []Plot
}

// New lays a run out.
func New(s *figures.Set, headline string) *Page {
	p := &Page{Headline: headline, Remarks: s.Remarks()}
	for _, f := range s.Facts() {
		p.Facts = append(p.Facts, Fact{f[0], f[1]})
	}
	table := s.Table(false)
	p.Header, p.Rows = table[0], table[1:]
	cards := map[string]int{}
	for _, g := range s.Groups() {
		i, ok := cards[g.Row.Subject]
		if !ok {
			i = len(p.Cards)
			cards[g.Row.Subject] = i
			p.Cards = append(p.Cards, Card{Subject: g.Row.Subject})
		}
		p.Cards[i].Plots = append(p.Cards[i].Plots, newPlot(g))
	}
	return p
}

//go:embed page.html
var text string

var page = template.Must(template.New("page").Parse(text))

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return page.Execute(w, p) }
