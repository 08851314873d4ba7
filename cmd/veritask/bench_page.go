package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/veritask/veritask/cmd/veritask/internal/benchpage"
	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

// writeBenchPage draws a run in a folder and returns the name of the page.
func writeBenchPage(s *figures.Set, folder string) (name string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	name = filepath.Join(folder, indexName)
	f, err := os.Create(name)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return name, benchpage.New(s, counted(s.Count())).Write(f)
}
