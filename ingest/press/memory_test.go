package press

import (
	"runtime"
	"testing"
)

// Memory that a text leaves in use while its claims are held is at most twenty
// times the text.
func TestMemory(t *testing.T) {
	text := longText(t, 1<<20)
	platforms := packagePlatforms(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	list, err := Extract(text, Options{Published: "2021-02-10", Platforms: platforms})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	t.Logf("%d claims of %d bytes hold %.1f times the text", len(list), len(text), held/float64(len(text)))
	if held > 20*float64(len(text)) {
		t.Errorf("%.0f bytes for a text of %d", held, len(text))
	}
	runtime.KeepAlive(list)
}
