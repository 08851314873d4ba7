package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// identity is a hash of what the trials depend on: the technique, its seed, and the sources, tests and patches among them.
func (o *trialOptions) identity(root string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, o.with, o.seed, o.runs)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "out" || name == "bin" || name == "results") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".s") && name != "go.mod" &&
			filepath.Base(filepath.Dir(path)) != "patches" {
			return nil
		}
		text, err := os.ReadFile(path)
		fmt.Fprintln(h, path[len(root):], len(text))
		h.Write(text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:12]), err
}

// trialLog keeps trials in a file, JSON, a line each.
type trialLog struct{ file *os.File }

// openTrials opens or makes a log, and returns the trials in it of the same identity, by bug. Those that say nothing are left
// out, and so is a line that was cut off. Without a name nothing is kept.
func openTrials(name, of string) (*trialLog, map[string]trial, error) {
	if name == "" {
		return &trialLog{}, nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	known := map[string]trial{}
	for line := range bytes.Lines(text) {
		var t trial
		if json.Unmarshal(line, &t) == nil && t.Of == of && t.Problem == "" {
			known[t.Bug] = t
		}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		_, err = file.WriteString("\n")
	}
	return &trialLog{file}, known, err
}

func (l *trialLog) add(t trial) error {
	if l.file == nil {
		return nil
	}
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = l.file.Write(append(text, '\n'))
	return err
}

func (l *trialLog) close() {
	if l.file != nil {
		_ = l.file.Close()
	}
}
