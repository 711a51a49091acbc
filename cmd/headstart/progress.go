package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// bar is the line of a terminal that shows a call of more than a second at
// work. What is printed meanwhile goes through it and takes its place.
type bar struct {
	mu    sync.Mutex
	w     io.Writer // the terminal
	what  string    // is at work
	done  int       // parts
	of    int       // all parts; 0 is not known
	drawn bool
	ended bool
}

// The bar waits for barAfter, and is drawn again every barEvery.
const (
	barAfter = time.Second
	barEvery = 200 * time.Millisecond
	barCells = 20
)

// isTerminal reports a place that shows a line written over another.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// start draws the bar from a second after on until it is over. A nil bar
// shows nothing.
func (b *bar) start(what string) {
	if b == nil {
		return
	}
	b.at(what, 0, 0)
	begun := time.Now()
	go func() {
		time.Sleep(barAfter)
		for ; b.draw(time.Since(begun)); time.Sleep(barEvery) {
		}
	}()
}

// at says which part is at work, and how many of all are done.
func (b *bar) at(what string, done, of int) {
	if b != nil {
		b.mu.Lock()
		b.what, b.done, b.of = what, done, of
		b.mu.Unlock()
	}
}

// draw writes the line over the one before: parts that are done, or a block
// that moves where these are not known. It reports whether the call goes on.
func (b *bar) draw(spent time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return false
	}
	cells := []rune(strings.Repeat("░", barCells))
	from, to := int(spent/barEvery)%(barCells-3), 0
	if to = from + 4; b.of > 0 {
		from, to = 0, barCells*b.done/b.of
	}
	for i := from; i < to; i++ {
		cells[i] = '█'
	}
	b.drawn = true
	fmt.Fprintf(b.w, "\r\x1b[K%s %s %d s", string(cells), b.what, int(spent.Seconds()))
	return true
}

// clear takes the line away, for good where the call has ended. The caller holds
// the lock.
func (b *bar) clear(ended bool) {
	if b.drawn {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
	b.drawn, b.ended = false, b.ended || ended
}

func (b *bar) end() {
	if b != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.clear(true)
	}
}

// over returns w with the bar out of the way of what is written to it.
func (b *bar) over(w io.Writer) io.Writer {
	if b == nil {
		return w
	}
	return writerFunc(func(p []byte) (int, error) {
		b.mu.Lock() // the bar is not drawn into what is written
		defer b.mu.Unlock()
		b.clear(false)
		return w.Write(p)
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
