package source

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

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

// isPage tells a web page from the data that was asked for.
func isPage(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, byteOrderMark), " \t\r\n"), []byte("<"))
}

// parsed reads an answer in JSON, that has what kinds look for at a path. It
// fails for one that may be well another time: a part of an answer, or a page
// of excuses.
func parsed(body []byte, path string) (gjson.Result, error) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	switch found := gjson.ParseBytes(body); {
	case !gjson.ValidBytes(body):
		return found, raw.Fault("the answer is not JSON, or only a part of it")
	case !found.Get(path).Exists() || found.Get(path).Type == gjson.Number:
		return found, fmt.Errorf("the answer has no %s", path)
	default:
		return found, nil
	}
}

// wholeAnswer is the path of an answer that is itself what kinds look for.
const wholeAnswer = "@this"

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
