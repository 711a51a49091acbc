package document

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed dateline.txt
var datelineFile string

// monthNames are the beginnings of the names of months in a dateline.
const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec"

// datelines are the lines of dateline.txt as patterns: BESIDE and DAY stand for
// the parts that it gives before them.
var datelines = sync.OnceValue(func() (out []*regexp.Regexp) {
	parts := []string{"MONTH", "(?:" + strings.ReplaceAll(monthNames, " ", "|") + `)[a-z]*\.?`}
	for l := range strings.Lines(datelineFile) {
		kind, form, _ := strings.Cut(strings.TrimSpace(l), " ")
		form = strings.NewReplacer(parts...).Replace(form)
		switch kind {
		case "#", "":
		case "line":
			out = append(out, regexp.MustCompile("(?i)^"+form))
		default:
			parts = append(parts, kind, "(?:"+form+")")
		}
	}
	return out
})

// dateline returns the day that one of the first lines gives as that of the
// text: the line is nothing but the date, or begins the text as agencies do.
func dateline(text string) string {
	for i, l := range slices.Collect(strings.SplitSeq(text[:min(len(text), 8000)], "\n")) {
		if l = strings.TrimSpace(l); i > 50 || len(l) > 500 {
			continue
		}
		for _, form := range datelines() {
			m := form.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			part := func(name string) string { return m[form.SubexpIndex(name)] }
			month, err := strconv.Atoi(part("m"))
			if err != nil {
				month = strings.Index(monthNames, strings.ToLower(part("m"))[:3])/4 + 1
			}
			d, _ := strconv.Atoi(part("d"))
			day := fmt.Sprintf("%s-%02d-%02d", part("y"), month, d)
			if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
				return day
			}
		}
	}
	return ""
}
