package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// The bar says what is at work, and leaves nothing behind.
func TestBar(t *testing.T) {
	var screen bytes.Buffer
	b := &bar{w: &screen, what: "check"}
	out := b.over(&screen)
	b.draw(1400 * time.Millisecond)
	if got, want := screen.String(), "\r\x1b[K░░░░░░░████░░░░░░░░░ check 1 s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.at("models", 2, 4)
	b.draw(12 * time.Second)
	if got, want := screen.String(), "\r\x1b[K██████████░░░░░░░░░░ models 12 s"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want it to end in %q", got, want)
	}
	screen.Reset()
	if _, err := out.Write([]byte("a line\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write([]byte("another\n")); err != nil {
		t.Fatal(err)
	}
	if got, want := screen.String(), "\r\x1b[Ka line\nanother\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.end()
	if screen.Reset(); b.draw(13*time.Second) || screen.Len() > 0 {
		t.Errorf("it is drawn after its end: %q", screen.String())
	}
	if isTerminal(&screen) {
		t.Error("a buffer is no terminal")
	}
	var none *bar
	none.at("models", 1, 4)
	none.start("run")
	none.end()
	if none.over(&screen) != any(&screen) {
		t.Error("without a bar nothing is between")
	}
}
