package main

import (
	"bytes"
	"encoding/csv"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// The folder hub of a run is a hub of the hubverse: each row of its model
// outputs is one that tasks.json allows, with all levels of its output type, and
// tasks.json has what version 6.0.0 of their schema requires. (Their schema is
// not kept here; docs/methods.md says what was validated with it.)
func TestHub(t *testing.T) {
	t.Parallel()
	files := filesOf(t, filepath.Join(shippedRun(t), "latest"))
	config := gjson.ParseBytes(files["hub/hub-config/tasks.json"])
	round := config.Get("rounds.0")
	if !config.Get("schema_version").Exists() || round.Get("round_id").String() != "origin_date" || !round.Get("round_id_from_variable").Bool() {
		t.Fatalf("tasks.json is %s", config)
	}
	allowed := func(task gjson.Result, column, value string) bool {
		for _, v := range task.Get("task_ids." + column + ".optional").Array() {
			if v.String() == value {
				return true
			}
		}
		return false
	}
	outputs := 0
	for name, text := range files {
		if !strings.HasPrefix(name, "hub/model-output/") {
			continue
		}
		outputs++
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if head := strings.Join(rows[0], " "); head != "origin_date target horizon target_end_date location output_type output_type_id value" {
			t.Errorf("%s: columns are %s", name, head)
		}
		model := strings.Split(name, "/")[2]
		if want := "hub/model-output/" + model + "/" + rows[1][0] + "-" + model + ".csv"; name != want {
			t.Errorf("%s should be %s", name, want)
		}
		values, ids := map[string][]float64{}, map[string][]string{}
		for _, r := range rows[1:] {
			fits := 0
			for _, task := range round.Get("model_tasks").Array() {
				levels := task.Get("output_type." + r[5] + ".output_type_id.required")
				if allowed(task, "origin_date", r[0]) && allowed(task, "target", r[1]) && allowed(task, "horizon", r[2]) &&
					allowed(task, "target_end_date", r[3]) && allowed(task, "location", r[4]) && levels.Exists() {
					fits++
					task := strings.Join(r[:6], ",") + ";" + strings.Trim(strings.ReplaceAll(levels.Raw, `"`, ""), "[]")
					v, err := strconv.ParseFloat(r[7], 64)
					if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
						t.Errorf("%s: value %q", name, r[7])
					}
					values[task], ids[task] = append(values[task], v), append(ids[task], r[6])
				}
			}
			if fits != 1 {
				t.Errorf("%s: %v fits %d tasks", name, r, fits)
			}
		}
		for task, got := range ids {
			_, want, _ := strings.Cut(task, ";")
			want = strings.ReplaceAll(want, " ", "")
			if want == "null" {
				want = "NA"
			}
			if strings.Join(got, ",") != want {
				t.Errorf("%s: %s has the levels %v", name, task, got)
			}
			for k, v := range values[task][1:] {
				if want[0] == '0' && v < values[task][k] {
					t.Errorf("%s: %s: quantiles fall: %v", name, task, values[task])
				}
			}
			if want == "first_mover,responder" && math.Abs(values[task][0]+values[task][1]-1) > 1e-9 {
				t.Errorf("%s: %s: probabilities are %v", name, task, values[task])
			}
		}
	}
	if outputs < 8 {
		t.Errorf("the hub has %d model outputs", outputs)
	}
}
