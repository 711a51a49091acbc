package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/raw"

	"github.com/tidwall/gjson"
)

// maxBody is the longest answer, in bytes, that is read into memory.
const maxBody = 64 << 20

var webAddress = regexp.MustCompile(`^https?://[^ ]+$`)

// readBody reads a whole answer, without a byte order mark.
func readBody(body io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxBody {
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxBody)
	}
	return bytes.TrimPrefix(b, byteOrderMark), nil
}

var byteOrderMark = []byte("\ufeff")

// wrongStatus says what is wrong with an answer by its status alone; nil for
// 200. What may pass by itself is worth asking again.
func wrongStatus(status int, body []byte) error {
	switch {
	case status == 200:
		return nil
	case status == 408, status == 425, status == 429, status >= 500:
		return again("the host says: %s", excerpt(body))
	}
	return fmt.Errorf("the host says: %s", excerpt(body))
}

// again is a fault that a second answer may not have.
func again(format string, args ...any) error {
	return &raw.Fault{Reason: fmt.Sprintf(format, args...), Again: true}
}

// isPage tells a web page from the data that was asked for.
func isPage(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, byteOrderMark), " \t\r\n"), []byte("<"))
}

// excerpt is the start of a body for a message.
func excerpt(body []byte) string {
	const most = 100
	cut := body[:min(len(body), 4*most)]
	s := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, string(cut))), " ")
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	if s == "" {
		return "no text"
	}
	return s
}

// unmarshal reads JSON into v. Its error names the key that is of another
// form than it was.
func unmarshal(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	var other *json.UnmarshalTypeError
	if errors.As(err, &other) {
		return fmt.Errorf("%s is a JSON %s", cmp.Or(strings.ToLower(other.Field), "it"), other.Value)
	}
	return err
}

// loose is a scalar of JSON as text: a string without its quotes, a number or
// truth value as written, null as "". Answers disagree with themselves on
// which of these a field is.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		*l = ""
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(l))
	case len(b) > 0 && (b[0] == '{' || b[0] == '['):
		return fmt.Errorf("%s where a single value belongs", excerpt(b))
	default:
		*l = loose(b)
	}
	return nil
}

// filingRow yields the row of table source of a text that a company filed,
// and nothing for another record.
func filingRow(k Texter, rec raw.Record, company string) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		if text, ok := k.Text(rec); ok {
			yield(sourceRow(cells{"source_id": text.SourceID, "title": text.Title, "publisher": company, "kind": "company_filing",
				"published_on": text.Published, "url": rec.URL}), nil)
		}
	}
}

// slug is what a source_id and the name of a source look like.
var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugOf makes one source_id of several texts.
func slugOf(parts ...string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(strings.Join(parts, "-")), "-"), "-")
}

var baseAddress = regexp.MustCompile(`^https?://[^/ ?#]+(/[^ ?#]*)?$`)

// httpURL checks the setting of a base address, and is without a slash at the end.
func httpURL(key, setting, usual string) (string, error) {
	switch {
	case setting == "":
		return usual, nil
	case !baseAddress.MatchString(setting):
		return "", fmt.Errorf("%s must be an address, not %q; write %s: %s", key, setting, key, usual)
	}
	return strings.TrimRight(setting, "/"), nil
}

var isDay = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)

// dayRange checks the settings from and to; "" is open.
func dayRange(from, to string) error {
	for _, d := range []struct{ key, day string }{{"from", from}, {"to", to}} {
		if d.day != "" && !isDay.MatchString(d.day) {
			return fmt.Errorf("%s must be a day, not %q; write %s: 2018-09-30", d.key, d.day, d.key)
		}
	}
	if from != "" && to != "" && from > to {
		return fmt.Errorf("from %s is after to %s; swap them", from, to)
	}
	return nil
}

// wholeAnswer is the path of an answer that is itself a list.
const wholeAnswer = "@this"

// listAt returns the elements of the array at a path in an answer, such as
// results.bindings; none for null. That there is no array is an error.
func listAt(body []byte, path string) ([]gjson.Result, error) {
	if !json.Valid(body) {
		return nil, errors.New("the answer is not JSON, or only a part of it")
	}
	list := gjson.GetBytes(body, path)
	if !list.Exists() || !list.IsArray() && list.Type != gjson.Null {
		return nil, fmt.Errorf("the answer has no list at %s: %s", strings.ReplaceAll(path, wholeAnswer, "its root"), excerpt(body))
	}
	return list.Array(), nil
}
