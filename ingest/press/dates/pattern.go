package dates

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"headstart/ingest/press/words"
)

//go:embed patterns.txt
var patternFile string

// pattern is one way to write a date.
type pattern struct {
	kind string
	year string         // where it comes from: written, of, latest or over
	form *regexp.Regexp // the date is its first group
}

var patterns = sync.OnceValue(func() (out []pattern) {
	for line := range strings.Lines(patternFile) {
		f := append(strings.Fields(line), "", "", "")
		if f[0] != "" && f[0] != "#" {
			out = append(out, pattern{f[0], f[1], regexp.MustCompile("^(" + f[2] + ")(?:" + f[3] + ")")})
		}
	}
	return out
})

// begins are the classes that a date can begin with.
var begins = words.SetOf("yd9kolRQKFHWeXY3h")

// A look is at a string of classes, for any date or for days and months with
// their year; a hit is the pattern that matches, and how far, 0 if none does.
type (
	look struct {
		classes string
		written bool
	}
	hit struct {
		pattern
		n int
	}
)

// within are the classes that can be in a date; a pattern looks one further.
var within = words.SetOf("yd9kolRQKFHWeXYABCEIhV_,=vc")

// The same few strings of classes come again and again in a text, so what they
// match is kept: for so many letters, and so many strings.
const (
	window  = 24
	maxHits = 10_000
)

// first returns the first pattern that matches.
func (r *Reader) first(classes string, written bool) hit {
	n := 0
	for n < min(len(classes), window) && within.Has(words.Class(classes[n])) {
		n++
	}
	l := look{classes[:min(len(classes), n+1)], written}
	h, ok := r.hits[l]
	if ok {
		return h
	}
	for _, p := range patterns() {
		if m := p.form.FindStringSubmatchIndex(l.classes); m != nil && (!written || p.year == "written" && (p.kind == "day" || p.kind == "month")) {
			h = hit{p, m[3]}
			break
		}
	}
	if r.hits == nil || len(r.hits) > maxHits {
		r.hits = map[look]hit{}
	}
	l.classes = strings.Clone(l.classes)
	r.hits[l] = h
	return h
}
