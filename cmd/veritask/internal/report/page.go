// Package report writes what a run of verify established as one HTML page that loads nothing from anywhere.
package report

import (
	_ "embed"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Page is the whole report.
type Page struct {
	Title    string
	Verdict  string // pass, fail or stopped: the colour of the banner
	Headline string
	Facts    []Fact
	Header   []Cell // of the table
	Rows     [][]Cell
	Failures []Failure
	Sections []Section
}

// Fact is a name and a value at the head of the page.
type Fact struct{ Name, Value string }

// Cell is a field of the table.
type Cell struct {
	Text   string
	Number bool   // stands to the right
	Badge  string // pass, fail or stopped: a coloured badge
	Anchor string // of the section it leads to
}

// SetTable fills the table from text, the names of the columns first. Columns of numbers stand to the right.
func (p *Page) SetTable(rows [][]string) {
	p.Header = p.cells(rows[0], rows[len(rows)-1])
	for _, row := range rows[1:] {
		p.Rows = append(p.Rows, p.cells(row, row))
	}
}

// cells makes a row; like has the same columns with typical values.
func (p *Page) cells(row, like []string) []Cell {
	cells := make([]Cell, len(row))
	for i, text := range row {
		cells[i] = Cell{Text: text, Number: IsNumber(like[i])}
	}
	return cells
}

// IsNumber reports whether a field is one for the right edge of its column.
func IsNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789.,") == "" }

// Failure is a violation.
type Failure struct {
	Title, Text, Scenario, Replay string
	Reason                        string // what has no explanation
	Link                          string // the checker's own visualization
}

// Section shows a representative history.
type Section struct {
	Anchor, Title, About, Caption string
	Timeline                      *Timeline
	Scenario                      string
	Reason                        string // what has no explanation
	Link                          string // the checker's own visualization
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return pageTemplate.Execute(w, p) }

// WriteFile writes the page to a file and makes its folder.
func (p *Page) WriteFile(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return p.Write(f)
}
