package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/veritask/veritask/internal/cited"
	"github.com/veritask/veritask/spec"
)

// clauseOptions are the flags of clauses, checked.
type clauseOptions struct {
	families  []string
	unchecked bool
	json      bool
	root      string
}

const clausesHelp = `veritask clauses lists the clauses of the contract and what checks each: tests, examples, fuzz targets, properties,
models, judges, units of the explorer, specs and seeded bugs that name it. It reads them from the sources.

Usage:

    veritask clauses [flags]

Examples:

    veritask clauses                     all of them
    veritask clauses -family CH,EV       those of channels and events
    veritask clauses -unchecked          those that nothing checks
    veritask clauses -json               as one JSON object

The exit code is 0 if every clause that applies in Go is checked, 1 if not, or if a citation is wrong, and 2 on bad usage.
`

// runClauses is the subcommand.
func runClauses(_ context.Context, args []string, stdout, stderr io.Writer) int {
	o := &clauseOptions{}
	fs := newFlagSet("veritask clauses", clausesHelp, stderr)
	families := fs.String("family", "", "comma `list` of families; empty: all")
	fs.BoolVar(&o.unchecked, "unchecked", false, "show only what nothing checks")
	fs.BoolVar(&o.json, "json", false, "write JSON")
	from := fs.String("C", ".", "a `folder` of the sources")
	code, ok := parseFlags(fs, args, stdout, stderr, func() (err error) {
		if fs.NArg() > 0 {
			return fmt.Errorf("unexpected argument %q", fs.Arg(0))
		}
		if o.families, err = pickNames("family", *families, spec.Families()); err != nil {
			return err
		}
		o.root, err = cited.Root(*from)
		return err
	})
	if !ok {
		return code
	}
	table, err := cited.Read(o.root)
	if err != nil {
		fmt.Fprintf(stderr, "veritask clauses: %v\n", err)
		return exitFailed
	}
	table.Rows = slices.DeleteFunc(table.Rows, func(r cited.Row) bool { return !slices.Contains(o.families, r.Family()) })
	if o.json {
		err = writeClausesJSON(stdout, table, o.unchecked)
	} else {
		writeClauses(stdout, table, o.unchecked)
	}
	if err != nil {
		fmt.Fprintf(stderr, "veritask clauses: %v\n", err)
	}
	if err != nil || table.Unchecked() > 0 || len(table.Problems) > 0 {
		return exitFailed
	}
	return exitOK
}

// writeClauses writes the table; its last line is for scripts.
func writeClauses(w io.Writer, t cited.Table, unchecked bool) {
	absent := 0
	for _, r := range t.Rows {
		if r.Absent != "" {
			absent++
		}
		if unchecked && !r.Unchecked() {
			continue
		}
		indent := strings.Repeat(" ", len(r.ID))
		fmt.Fprintf(w, "%s  %s\n", r.ID, r.Text)
		switch {
		case r.Absent != "":
			fmt.Fprintf(w, "%s  not in Go: %s\n", indent, r.Absent)
		case r.Unchecked():
			fmt.Fprintf(w, "%s  %s (%s)\n%s  UNCHECKED\n", indent, r.Go, r.Source, indent)
		default:
			fmt.Fprintf(w, "%s  %s (%s)\n%s  %s\n", indent, r.Go, r.Source, indent, checksByKind(r.Checks))
		}
	}
	if len(t.Rows) > absent && !unchecked {
		fmt.Fprintln(w)
	}
	for _, p := range t.Problems {
		fmt.Fprintf(w, "FAIL %s\n", p)
	}
	if absent > 0 {
		fmt.Fprintf(w, "not in Go: %d\n", absent)
	}
	fmt.Fprintf(w, "clauses: %d, unchecked: %d\n", len(t.Rows), t.Unchecked())
}

// checksByKind is one line: kinds in the order in which they are met, and the places of each.
func checksByKind(checks []cited.Check) string {
	var kinds []cited.Kind
	places := map[cited.Kind][]string{}
	for _, c := range checks {
		if places[c.Kind] == nil {
			kinds = append(kinds, c.Kind)
		}
		places[c.Kind] = append(places[c.Kind], c.Place())
	}
	var parts []string
	for _, k := range kinds {
		parts = append(parts, fmt.Sprintf("%s %s", k, strings.Join(places[k], ", ")))
	}
	return strings.Join(parts, "; ")
}

// clauseJSON is a clause and its checks.
type clauseJSON struct {
	spec.Clause
	Checks []cited.Check `json:"checks"`
}

func writeClausesJSON(w io.Writer, t cited.Table, unchecked bool) error {
	out := struct {
		Clauses   []clauseJSON `json:"clauses"`
		Problems  []string     `json:"problems"`
		Unchecked int          `json:"unchecked"`
	}{Clauses: []clauseJSON{}, Problems: append([]string{}, t.Problems...), Unchecked: t.Unchecked()}
	for _, r := range t.Rows {
		if !unchecked || r.Unchecked() {
			out.Clauses = append(out.Clauses, clauseJSON{r.Clause, append([]cited.Check{}, r.Checks...)})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
