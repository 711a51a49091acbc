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

// datelines are the forms of dateline.txt.
var datelines = sync.OnceValue(func() (d struct {
	months                []string
	forms                 []*regexp.Regexp
	beside, before, after *regexp.Regexp
}) {
	for l := range strings.Lines(datelineFile) {
		kind, form, _ := strings.Cut(strings.TrimSpace(l), " ")
		switch kind {
		case "months":
			d.months = strings.Fields(form)
		case "form":
			month := "(?:" + strings.Join(d.months, "|") + `)[a-z]*\.?`
			d.forms = append(d.forms, regexp.MustCompile(strings.Replace(form, "(?P<m>M)", "(?P<m>"+month+")", 1)))
		case "beside":
			d.beside = regexp.MustCompile(form)
		case "before":
			d.before = regexp.MustCompile(form)
		case "after":
			d.after = regexp.MustCompile(form)
		}
	}
	return d
})

// dayIn returns the first day that is written out in s and where; day is ""
// when there is none.
func dayIn(s string) (day string, start, end int) {
	for _, form := range datelines().forms {
		m := form.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		part := func(name string) string {
			i := form.SubexpIndex(name)
			return s[m[2*i]:m[2*i+1]]
		}
		month, err := strconv.Atoi(part("m"))
		if err != nil {
			month = slices.Index(datelines().months, strings.ToLower(part("m"))[:3]) + 1
		}
		d, _ := strconv.Atoi(part("d"))
		day := fmt.Sprintf("%s-%02d-%02d", part("y"), month, d)
		if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
			return day, m[0], m[1]
		}
	}
	return "", 0, 0
}

// dateline returns the day that one of the first lines gives as that of the
// text: the line is nothing but the date, or begins the text as agencies do.
func dateline(text string) string {
	n := 0
	for l := range strings.SplitSeq(text[:min(len(text), 8000)], "\n") {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if n++; n > 25 {
			break
		}
		day, start, end := dayIn(l)
		if day == "" {
			continue
		}
		before, after := l[:start], l[end:]
		rest := datelines().beside.ReplaceAllString(before+" "+after, "")
		if strings.Trim(rest, " \t,.:;|/()[]-–—·+") == "" || len(before) < 60 && datelines().before.MatchString(before) && datelines().after.MatchString(after) {
			return day
		}
	}
	return ""
}
