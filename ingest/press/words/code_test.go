package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// codeStrings returns the string and character literals of the rooms that read
// words, by file.
func codeStrings(t *testing.T) map[string][]string {
	out := map[string][]string{}
	for _, room := range []string{".", "../numbers", "../dates", "../claims", ".."} {
		files, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && (l.Kind == token.STRING || l.Kind == token.CHAR) {
					if s, err := strconv.Unquote(l.Value); err == nil {
						out[name] = append(out[name], s)
					}
				}
				return true
			})
		}
	}
	return out
}
