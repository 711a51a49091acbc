// Package raw keeps what comes from the network as raw bytes, so that a run
// never needs the network: each body under its SHA-256, a record beside it that
// says where it came from, and a lock file that names the records a run reads.
//
//	ab/ab12…            a body, as it came (gzip of the transfer undone)
//	ab/ab12…-9c31….json a record of that body, named after its own hash too
//	raw.lock.json       for each source, the records that a run reads
//
// Bodies and records never change once they are written; only the lock does.
// [Open] reads such a folder, [OpenRoot] writes to it. Nothing here touches
// the network.
package raw

// Request is one thing to ask of a source, always with GET.
type Request struct {
	// Source is the name that the configuration gives the source, and Kind
	// what it is: owid, edgar, …
	Source, Kind string
	// URL is asked for, without any credential in it.
	URL string
	// Header has further header fields, such as Accept.
	Header map[string]string
	// Secret is the credential that goes with the request, if there is one.
	Secret Secret
	// About is what the kind wants to know again when it reads the body, such
	// as role, title or day of publication. It is kept in the record.
	About map[string]string
}

// Secret is a credential that an environment variable holds. It goes to the
// host of its request and nowhere else, and is in no record, error or message.
// The zero Secret is none.
type Secret struct {
	Env    string `yaml:"env,omitempty,flow"`    // name of the variable
	Header string `yaml:"header,omitempty,flow"` // header field that carries it, such as Authorization, or
	Query  string `yaml:"query,omitempty,flow"`  // the parameter of the URL that does
	Prefix string `yaml:"prefix,omitempty,flow"` // goes before the value, such as "Bearer "
}

// Record says where a body came from. Its JSON is beside the body.
type Record struct {
	Source    string            `json:"source"`
	Kind      string            `json:"kind"`
	URL       string            `json:"url"`                 // as asked for
	FinalURL  string            `json:"final_url"`           // after redirects
	Redirects []string          `json:"redirects,omitempty"` // every address after URL, FinalURL the last
	Status    int               `json:"status"`              // of HTTP
	Header    map[string]string `json:"header,omitempty"`    // content-type, date, etag, last-modified; names in lower case
	FetchedAt string            `json:"fetched_at"`          // RFC 3339 in UTC, when these bytes first came
	SHA256    string            `json:"sha256"`              // of the body, 64 hexadecimal digits
	Bytes     int64             `json:"bytes"`               // length of the body
	About     map[string]string `json:"about,omitempty"`     // of the Request
}

// Fault says what is wrong with an answer that may be well when it is asked for
// again a little later. Any other error is final for its request.
type Fault string

func (f Fault) Error() string { return string(f) }
