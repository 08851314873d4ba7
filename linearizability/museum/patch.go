package museum

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Patch is a bug that is put into the library itself: a few lines of it are replaced in a build of its own. The library as
// it is, is the clean twin.
//
// A patch names the lines by their text. A file of package patches has fields, one a line, then edits:
//
//	bug: what is wrong, in one sentence
//	origin: where such a bug was met
//	verdict: one that condemns it; there may be several
//	mutant: spec.name of the mutant of a spec that makes the same mistake; there may be none
//	unit: one in which the explorer must find it; more of them are looked at in turn
//	edit: path/of/file.go
//	the old lines
//	=>
//	the new lines
//	.
type Patch struct {
	Name        string // of its file
	Bug, Origin string
	Verdicts    []string
	Units       []string
	Mutant      string
	Edits       []Edit
}

// Edit replaces some lines, which are in the file exactly once.
type Edit struct {
	Path     string // relative to the root of the module
	Old, New string
}

//go:embed patches/*.txt
var patchFiles embed.FS

// Patches returns the bugs in the library, in the order of their names.
func Patches() ([]Patch, error) {
	files, err := patchFiles.ReadDir("patches")
	if err != nil {
		return nil, err
	}
	var all []Patch
	for _, f := range files {
		text, err := patchFiles.ReadFile(path.Join("patches", f.Name()))
		if err != nil {
			return nil, err
		}
		p, err := ParsePatch(strings.TrimSuffix(f.Name(), ".txt"), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// ParsePatch reads the text of a patch.
func ParsePatch(name, text string) (Patch, error) {
	p := Patch{Name: name}
	lines := strings.SplitAfter(text, "\n")
	for len(lines) > 0 && lines[0] != "" {
		field, value, ok := strings.Cut(strings.TrimSuffix(lines[0], "\n"), ": ")
		if !ok {
			return p, fmt.Errorf("museum: patch %s: %q is no field", name, lines[0])
		}
		lines = lines[1:]
		switch field {
		case "bug":
			p.Bug = value
		case "origin":
			p.Origin = value
		case "verdict":
			p.Verdicts = append(p.Verdicts, value)
		case "unit":
			p.Units = append(p.Units, value)
		case "mutant":
			p.Mutant = value
		case "edit":
			e := Edit{Path: value}
			if e.Old, lines, ok = until("=>\n", lines); ok {
				e.New, lines, ok = until(".\n", lines)
			}
			if !ok || e.Old == "" {
				return p, fmt.Errorf("museum: patch %s: an edit of %s has no end, or no old lines", name, e.Path)
			}
			p.Edits = append(p.Edits, e)
		default:
			return p, fmt.Errorf("museum: patch %s: unknown field %q", name, field)
		}
	}
	if p.Bug == "" || p.Origin == "" || p.Verdicts == nil || p.Units == nil || p.Edits == nil {
		return p, fmt.Errorf("museum: patch %s lacks a bug, an origin, a verdict, a unit or an edit", name)
	}
	return p, nil
}

// until splits lines at the first one that is end.
func until(end string, lines []string) (text string, rest []string, ok bool) {
	i := slices.Index(lines, end)
	if i < 0 {
		return "", nil, false
	}
	return strings.Join(lines[:i], ""), lines[i+1:], true
}

// Apply returns the text of a file of the library with the bug in it. read reads a file of the library as it is.
func (p *Patch) Apply(read func(path string) ([]byte, error)) (map[string]string, error) {
	texts := map[string]string{}
	for _, e := range p.Edits {
		text, ok := texts[e.Path]
		if !ok {
			b, err := read(e.Path)
			if err != nil {
				return nil, fmt.Errorf("museum: patch %s: %w", p.Name, err)
			}
			text = string(b)
		}
		if n := count(text, e.Old); n != 1 {
			return nil, fmt.Errorf("museum: patch %s no longer applies: %s has these lines %d times, not once:\n%s",
				p.Name, e.Path, n, e.Old)
		}
		texts[e.Path] = replace(text, e.Old, e.New)
	}
	return texts, nil
}

// count counts lines in a text, replace replaces them; neither looks into the middle of a line.
func count(text, lines string) int { return strings.Count("\n"+text, "\n"+lines) }

func replace(text, from, to string) string {
	return strings.Replace("\n"+text, "\n"+from, "\n"+to, 1)[1:]
}
