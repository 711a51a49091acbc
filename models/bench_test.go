package models_test

import (
	"context"
	"testing"

	"headstart/models"
	"headstart/transform"
)

// BenchmarkRun is the whole models stage of a default run on the shipped data.
func BenchmarkRun(b *testing.B) {
	db := load(b, files(b))
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := models.Run(context.Background(), db, models.Defaults()); err != nil {
			b.Fatal(err)
		}
	}
}
