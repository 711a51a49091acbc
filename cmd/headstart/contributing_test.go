package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every place that the table of CONTRIBUTING names is there.
func TestPlacesOfContributing(t *testing.T) {
	text, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		rows++
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(line, -1) {
			place := regexp.MustCompile(`<[a-z_]+>`).ReplaceAllString(m[1], "*")
			if target, ok := strings.CutPrefix(place, "make "); ok {
				if !regexp.MustCompile("(?m)^" + target + ":").Match(makefile) {
					t.Errorf("there is no target %s", m[0])
				}
			} else if strings.Contains(place, "/") {
				if found, _ := filepath.Glob("../../" + place); len(found) == 0 {
					t.Errorf("there is no %s", m[0])
				}
			}
		}
	}
	if rows < 10 {
		t.Errorf("the table has %d rows", rows)
	}
}

// A verb is a file of its name, which makes the command, and one line in
// main.go; a script of its name tries it.
func TestVerbsAreFiles(t *testing.T) {
	root, _ := newRoot()
	for _, c := range root.Commands() {
		name := c.Name()
		if name == "help" || name == "completion" {
			continue
		}
		text, err := os.ReadFile(name + ".go")
		if err != nil || !regexp.MustCompile(`(?m)^func new(?i:`+name+`)Command\(`).Match(text) {
			t.Errorf("%s.go does not make the verb %s: %v", name, name, err)
		}
		scripts, _ := filepath.Glob("testdata/" + name + "*")
		if len(scripts) == 0 {
			t.Errorf("no script in testdata tries the verb %s", name)
		}
	}
}

// A model is a room of its own, with its relations in sql, and one line in
// models.go.
func TestModelsAreRooms(t *testing.T) {
	text, err := os.ReadFile("../../models/models.go")
	if err != nil {
		t.Fatal(err)
	}
	rooms, err := filepath.Glob("../../models/*/sql")
	if err != nil || len(rooms) == 0 {
		t.Fatal("there are no rooms")
	}
	for _, room := range rooms {
		name := filepath.Base(filepath.Dir(room))
		if len(regexp.MustCompile(`\b`+name+`\.Run\b`).FindAll(text, -1)) != 1 {
			t.Errorf("models.go does not run the room %s once", name)
		}
	}
}

// docs/dependencies.md has a line for every library of go.mod, and none for
// another.
func TestDependenciesAreListed(t *testing.T) {
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var used, listed []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(module), -1) {
		used = append(used, m[1])
	}
	for _, line := range strings.Split(string(docs), "\n") {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| `"), " | ")
		for _, name := range strings.Split(strings.TrimSuffix(cell, "`"), "`, `") {
			if strings.HasPrefix(line, "| `") && strings.Contains(name, "/") {
				listed = append(listed, name)
			}
		}
	}
	for _, name := range used {
		if !slices.Contains(listed, name) {
			t.Errorf("docs/dependencies.md has no line for %s", name)
		}
	}
	for _, name := range listed {
		if !strings.Contains(string(module), "\t"+name) {
			t.Errorf("docs/dependencies.md lists %s, which go.mod does not", name)
		}
	}
}
