package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const monthNames = `jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?`

// dayForms are the ways to write a day in full; groups y, m and d.
var dayForms = []*regexp.Regexp{
	regexp.MustCompile(`(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})`),
	regexp.MustCompile(`(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]`),
	regexp.MustCompile(`(?i)(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>` + monthNames + `),?\s+(?P<y>\d{4})`),
	regexp.MustCompile(`(?i)(?P<m>` + monthNames + `)\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})`),
}

// dayIn returns the first day that is written out in s and where; day is ""
// when there is none.
func dayIn(s string) (day string, start, end int) {
	for _, form := range dayForms {
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
			month = strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(part("m"))[:3])/3 + 1
		}
		d, _ := strconv.Atoi(part("d"))
		day := fmt.Sprintf("%s-%02d-%02d", part("y"), month, d)
		if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
			return day, m[0], m[1]
		}
	}
	return "", 0, 0
}

// isoDay returns the day of a date that a page gives for machines.
func isoDay(s string) string {
	if s = strings.TrimSpace(s); len(s) > 60 {
		return ""
	}
	day, _, _ := dayIn(s)
	return day
}

// How far down a date can be that is the document's own.
const (
	maxDateline = 25   // lines
	maxHead     = 8000 // bytes
)

var (
	// What may stand beside the date when the line is the date of the text.
	dateWords = regexp.MustCompile(`(?i)published|posted|updated|release[ds]?|date[ds]?|immediate|for|on|by|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|\d{1,2}:\d{2}(?::\d{2})?|\b[ap]\.?m\b\.?|\b(?:gmt|utc|est|edt|et|pst|pdt|pt|hkt|cst|jst|kst)\b|发布|發佈|时间|時間|日期|星期.|周.|来源|來源|입력|기사`)
	// A dateline: a place or an agency, the date, a dash or the like.
	placeBefore = regexp.MustCompile(`^[(]?(?:\p{Lu}[\p{L}.' -]*,?\s*){1,6}[,(–—-]?\s*$`)
	dashAfter   = regexp.MustCompile(`^\s*[)]?\s*(?:[-–—:]|/|\(|GLOBE|PR ?News|Business ?Wire|讯|訊|电|電|日电|消息)`)
)

// dateline returns the day that one of the first lines gives as that of the
// text: the line is nothing but the date, or begins the text as agencies do.
func dateline(text string) string {
	if len(text) > maxHead {
		text = text[:maxHead]
	}
	n := 0
	for l := range strings.SplitSeq(text, "\n") {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		if n++; n > maxDateline {
			break
		}
		day, start, end := dayIn(l)
		if day == "" {
			continue
		}
		before, after := l[:start], l[end:]
		rest := dateWords.ReplaceAllString(before+" "+after, "")
		if strings.Trim(rest, " \t,.:;|/()[]-–—·+") == "" {
			return day
		}
		if len(before) < 60 && placeBefore.MatchString(before) && dashAfter.MatchString(after) {
			return day
		}
	}
	return ""
}
