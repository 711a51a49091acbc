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

// openLineage has the schemas of the events and facets that a run consists of, as
// far as headstart writes them: openLineage + "2-0-2/OpenLineage.json".
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
	newFacet := func(version, name string, with object) object {
		with["_producer"] = producer
		with["_schemaURL"] = openLineage + "facets/" + version + "/" + name + ".json#/$defs/" + name
		return with
	}
	version := func(hash string) object {
		return newFacet("1-0-1", "DatasetVersionDatasetFacet", object{"datasetVersion": "sha256:" + hash})
	}
	inputs, outputs := []object{}, []object{}
	for _, in := range m.Inputs {
		inputs = append(inputs, object{"namespace": "headstart", "name": "inputs/" + in.Name, "facets": object{"version": version(in.SHA256)}})
	}
	for _, t := range tables {
		var fields []object
		for _, c := range t.Columns {
			fields = append(fields, object{"name": c.Name, "type": c.Type, "description": c.Description})
		}
		outputs = append(outputs, object{"namespace": "headstart", "name": "tables/" + t.Name, "facets": object{
			"version":       version(t.SHA256),
			"schema":        newFacet("1-2-0", "SchemaDatasetFacet", object{"fields": fields}),
			"documentation": newFacet("1-1-0", "DocumentationDatasetFacet", object{"description": t.Comment}),
		}, "outputFacets": object{
			"outputStatistics": newFacet("1-0-2", "OutputStatisticsOutputDatasetFacet", object{"rowCount": t.Rows, "size": t.Bytes}),
		}})
	}
	id := sha256.Sum256([]byte("headstart run " + m.Run))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of version 8, RFC 9562
	var lines bytes.Buffer
	for _, written := range [][]object{{}, outputs} {
		kind := "START"
		if lines.Len() > 0 {
			kind = "COMPLETE"
		}
		line, err := json.Marshal(object{"eventType": kind, "eventTime": days[0] + "T00:00:00Z", "inputs": inputs, "outputs": written, "producer": producer,
			"run": object{"runId": fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])},
			"job": object{"namespace": "headstart", "name": "run"}, "schemaURL": openLineage + "2-0-2/OpenLineage.json#/$defs/RunEvent"})
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	return root.WriteFile("lineage.ndjson", lines.Bytes(), 0o666)
}
