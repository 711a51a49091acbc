package main

import (
	"bytes"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/data"
)

// The same inputs give the same bytes, whatever the folder, the number of
// processors and the run before.
func TestLongSameInputsSameBytes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := writePackage(filepath.Join(dir, "package")); err != nil {
		t.Fatal(err)
	}
	out := shippedRun(t)
	want := filesOf(t, filepath.Join(out, "latest"))
	if len(want) < 60 {
		t.Fatalf("a run has only %d files", len(want))
	}
	for _, c := range []struct {
		name, out string
		env       []string
		args      []string
	}{
		{name: "one processor", out: "out", env: []string{"GOMAXPROCS=1"}},
		{name: "forced over the same run, four processors, another source, language and time zone", out: "out",
			env: []string{"GOMAXPROCS=4", "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8"}, args: []string{"--force", "--data", "package"}},
	} {
		args := append([]string{"run", "--quiet", "--out", c.out}, c.args...)
		if out, err := command(t, dir, c.env, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, out)
		}
		got := filesOf(t, filepath.Join(dir, c.out, "latest"))
		if names, wanted := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(names, wanted) {
			t.Errorf("%s: files are %v, want %v", c.name, names, wanted)
		}
		for name, content := range want {
			if name != "manifest.json" && name != "views.sql" && !bytes.Equal(got[name], content) {
				t.Errorf("%s: %s has other bytes", c.name, name)
			}
		}
	}
	// views.sql names the folder of its run; the manifest has times.
	// What names the machine or the day would differ elsewhere or tomorrow.
	// Days that the data state, such as that of a registration, may stand there.
	today := time.Now().UTC()
	stated := map[string]bool{}
	registered, err := fs.ReadFile(data.FS, "hypotheses.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []time.Time{today, today.AddDate(0, 0, -1)} {
		for _, form := range []string{time.DateOnly, "2 January 2006"} {
			stated[day.Format(form)] = bytes.Contains(registered, []byte(day.Format(time.DateOnly)))
		}
	}
	for name, content := range want {
		if name == "manifest.json" || name == "views.sql" || strings.HasSuffix(name, ".png") {
			continue
		}
		for _, text := range []string{dir, filepath.Dir(out), "/home/", "/root/",
			today.Format(time.DateOnly), today.AddDate(0, 0, -1).Format(time.DateOnly), today.Format("2 January 2006")} {
			if !stated[text] && bytes.Contains(content, []byte(text)) {
				t.Errorf("%s contains %q", name, text)
			}
		}
	}
}
