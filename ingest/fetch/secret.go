package fetch

import (
	"errors"
	"fmt"
	"net/url"
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
	value := strings.TrimSpace(s.opt.Getenv(req.Secret.Env))
	switch {
	case (req.Secret.Header == "") == (req.Secret.Query == ""):
		return secret{}, fmt.Errorf("%s: a credential goes either into a header field or into the address", brief(req.URL))
	case value == "":
		return secret{}, fmt.Errorf("%s wants a credential; set the environment variable %s to yours", brief(req.URL), req.Secret.Env)
	}
	return secret{req.Secret, value}, nil
}

// forms are the ways in which the value may be written.
func (s secret) forms() []string {
	return []string{s.value, url.QueryEscape(s.value), url.PathEscape(s.value)}
}

// in says whether a text gives the secret away.
func (s secret) in(text string) bool {
	if s.value == "" {
		return false
	}
	for _, f := range s.forms() {
		if strings.Contains(text, f) {
			return true
		}
	}
	return false
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
