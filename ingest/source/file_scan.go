package source

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/ingest"
)

// everyFile returns the settings of a file, or of each file of the folder or
// the pattern that path names, in order of their names. Where a folder is named
// key=value, as tools that partition tables name them, the cells of a column key
// that the settings name are value.
func everyFile(settings map[string]any) ([]map[string]any, error) {
	name, _ := settings["path"].(string)
	if settings["kind"] != "file" || name == "" {
		return []map[string]any{settings}, nil
	}
	var names []string
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		err = filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") // _SUCCESS, .crc
			if entry.IsDir() && hidden && path != name {
				return fs.SkipDir
			} else if err == nil && !entry.IsDir() && !hidden {
				names = append(names, path)
			}
			return err
		})
		if err == nil && names == nil {
			err = fmt.Errorf("there is no file in the folder %s", name)
		}
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?["):
		if names, err = filepath.Glob(name); err == nil && names == nil {
			err = fmt.Errorf("no file fits the pattern %s; * stands for any part of one name", name)
		}
	default:
		names, err = []string{name}, nil // where it is missing, the reading says so
	}
	var out []map[string]any
	for _, name := range names {
		one := maps.Clone(settings)
		one["path"] = name
		for _, folder := range strings.Split(filepath.ToSlash(filepath.Dir(name)), "/") {
			if key, value, ok := strings.Cut(folder, "="); ok {
				partition(one, key, value)
			}
		}
		out = append(out, one)
	}
	return out, err
}

// partition makes constants of the cells of a column.
func partition(settings map[string]any, key, value string) {
	if plain, err := url.PathUnescape(value); err == nil {
		value = plain
	}
	columns, ok := settings["columns"].(map[string]any)
	if !ok {
		return
	}
	constants, _ := settings["constants"].(map[string]any)
	columns, constants = maps.Clone(columns), maps.Clone(constants)
	if constants == nil {
		constants = map[string]any{}
	}
	for cell, column := range columns {
		if column == key {
			delete(columns, cell)
			constants[cell] = value
		}
	}
	settings["columns"], settings["constants"] = columns, constants
}

// scan says how a database can read the file of a source; nil: it cannot.
func (s *Sources) scan(c *configured, files []ingest.File) *ingest.Scan {
	f, ok := c.kind.(*file)
	if !ok || f.File() == "" || len(f.variants) != 1 || !f.settings().isPlain() {
		return nil
	}
	body, err := ingest.OpenFile(f.File())
	if err != nil {
		return nil
	}
	defer body.Close()
	start := make([]byte, 4)
	if _, err := body.ReadAt(start, 0); err != nil || string(start) != "PAR1" { // packed in an archive
		return nil
	}
	t, err := f.settings().open(body)
	if err != nil {
		return nil
	}
	p, err := newPlan(f.settings(), t, f.aliases, map[string]int64{})
	if err != nil {
		return nil
	}
	scan := &ingest.Scan{Table: p.s.Table, Path: f.File(), File: files[0], Columns: t.names,
		Rows: func(only ingest.Only) iter.Seq2[ingest.Row, error] { return s.known(s.rows(c, p.s.Table, only)) }}
	number := -1
	for i := range p.cells {
		m := &p.cells[i]
		cell := ingest.ScanCell{Name: m.cell, Column: -1, Before: m.fixed}
		switch {
		case len(m.from) > 1 || m.sum || slices.Contains(m.from, recordNumber):
			return nil
		case len(m.from) == 1:
			cell.Column, cell.Before = m.from[0], ""
		}
		switch {
		case m.role == numberRole:
			if number = cell.Column; number < 0 {
				return nil
			}
			cell.Missing = append([]string{}, p.s.Missing...)
		case cell.Column < 0 && i == p.qualifier && m.fixed == "":
			cell.Before = "exact"
		case cell.Column < 0 && i == p.quoteAt && m.fixed == "":
			cell.Column, cell.Before = number, t.names[number]+": "
		case cell.Column >= 0 && (i != p.quoteAt || len(m.replace) > 0):
			cell.Rewrite = func(text string) (string, bool) {
				made := p.make(m, bytes.TrimSpace([]byte(text)))
				return made.text, made.wrong == "" && (m.role != platformRole || s.ids[made.text])
			}
		case m.role == platformRole && !s.ids[m.fixed]:
			return nil
		}
		scan.Cells = append(scan.Cells, cell)
	}
	return scan
}

// isPlain reports settings that leave every record of the file a row.
func (s *fileSettings) isPlain() bool {
	return s.Table == "observation" && s.Format == "parquet" && !s.isWide() && !s.Notes &&
		len(s.Keep)+len(s.Drop)+len(s.Add) == 0 && s.EstimatesUntil == "" && s.Multiplier == 1
}
