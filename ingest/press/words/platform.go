// Package words cuts text into tokens and says what each one does.
package words

// A PlatformInfo is one that claims can be about.
type PlatformInfo struct {
	ID      string
	Name    string
	Aliases []string // other names, in any script
	Home    string   // code of the home market; "" unknown
	Owner   string   // "" unknown
}
