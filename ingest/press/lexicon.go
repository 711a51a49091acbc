package press

import (
	"slices"
	"strings"
	"sync"
)

// A class says what a word of the lexicon does in a sentence.
type class uint8

const (
	none        class = iota
	scaleWord         // million, 亿: arg is the factor
	numeral           // two, hundred: arg is the value
	vague             // dozens, several: no number can be read
	bound             // over, nearly, 约: arg is the qualifier
	boundAfter        // plus, 以上: a qualifier that follows its number
	percentWord       // percent
	currency          // dollars, 元
	timeUnit          // day, week, month, quarter, year
	monthName         // arg is 1 to 12
	weekday           // arg is 0 to 6, Sunday 0
	ordinal           // first to fourth: arg is 1 to 4
	dateWord          // today, last year: arg is unit and steps, such as year-1
	ago               // ago, earlier, 前: follows a length of time
	edge              // end of, early, 末: arg is start, mid or end
	frequency         // monthly, each month: arg is month, week or day
	activity          // active
	person            // users, accounts, people
	membership        // registered, sign-ups
	metricWord        // MAU, 月活: arg is the metric
	otherKind         // paying, concurrent: a count of people that is no metric of ours
	otherCount        // messages, countries, downloads
	useVerb           // use, log into
	rise              // increased, 增长
	fall              // decreased, 下降
	byWord            // by, an increase of: what follows is a difference
	flowWord          // added, new, 新增: a flow, not a level
	yearOn            // year-on-year, 同比
	quarterOn         // quarter-on-quarter, 环比
	monthOn           // month-on-month
	deviceWord        // smart device, 智能终端: counts the part on phones
	fromWord          // up from, compared with: what follows is an earlier value
	ratioWord         // ratio, share, 占比
	forecast          // expects, target, 预计
	negation          // not, 没有
	background        // had, since, at the time
	reference         // it, its, the app
	rival             // like, than, competes with: the name that follows is not the subject
	subProduct        // Pay, Mini Programs: the name before is part of another product's
	otherName         // Facebook, Twitter: a service that is not in the registry
	familyWord        // at least one of, family of apps
	market            // arg is the code
	homeMarket        // domestic, 국내
	worldWide         // worldwide, 全球
	abroad            // overseas, outside China: no code
	launchWord        // arg is the event
	featureWord       // feature, version, service: what is launched is not the platform
	planWord          // plans to, will, reportedly
	separator         // while, whereas, 而: begins a new clause
	respectively
	each
	oddsWin  // chance, win rate, 胜率
	oddsLose // dead, die, 死
	within   // within, 之内
	afterWord
	speech // said, 表示
	condition
	hearsay  // reportedly, 据传
	adverb   // what only looks like another word: 今年来
	reaction // reacts, 反应
)

// entry is one line of a lexicon: words of one class that share an argument,
// separated by commas.
type entry struct {
	class class
	arg   string
	words string
}

type node struct {
	next     map[string]*node
	meanings []meaning
}

// meaning is a class with its argument; a word may have several, and the
// sentence decides.
type meaning struct {
	class class
	arg   string
}

// sense is what the lexicon knows of the n tokens that start at one.
type sense struct {
	n        int
	meanings []meaning
}

func (s sense) is(c class) bool {
	for _, m := range s.meanings {
		if m.class == c {
			return true
		}
	}
	return false
}

func (s sense) isAny(classes ...class) bool {
	for _, c := range classes {
		if s.is(c) {
			return true
		}
	}
	return false
}

// arg returns the argument of the class, or nothing.
func (s sense) arg(c class) string {
	for _, m := range s.meanings {
		if m.class == c {
			return m.arg
		}
	}
	return ""
}

// lexicon is the trie of all languages' words, built once.
var lexicon = sync.OnceValue(func() *node {
	root := &node{}
	for _, language := range [][]entry{english, chinese, korean, japanese} {
		for _, e := range language {
			for words := range strings.SplitSeq(e.words, ",") {
				root.add(lex(words), meaning{e.class, e.arg})
			}
		}
	}
	return root
})

func (n *node) add(words []token, m meaning) {
	if len(words) == 0 {
		return
	}
	for _, t := range words {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		child := n.next[t.norm]
		if child == nil {
			child = &node{}
			n.next[t.norm] = child
		}
		n = child
	}
	if !slices.Contains(n.meanings, m) {
		n.meanings = append(n.meanings, m)
	}
}

// longest returns what is known of the longest entry that starts at
// tokens[i] within one block.
func (n *node) longest(tokens []token, i int) sense {
	var found sense
	for j := i; j < len(tokens) && n.next != nil; j++ {
		if j > i && tokens[j].lines > 1 {
			break
		}
		n = n.next[tokens[j].norm]
		if n == nil {
			break
		}
		if len(n.meanings) > 0 {
			found = sense{j - i + 1, n.meanings}
		}
	}
	return found
}

// senses looks every token up; a word inside a longer entry is not seen.
func senses(tokens []token) []sense {
	root, out := lexicon(), make([]sense, len(tokens))
	for i := 0; i < len(tokens); {
		out[i] = root.longest(tokens, i)
		i += max(out[i].n, 1)
	}
	return out
}
