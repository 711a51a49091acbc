package main

import (
	"bytes"
	"errors"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headstart/ingest/source"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/pflag"
)

// The scripts of sources go all the way: fetch from a host whose address
// stands for SITE in *.yaml and that answers from the folder site, then run
// without it. Beside the commands of all scripts they have: offline, which shuts the
// host down; same DIR DIR, which compares two runs but for manifest.json;
// bytes FILE TEXT, which writes TEXT, with escapes of Go, to the file that the
// pattern FILE matches.
func TestSourceScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/sources",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HEADSTART_ALLOW_HOSTS", "127.0.0.1")
			srv := httptest.NewServer(site(filepath.Join(env.WorkDir, "site")))
			env.Defer(srv.Close)
			env.Values["host"] = srv
			files, err := filepath.Glob(filepath.Join(env.WorkDir, "*.yaml"))
			for _, file := range files {
				text, rerr := os.ReadFile(file)
				err = errors.Join(err, rerr, os.WriteFile(file, bytes.ReplaceAll(text, []byte("SITE"), []byte(srv.URL)), 0o666))
			}
			return err
		},
		Cmds: with(map[string]func(*testscript.TestScript, bool, []string){
			"offline": func(ts *testscript.TestScript, _ bool, _ []string) { ts.Value("host").(*httptest.Server).Close() },
			"same": func(ts *testscript.TestScript, _ bool, args []string) {
				a, b := filesOf(t, ts.MkAbs(args[0])), filesOf(t, ts.MkAbs(args[1]))
				for _, name := range []string{"manifest.json", "views.sql"} { // times, and where the tables are
					delete(a, name)
					delete(b, name)
				}
				if len(a) == 0 || !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) {
					ts.Fatalf("%s has %d files and %s %d, or others", args[0], len(a), args[1], len(b))
				}
				for name := range a {
					if !bytes.Equal(a[name], b[name]) {
						ts.Fatalf("%s differs", name)
					}
				}
			},
			"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
				found, err := filepath.Glob(ts.MkAbs(args[0]))
				ts.Check(err)
				if len(found) == 0 && !strings.Contains(args[0], "*") {
					found = []string{ts.MkAbs(args[0])}
				}
				if len(found) != 1 {
					ts.Fatalf("%s matches %v", args[0], found)
				}
				text, err := strconv.Unquote(`"` + args[1] + `"`)
				ts.Check(err)
				ts.Check(os.WriteFile(found[0], []byte(text), 0o666))
			},
		}),
	})
}

// Every configuration that docs/sources.md shows is one, and there is one for each
// kind.
func TestSourcesInDocs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), configFile)
	kinds := map[string]bool{}
	blocks := strings.Split(string(text), "```yaml\n")[1:]
	for i, block := range blocks {
		example, _, _ := strings.Cut(block, "```")
		if err := os.WriteFile(file, []byte(example), 0o666); err != nil {
			t.Fatal(err)
		}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		flags.String("config", file, "")
		c, err := loadConfig(flags)
		if err != nil || len(c.Sources) == 0 {
			t.Fatalf("example %d: %v\n%s", i+1, err, example)
		}
		for name, settings := range c.Sources {
			if _, err := source.New(name, settings, nil); err != nil {
				t.Errorf("example %d: %v", i+1, err)
			}
			kinds[settings["kind"].(string)] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(kinds)), source.Kinds(); !slices.Equal(got, want) {
		t.Errorf("examples are of the kinds %v, want %v", got, want)
	}
}
