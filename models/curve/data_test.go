package curve

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// table reads a data set of testdata, by column; a column that is not of
// numbers is left out.
//
// bass_*: adopters per year, as in Srinivasan and Mason (1986);
// growth_wechat_mau_q: a numeric fixture in the manner of WeChat's monthly
// users, in millions; not evidence.
func table(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	return read(t, "testdata/"+name+".csv")
}

// outside reads a reference data set that is not shipped.
func outside(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	folder := os.Getenv("HEADSTART_REFERENCE")
	if folder == "" {
		t.Skip("HEADSTART_REFERENCE names no folder of reference data; " + name + ".csv is needed")
	}
	return read(t, filepath.Join(folder, "data", name+".csv"))
}

func read(t testing.TB, path string) map[string][]float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := make(map[string][]float64)
	for j, name := range records[0] {
		for _, record := range records[1:] {
			if v, err := strconv.ParseFloat(record[j], 64); err == nil {
				columns[name] = append(columns[name], v)
			}
		}
	}
	return columns
}

// near checks a value within a share of the wanted one.
func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
