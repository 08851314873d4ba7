// Package report writes what a run of verify established as one HTML page that loads nothing from anywhere.
package report

import (
	_ "embed"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Page is the whole report.
type Page struct {
	Title    string
	Verdict  string // pass, fail or stopped: the colour of the banner
	Headline string
	Facts    []Fact
	Header   []Cell // of the table
	Rows     []Row  // one of a single cell is a remark on the row above it
	Note     string // below the table
	Failures []Failure
	Sections []Section
}

// HasPictures reports whether there is a picture of a history.
func (p *Page) HasPictures() bool {
	return len(p.Sections) > 0 || slices.ContainsFunc(p.Failures, func(f Failure) bool { return f.Timeline != nil })
}

// Row is a line of the table.
type Row []Cell

// IsRemark reports whether it says something about the row above it.
func (r Row) IsRemark() bool { return len(r) == 1 && r[0].Span > 1 }

// Fact is a name and a value at the head of the page.
type Fact struct{ Name, Value string }

// Cell is a field of the table.
type Cell struct {
	Text   string
	Number bool   // stands to the right
	Badge  string // pass, fail or stopped: a coloured badge
	Anchor string // of the section it leads to
	Span   int    // how many columns it takes; 0: one
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
	if len(row) == 1 {
		cells[0] = Cell{Text: row[0], Span: len(p.Header)}
		return cells
	}
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
	Trace                         string    // the run, step by step
	Timeline                      *Timeline // the history
	Reason                        string    // what has no explanation
	Shrink                        string    // how to make it smaller
	Others                        string    // that have failed as well
	Link                          string    // the checker's own visualization
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
