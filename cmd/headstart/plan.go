package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"headstart/reports"
)

// plan prints what the run would read, run and write, and does nothing of it.
// A run is reused as a whole or not at all, so the plan says what has changed
// since the one that the link points to.
func (r *runner) plan(w io.Writer) error {
	out := &outDir{path: r.config.Out, link: r.link}
	id := r.manifest.Run
	_, err := out.manifestOf(id)
	there := err == nil
	if err != nil && !r.force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the manifest of run %s: %w; use --force to make it again", id, err)
	}
	last := len(stages) - 1
	if r.until != "" {
		last = slices.Index(stages, r.until)
	}
	writes := last == len(stages)-1

	fmt.Fprintf(w, "run %s\n\nreads\n", id)
	total := int64(0)
	for _, f := range r.manifest.Inputs {
		total += f.Bytes
		fmt.Fprintf(w, "  %-32s %9d bytes  sha256 %.12s\n", cell(f.Name), f.Bytes, f.SHA256)
	}
	fmt.Fprintf(w, "  %s, %d bytes\n\nruns\n", count(len(r.manifest.Inputs), "file", "files"), total)
	if there && writes && !r.force {
		fmt.Fprintf(w, "  nothing: %s has the same data, configuration and version, so every stage is reused\n\nwrites\n  the link %s, if it points to another run\n", out.run(id), out.latest())
		return nil
	}
	why, err := r.reasons(out, there)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  %s\n  no stage is reused: %s\n\nwrites\n", strings.Join(stages[:last+1], ", "), strings.Join(why, "\n    "))
	if writes {
		fmt.Fprintf(w, "  %s\n  the link %s\n", out.run(id), out.latest())
	} else {
		fmt.Fprintf(w, "  nothing, because of --until %s\n", r.until)
	}
	return nil
}

// reasons says why the stages have to run; there is whether this run is in the
// folder already.
func (r *runner) reasons(out *outDir, there bool) ([]string, error) {
	switch {
	case there && r.force:
		return []string{"--force"}, nil
	case there:
		return []string{"--until keeps nothing, and takes nothing from the run that is there"}, nil
	}
	newest, err := findRun(out.path, out.link)
	if err != nil {
		return []string{"there is no run at " + out.latest() + " yet"}, nil
	}
	var now reports.Manifest // as it would be read
	text, err := r.manifest.JSON()
	if err == nil {
		err = json.Unmarshal(text, &now)
	}
	if err != nil {
		return nil, err
	}
	why := []string{"since run " + newest.manifest.Run}
	if was := newest.manifest.Version; was != now.Version {
		why = append(why, "version "+cell(was)+" → "+cell(now.Version))
	}
	for _, i := range compareInputs(newest.manifest.Inputs, now.Inputs) {
		why = append(why, "input "+cell(i.Name)+" "+i.Change)
	}
	for _, s := range compareSettings(newest.manifest.Configuration, now.Configuration) {
		why = append(why, "setting "+cell(s.Key)+": "+orDash(cell(s.Before))+" → "+orDash(cell(s.After)))
	}
	return why, nil
}
