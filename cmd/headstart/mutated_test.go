package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// extremes are cells at the ends of what a column may hold, and beyond.
var extremes = []string{"", "0", "1", "-1", "0.5", "1e308", "NaN", "Infinity", "7999999999", "9223372036854775807", "9223372036854775808",
	"1900", "1900-01-01", "2100", "2100-12-31", "2012-02-29", "0001-01-01", "9999-12-31", "2018-Q4", "2018-13", "WLD", "XXX", "mau", "exact",
	"first_mover", "responder", "undecided", "launch", "shutdown", "wechat", "x", "\x00", "\xff", "a;b", "é\u202e", "<b>", strings.Repeat("9", 400)}

// mutate changes a table at random, as somebody does in haste or in malice:
// extreme cells, cells of other rows and columns, rows and cells that are lost,
// repeated or out of order, and many like one.
func mutate(f *table, random *rand.Rand) {
	if len(f.rows) == 0 || len(f.header) == 0 {
		return
	}
	row := func() []string { return f.rows[random.IntN(len(f.rows))] }
	column := random.IntN(len(f.header))
	switch random.IntN(10) {
	case 0, 1:
		row()[column] = extremes[random.IntN(len(extremes))]
	case 2: // in every row
		f.set(f.header[column], extremes[random.IntN(len(extremes))])
	case 3:
		row()[column] = row()[column]
	case 4:
		row()[column] = row()[random.IntN(len(f.header))]
	case 5:
		share := random.Float64()
		f.rows = slices.DeleteFunc(f.rows, func([]string) bool { return random.Float64() < share })
	case 6: // one row over and over, with a cell of its own
		for i := range 1 + random.IntN(300) {
			r := slices.Clone(row())
			r[column] = []string{fmt.Sprint(1900 + i%200), fmt.Sprintf("%d-%02d", 1990+i/12, 1+i%12), fmt.Sprint(r[column], "-", i), fmt.Sprint(1 << (i % 62))}[random.IntN(4)]
			f.rows = append(f.rows, r)
		}
	case 7:
		random.Shuffle(len(f.rows), func(i, j int) { f.rows[i], f.rows[j] = f.rows[j], f.rows[i] })
	case 8: // every number times the same
		for _, r := range f.rows {
			if digits := strings.Trim(r[column], "0123456789"); digits == "" && r[column] != "" {
				r[column] = (r[column] + "00000000")[:min(len(r[column])+8, 19)]
			}
		}
	case 9: // the columns of two rows change places
		a, b := row(), row()
		a[column], b[column] = b[column], a[column]
	}
}

// FuzzPackage runs a package with random changes from end to end. It gives a
// report, or an error about the data that names the place: no panic, nothing
// without an end, and no fault of a model or a chart.
func FuzzPackage(f *testing.F) {
	for seed := range soak(f, 2) {
		f.Add(uint64(seed))
	}
	whole := f.TempDir()
	if err := writeSmall(whole); err != nil {
		f.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(whole, "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		dir := t.TempDir()
		if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(seed, 5))
		for range 1 + random.IntN(8) {
			path := filepath.Join(dir, "data", filepath.Base(files[random.IntN(len(files))]))
			changeTable(t, path, func(f *table) { mutate(f, random) })
		}
		cmd := command(t, dir, quick, "run", "--quiet", "--data", "data")
		text, err := cmd.CombinedOutput()
		if used := cmd.ProcessState.UserTime(); used > 10*time.Second {
			t.Logf("%v of processor time", used)
		}
		if code := cmd.ProcessState.ExitCode(); code != exitDone && code != exitNo {
			t.Fatalf("exit status %d: %v\n%.4000s", code, err, text)
		}
		if fault := regexp.MustCompile(`panic|goroutine|headstart: (transform|models|reports|tables)`).Find(text); err != nil && fault != nil {
			t.Errorf("%s: %.4000s", fault, text)
		}
	})
}

// changeTable changes a CSV file in place; one that cannot be read is left.
func changeTable(t testing.TB, path string, change func(*table)) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return
	}
	f := &table{all[0], all[1:]}
	change(f)
	var out bytes.Buffer
	if err := errors.Join(csv.NewWriter(&out).WriteAll(append([][]string{f.header}, f.rows...)), os.WriteFile(path, out.Bytes(), 0o666)); err != nil {
		t.Fatal(err)
	}
}
