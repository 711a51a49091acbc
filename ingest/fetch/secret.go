package fetch

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest/raw"
)

// secret is a credential with its value. The zero secret is none.
type secret struct {
	raw.Secret
	value string
}

func (s *session) secretOf(req raw.Request) (secret, error) {
	if req.Secret == (raw.Secret{}) {
		return secret{}, nil
	}
	value := strings.TrimSpace(os.Getenv(req.Secret.Env))
	switch {
	case (req.Secret.Header == "") == (req.Secret.Query == ""):
		return secret{}, fmt.Errorf("%s: a credential goes either into a header field or into the address", brief(req.URL))
	case value == "":
		return secret{}, fmt.Errorf("%s wants a credential; set the environment variable %s to yours", brief(req.URL), req.Secret.Env)
	}
	return secret{req.Secret, value}, nil
}

// forms are the ways in which the value may be written: as it is, escaped for
// an address, a page or JSON, in hexadecimal, and in Base64, alone or as a part
// of something longer.
func (s secret) forms() []string {
	quoted, _ := json.Marshal(s.value) // a text always can be
	forms := []string{s.value, url.QueryEscape(s.value), url.PathEscape(s.value), html.EscapeString(s.value), string(quoted[1 : len(quoted)-1]),
		hex.EncodeToString([]byte(s.value)), strings.ToUpper(hex.EncodeToString([]byte(s.value)))}
	for _, escaped := range []string{url.QueryEscape(s.value), url.PathEscape(s.value)} {
		forms = append(forms, percent.ReplaceAllStringFunc(escaped, strings.ToLower))
	}
	for _, form := range []string{"%%%02x", "%%%02X", "\\u%04x", "&#%d;", "&#x%x;"} { // of each character
		text := ""
		for _, b := range []byte(s.value) {
			text += fmt.Sprintf(form, b)
		}
		forms = append(forms, text)
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		forms = append(forms, encoding.EncodeToString([]byte(s.value)))
		// Three bytes are four characters, so there are three ways to stand in
		// a longer text. Characters that depend on what is around are left out.
		for before, first := range []int{0, 2, 3} {
			text := encoding.EncodeToString(append(make([]byte, before), s.value...))
			if (before+len(s.value))%3 != 0 {
				text = text[:len(text)-1]
			}
			if len(text)-first >= shortestForm {
				forms = append(forms, text[first:])
			}
		}
	}
	return forms
}

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// shortestForm is how many characters tell a part of Base64 from chance.
const shortestForm = 8

// in says whether a text gives the secret away.
func (s secret) in(text string) bool {
	return s.value != "" && slices.ContainsFunc(s.forms(), func(form string) bool { return strings.Contains(text, form) })
}

// clean returns text without the secret.
func (s secret) clean(text string) string {
	if s.value == "" {
		return text
	}
	for _, f := range s.forms() {
		text = strings.ReplaceAll(text, f, "(secret)")
	}
	return text
}

// cleanError returns err, or its text alone if err gives the secret away.
func (s secret) cleanError(err error) error {
	if s.in(err.Error()) {
		return errors.New(s.clean(err.Error()))
	}
	return err
}
