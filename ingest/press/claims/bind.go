package claims

import (
	"cmp"
	"regexp"
	"slices"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// The binding rule.
//
// A figure belongs to the platform that its chunk, with what hangs on it, names
// as subject; one after a contrast is no subject. In a relative clause that is
// the token before it (in Korean and Japanese the noun behind it), and "we" is
// the platform whose company speaks. A chunk that names none takes the subject
// carried from before: that of the last figure of the sentence, else the one
// platform of the last sentence that named any. That holds only if that sentence
// was about it (it has a figure of it, or nothing before it may be the subject), no
// other name, listed or not, came since, and the chunk has no other subject: the
// market, the report, chat apps. "The company" is none where the firm behind the
// platform was named with it. A launch or an end takes a subject of another
// sentence only by a word that stands for it. Two candidates, or none: review. A
// figure is never a platform's because it is the only one at hand.
//
// Metric, date and place are the chunk's own, else carried within the sentence
// as metric, date and place say. A comparison is no better than its head.

// context is what the figures of a sentence carry to the next one.
type context struct {
	platform string
	end      int // of the token that named it, or of the last figure
	metric   string
	date     dates.Date
	place    string
	event    dates.Date // of a launch or a closure before
	seen     bool       // there was a figure
	listed   bool       // its place is also that of what is listed behind it
	bad      []reason   // against the last figure, and so against what takes its subject
	head     []reason   // all reasons against it: a comparison is no better
	value    float64    // of the last figure that is no comparison
	passed   bool       // it passed a mark
	start    bool       // the next one rose or fell from it
	behind   bool       // its date stands behind it
}

// subject returns the platform that a figure or an event belongs to; what goes
// to review has the one that it may be.
func (f *figure) subject() string {
	carried, stale := cmp.Or(f.ctx.platform, f.carried), f.ctx.platform == "" && (f.stale || f.named && !slices.ContainsFunc(f.own, isApp))
	likely := func() string { return append(values(f.reader.tokens, "P"), carried)[0] }
	switch {
	case f.relative && f.of.Class != words.Platform:
		return f.or(likely(), "a relative clause of "+f.words(*f.of), f.of)
	case f.relative:
		return f.of.Value
	}
	if z := find(f.own, "z"); z >= 0 && f.speaker != "" && f.own[z].Start < f.n.Start {
		return f.speaker
	}
	var found []string
	var name *words.Token // the first that is no platform
	several := len(values(f.tokens, "P")) > 1
	for i, t := range f.tokens {
		if several && t.Class == words.Platform && f.n.Class.In("TX") && f.is("rival of an event", f.tokens, i) {
			continue
		}
		switch owned := t.Class == words.Platform && f.isOwned(f.tokens, i); {
		case t.Class == words.Platform && !owned && !slices.Contains(found, t.Value):
			found = append(found, t.Value)
		case name == nil && (owned || t.Value == "owner" && comes(f.tokens[i+1:], "_", "vp", 3) || t.Class.In("@O") && !f.is("source", f.tokens, i)):
			name = &f.tokens[i]
		}
	}
	ahead, n := f.tokens[:max(0, at(f.tokens, f.own[0]))], at(f.own, f.n)
	if len(found) > 1 && f.is("in its turn", f.own, n) && f.form("both ahead", ahead, 0, 0) != nil { // the users of P and Q: P had N, Q had N
		if own := f.own[find(f.own, "P")].Value; slices.Contains(values(ahead, "P"), own) {
			found = []string{own}
		}
	}
	if p := find(f.own, "P"); len(found) > 1 && len(values(f.own, "P")) == 1 && isReferred(f.own[p]) { // of P and Q, the latter had N
		found = values(f.own, "P")
	}
	other, behind := "", false
	if len(found) == 0 {
		other, behind = f.elsewhere(name != nil)
	}
	switch {
	case len(found) == 1 && (name == nil || name.Class != words.Platform || name.Value == found[0]):
		return found[0]
	case len(found) > 0:
		return f.or(found[0], "several platforms", nil)
	case other != "":
		return other
	case behind:
		return f.or(carried, "the subject comes after the figure", nil)
	case name != nil && !(f.n.Class.In("TX") && hasAny(f.own[at(f.own, f.n):], "z")): // a company released it
		return f.or(likely(), "the subject is "+f.words(*name), name)
	case carried == "", stale:
		return f.or(likely(), "no platform", nil)
	}
	if why := f.bystander(); why != "" {
		return f.or(carried, why, nil)
	}
	all := f.reader.tokens
	for i, t := range all {
		between := t.Start >= f.ctx.end && t.Start < f.n.Start
		if between && isMarked(t) && !hasAny(all[max(0, i-1):min(i+2, len(all))], "a") && !f.is("said there", all, i) {
			return f.or(carried, "another name came since: "+f.words(t), &all[i])
		}
	}
	ranked := slices.IndexFunc(f.own[:max(0, at(f.own, f.n))], func(t words.Token) bool { return t.Class.In("#k") || t.Value == "another" })
	nation := withValue(f.own, "nation")
	foreign := nation >= 0 && withValue(f.own, "company") < 0 && !f.lex.IsOf(f.words(f.own[nation]), f.names.Home(carried)) // P1 is popular. The Chinese app had N
	switch {
	case f.ctx.platform != "":
	case f.form("other speaker", f.reader.tokens, 0, 0) != nil && hasAny(f.own, "z"): // "we had N," said X's founder
		return f.or(carried, "the speaker belongs to another company", nil)
	case f.part != "": // P's Status is popular. It had N
		return f.or(carried, "it may be of "+f.part, nil)
	case ranked >= 0: // P came second. The top app had N
		return f.or(carried, "it may be of another one: "+f.words(f.own[ranked]), nil)
	case foreign, nation >= 0 && f.changed: // P1 is Japanese. P2 came first. The Japanese app had N
		return f.or(carried, "two platforms could be meant", nil)
	}
	return carried
}

// bystander returns why a chunk that names no platform is not of the one before;
// "" if it may be.
func (f *figure) bystander() string {
	event := f.n.Class.In("TX")
	heard := f.own
	if event { // the app, launched on D, had
		heard = f.tokens
	}
	stands := slices.IndexFunc(heard, func(t words.Token) bool { return t.Class == words.Pronoun || t.Value == "app" })
	i := at(f.own, f.n)
	m := f.form("bystander", f.own, i, i+1)
	if m == nil && event {
		m = f.form("bystander of an event", f.own, i, i+1)
	}
	switch {
	case stands < 0 && m != nil:
		return "the subject is " + f.words(f.own[m[2]])
	case stands < 0 && event && f.ctx.platform == "" && f.n.Value != "since":
		return "nothing says what began or ended"
	case stands >= 0 && heard[stands].Value == "company" && f.firm && f.ctx.platform == "":
		return "two could be meant: " + f.words(heard[stands])
	}
	return ""
}

// elsewhere returns the subject of a chunk that names none, one ahead only for
// a pronoun and no name. behind is true where another one follows a figure that
// begins the sentence.
func (f *figure) elsewhere(named bool) (platform string, behind bool) {
	all := f.reader.tokens
	from := max(0, at(all, f.own[0]))
	to := min(from+len(f.own), len(all))
	if !named && hasAny(f.own, "z") && f.ctx.platform == "" {
		if m := f.form("subject ahead", all, from, to); m != nil && !f.isOwned(all[:from], m[2]) {
			return all[m[2]].Value, false
		}
	}
	ahead := f.own[0].Value == "ahead"
	if !ahead && !comes(f.own, "_", "TX", len(f.own)) {
		return "", false
	}
	m := f.form("subject behind", all, from, to)
	if m != nil && m[2] >= 0 {
		return all[m[2]].Value, false
	}
	return "", ahead && m != nil
}

// isOwned reports a platform that only modifies the noun that is meant. Who
// speaks is no subject.
func (r *reader) isOwned(tokens []words.Token, i int) bool {
	near, k := tokens[max(0, i-3):min(i+7, len(tokens))], min(i, 3)
	if r.inName(tokens[i]) {
		return true
	}
	r.look(near, k, k+1)
	return r.seen("owned") != nil || r.seen("called after") != nil || !hasAny(tokens, "S") && r.seen("owned by role") != nil
}

// How a name goes on behind a platform, and what it can begin with before.
var (
	nameBehind = regexp.MustCompile(`^ (?:\p{Lu}\p{L}+,? ){1,2}\p{Ll}`)
	nameBefore = regexp.MustCompile(`[\p{L}'’] \p{Lu}\p{L}* $`)
	plain      = regexp.MustCompile(`^ \p{Ll}`)
)

// inName reports a platform within the name of another thing, of which the words are in
// the lists but have capitals where others have none: Slack Connect had, The Daily
// Signal had.
func (r *reader) inName(platform words.Token) bool {
	i := at(r.tokens, platform)
	if i < 0 || !r.lex.Capitals() {
		return false
	}
	common := func(t words.Token) bool {
		return t.Class.In("_vtfTXu") && !slices.Contains([]string{"app", "messenger", "nation", "firm"}, t.Value)
	}
	after, before := r.text[platform.End:], r.text[max(0, platform.Start-60):platform.Start]
	return i+1 < len(r.tokens) && common(r.tokens[i+1]) && nameBehind.MatchString(after) ||
		i > 1 && common(r.tokens[i-1]) && nameBefore.MatchString(before) && plain.MatchString(after)
}

// isApp reports words for an app that stand for a platform.
func isApp(t words.Token) bool { return t.Class == words.Pronoun && t.Value == "" }

// withValue returns the place of the first token with a value; -1 none.
func withValue(tokens []words.Token, value string) int {
	return slices.IndexFunc(tokens, func(t words.Token) bool { return t.Value == value })
}

// counts returns what a figure counts.
func (f *figure) counts() string {
	tokens, carried := f.tokens, f.ctx.metric
	behind := tokens[f.i+1:]
	switch found := values(tokens, "M"); {
	case len(found) == 0:
	case len(found) == 1 && f.form("two kinds", tokens, 0, 0) == nil:
		return found[0]
	default:
		return f.or(nearest(tokens, "M", f.n).Value, "two metrics", nil)
	}
	total := withValue(f.own, "total") >= 0                               // added 2 million, for a total of 12 million
	if carried != "" && (total || f.ctx.passed && only(f.own, "vNq1_")) { // passed a billion, at 1.04 billion
		return carried
	}
	users := hasAny(tokens, "U")
	if k := find(tokens, "f"); k >= 0 && (users || f.tail || comes(behind, "", "1", 1) || hasAny(behind, "v")) {
		return tokens[k].Value
	}
	if k := find(behind, "f"); k >= 0 && only(behind[:k], "_q") && !users && // 5 million daily and 9 million monthly active users
		slices.ContainsFunc(f.reader.tokens, func(t words.Token) bool { return t.Class == words.Metric && t.Start > f.n.End }) {
		return behind[k].Value
	}
	if users {
		return f.or(append(values(f.reader.tokens, "M"), carried)[0], noKind, nil)
	}
	other := hasAny(tokens, ".@nb")
	if carried != "" && (f.tail || hasAny(tokens, "Pz") && !other || !other && !hasAny(tokens, "57O") && (f.cut == atTo || hasAny(tokens, "L")) ||
		hasAny(tokens, "DW") && only(tokens, "NDWq_1vcJup")) {
		return carried
	}
	if !f.ctx.seen && f.lastMetric != "" && f.reader.before.Kind != dates.None && hasAny(tokens, "DW") && only(tokens, "NDW_q1vcJujzpt") { // in March it had been N
		f.resumes = true
		return f.lastMetric
	}
	if f.alone && f.isShare() && at(f.reader.tokens, f.own[0]) == 0 && only(f.own[:find(f.own, "x")], "_") { // N M. Of those, N were in L.
		return f.lastMetric
	}
	return f.or(append(values(f.reader.tokens, "M"), cmp.Or(carried, f.lastMetric))[0], "no metric", nil)
}

// dayOfSaying returns the one date of the sentence, if it is a day on which
// something was said; else none.
func (r *reader) dayOfSaying() dates.Date {
	all := filter(r.tokens, "D")
	if len(all) != 1 {
		return dates.Date{}
	}
	i := at(r.tokens, all[0])
	if r.look(r.tokens, i, i+1); r.seen("said on") == nil && r.seen("day of saying") == nil {
		return dates.Date{}
	}
	return r.told[all[0].Ref].Date
}

// there returns the country that a word for it stands for: the only one that the
// sentence names before, or the sentence before if this one names none; "" none.
func (f *figure) there() string {
	named := f.reader.placed
	if here := filter(f.reader.tokens[:at(f.reader.tokens, f.n)], "LG"); len(here) > 0 {
		named = here
	}
	if places := values(named, "LG"); len(places) == 1 && named[0].Class == words.Place && places[0] != world {
		return places[0]
	}
	return ""
}

// where returns the market of a figure, "" for the world.
func (f *figure) where() (market string) {
	var own []words.Token
	for i, t := range f.tokens {
		if t.Class == words.Place && (f.lex.CJK() || !hasAny(f.tokens[max(0, i-3):i], "S")) && // not said in Delhi
			!(f.is("origin", f.tokens, i) && hasAny(f.tokens[i+1:], "L")) && !f.is("seat", f.reader.tokens, at(f.reader.tokens, t)) {
			own = append(own, t)
		}
	}
	found, hung := values(own, "L"), values(f.hung, "L")
	switch {
	case len(found) > 1:
		market = f.or(found[0], "several places", nil)
	case len(found) == 1:
		if market = found[0]; !f.lex.CJK() && market != world && f.is("origin", f.tokens, at(f.tokens, own[0])) {
			f.doubt("a place before the platform: "+f.words(own[0]), nil)
		}
	case hasAny(f.tokens, "*") && len(hung) == 0:
		if market = f.there(); market == "" {
			f.doubt("the place is not named", nil)
		}
	case f.ctx.place != "" && (f.tail || !hasAny(f.own, "P") || f.ctx.listed):
		market = f.ctx.place
	case len(hung) > 0:
		market = hung[0]
	}
	if market == "home" {
		if market = f.names.Home(f.platform); market == "" {
			f.doubt("the home market is not known", nil)
		}
	}
	if f.panel != "" && market == "" {
		f.doubt(ofOneCountry+f.panel, nil)
	}
	return market
}

// isReferred reports a platform that the former or the latter stands for.
func isReferred(t words.Token) bool {
	return t.Word != 0 && (t.Word == words.ValueNumber("former") || t.Word == words.ValueNumber("latter"))
}
