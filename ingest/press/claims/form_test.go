package claims

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every form that the code asks for is a row of forms.txt, and every row is
// asked for: a name that is written wrong would be a form that nothing has.
func TestFormNames(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	asked := map[string]bool{}
	for _, name := range files {
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.(?:form|is|all|seen)\("([^"]+)"`).FindAllStringSubmatch(string(code), -1) {
			asked[m[1]] = true
		}
	}
	for name := range forms().rows {
		if class, rewrites := strings.CutPrefix(name, "becomes "); rewrites {
			if name = "becomes "; !strings.Contains(becomes, class) {
				t.Errorf("no word becomes %s", class)
			}
		}
		if !asked[name] {
			t.Errorf("nothing asks for the form %q", name)
		}
	}
	for name := range asked {
		if forms().rows[name] == nil && name != "becomes " {
			t.Errorf("there is no form %q", name)
		}
	}
}
