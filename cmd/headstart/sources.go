package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/source"
	"headstart/transform"
)

// addSources makes the rows of every configured source follow those of the
// package.
func (c config) addSources(pkg *ingest.Package) (*source.Sources, error) {
	if len(c.Sources) == 0 {
		return &source.Sources{}, nil
	}
	platforms, err := source.Platforms(pkg)
	if err != nil {
		return nil, err
	}
	sources, err := source.Configure(c.Sources, c.Raw, platforms)
	if err != nil {
		return nil, usageError{err}
	}
	fsys, err := c.dataFS()
	if err == nil {
		err = sources.TakeDecisions(fsys)
	}
	if err != nil {
		return nil, err
	}
	return sources, sources.AddTo(pkg)
}

// tellLeftOut says what the settings of the sources took out, and which
// decisions about claims no longer fit.
func tellLeftOut(w io.Writer, sources *source.Sources) {
	for name, omissions := range sources.LeftOut() {
		var parts []string
		for _, o := range omissions {
			parts = append(parts, fmt.Sprintf("%s (%d)", o.Reason, o.Count))
		}
		fmt.Fprintln(w, cell(fmt.Sprintf("source %s: left out, as its settings say: %s", name, strings.Join(parts, ", "))))
	}
	for _, line := range sources.Unfit() {
		fmt.Fprintln(w, cell(line))
	}
}

// stopped is the error of a run that rejected rows stop: those of sources
// whose mode is fail. nil: there are none.
func stopped(sources *source.Sources, rejected []transform.Rejection) error {
	rejected = slices.DeleteFunc(slices.Clone(rejected), func(r transform.Rejection) bool { return sources.Mode(r.File) != "fail" })
	if len(rejected) == 0 {
		return nil
	}
	const shown = 5
	lines := []string{count(len(rejected), "row breaks", "rows break") + " a rule, and the mode of the source is fail:"}
	for i, r := range rejected {
		if i == shown {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, "  "+rejectionLine(r))
	}
	return errors.New(strings.Join(append(lines, "correct the source, or set such rows aside with mode: quarantine"), "\n"))
}
