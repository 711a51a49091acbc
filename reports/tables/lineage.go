package tables

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"os"

	"headstart/transform"
)

// The events of OpenLineage 2-0-2 that a run consists of, as far as headstart
// writes them: https://openlineage.io/spec/2-0-2/OpenLineage.json.
type (
	event struct {
		EventType string    `json:"eventType"`
		EventTime string    `json:"eventTime"`
		Run       eventRun  `json:"run"`
		Job       named     `json:"job"`
		Inputs    []dataset `json:"inputs"`
		Outputs   []dataset `json:"outputs"`
		Producer  string    `json:"producer"`
		SchemaURL string    `json:"schemaURL"`
	}
	eventRun struct {
		RunID string `json:"runId"`
	}
	named struct {
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	}
	dataset struct {
		named
		Facets       map[string]facet `json:"facets"`
		OutputFacets map[string]facet `json:"outputFacets,omitempty"`
	}
	facet map[string]any
)

const openLineage = "https://openlineage.io/spec/"

// writeLineage writes lineage.ndjson: the run as two events of OpenLineage,
// START and COMPLETE, that name the files it read and the tables it wrote, with
// their hashes. A run has no clock, so both have the day of its newest source.
func writeLineage(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest, tables []tableFile) error {
	days, err := transform.Collect(ctx, db, "select coalesce(cast(max(published_on_start) as varchar), '1970-01-01') from source", func(day *string) []any { return []any{day} })
	if err != nil {
		return err
	}
	producer := "urn:headstart:" + url.PathEscape(m.Version)
	newFacet := func(version, name string, with facet) facet {
		with["_producer"] = producer
		with["_schemaURL"] = openLineage + "facets/" + version + "/" + name + ".json#/$defs/" + name
		return with
	}
	version := func(hash string) facet {
		return newFacet("1-0-1", "DatasetVersionDatasetFacet", facet{"datasetVersion": "sha256:" + hash})
	}
	inputs, outputs := []dataset{}, []dataset{}
	for _, in := range m.Inputs {
		inputs = append(inputs, dataset{named: named{"headstart", "inputs/" + in.Name}, Facets: map[string]facet{"version": version(in.SHA256)}})
	}
	for _, t := range tables {
		var fields []facet
		for _, c := range t.Columns {
			fields = append(fields, facet{"name": c.Name, "type": c.Type, "description": c.Description})
		}
		outputs = append(outputs, dataset{named{"headstart", "tables/" + t.Name}, map[string]facet{
			"version":       version(t.SHA256),
			"schema":        newFacet("1-2-0", "SchemaDatasetFacet", facet{"fields": fields}),
			"documentation": newFacet("1-1-0", "DocumentationDatasetFacet", facet{"description": t.Comment}),
		}, map[string]facet{
			"outputStatistics": newFacet("1-0-2", "OutputStatisticsOutputDatasetFacet", facet{"rowCount": t.Rows, "size": t.Bytes}),
		}})
	}
	id := sha256.Sum256([]byte("headstart run " + m.Run))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of version 8, RFC 9562
	var lines bytes.Buffer
	for _, e := range []event{{EventType: "START", Outputs: []dataset{}}, {EventType: "COMPLETE", Outputs: outputs}} {
		e.EventTime, e.Inputs, e.Producer = days[0]+"T00:00:00Z", inputs, producer
		e.Run.RunID = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
		e.Job = named{"headstart", "run"}
		e.SchemaURL = openLineage + "2-0-2/OpenLineage.json#/$defs/RunEvent"
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	return root.WriteFile("lineage.ndjson", lines.Bytes(), 0o666)
}
