package press

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// facts are what a label or a heading says.
type facts struct {
	text       string
	platforms  []string // ids, each once
	metric     string
	market     string // "" none; "?" several, or none that has a code
	period     when
	basis      string
	periods    int    // how many the text names
	comparison string // yoy, qoq, mom; "change" when it is not said from what
	percent    bool   // in percent
	scale      float64
	scaleText  string
	money      bool
	forecast   bool
	device     bool   // counts one kind of device only
	strange    string // first word that is none of these
}

// change are headings of columns that hold neither counts nor periods.
var (
	changeForm  = regexp.MustCompile(`(?i)\bchange|\bgrowth|\bincrease|\bvariance|\by[-/ ]?o[-/ ]?y\b|\bq[-/ ]?o[-/ ]?q\b|%\s*(?:chg|ch|var)\b|变动|變動|变化|變化|增长|增長|增幅|增减|增減|同比|环比|環比|按年|按季|증감|전년|전분기|前年比|前期比|増減`)
	percentForm = regexp.MustCompile(`%|％|(?i)\bper ?cent\b|\bpct\b`)
	deviceForm  = regexp.MustCompile(`(?i)\b(?:smart|mobile)[- ]?(?:devices?|phones?|terminals?)\b|智能(?:终端|終端|设备|設備|手机|手機)|移动(?:终端|端|设备)|移動(?:終端|端|設備)|智慧(?:終端|裝置)|手机|手機`)
	moneyForm   = regexp.MustCompile(`(?i)\b(?:rmb|cny|us\$|usd|hk\$|hkd|nt\$|krw|jpy|inr|eur|gbp|won|yen|dollars?)(?:\b|['’\s\d])|us\$|hk\$|[$¥€£₩]|[元円원]`)
	forecastFor = regexp.MustCompile(`(?i)\b(?:forecasts?|estimates?d?|targets?|guidance|projected|projections?|expected|budget|outlook|plan)\b|\b(?:fy)?(?:19|20)?\d\d[ef]\b|预测|預測|预计|預計|目标|目標|예상|予想`)
	monthForm   = regexp.MustCompile(`(?i)\b(?:` + monthNames + `)(?:\b|\s)|\b(?:quarter|ended|ending|as (?:at|of))\b|[月年季月]|분기`)
	monthOfYear = regexp.MustCompile(`^((?:19|20)\d\d)[./](0[1-9]|1[0-2])$`)
	hyphenGap   = regexp.MustCompile(`-\s+`)
)

// scaleForms find the unit that all figures of a table share: in brackets,
// after "in", after 单位.
var scaleForms = []*regexp.Regexp{
	regexp.MustCompile(`(?i)[(（\[][^()（）\[\]]*?(?:\b(?P<s>millions?|thousands?|billions?|mln|mio|mn|bn|mm|m|k|crores?|lakhs?)\b|(?P<z>百万|百萬|千万|千萬|万|萬|亿|億|만|억|千|천)|(?:^|[^\d,.])(?P<o>'?000s?\b))[^()（）\[\]]*[)）\]]`),
	regexp.MustCompile(`(?i)[(（\[](?:units?:?\s*)?(?P<t>10,?000|100,?000|1,?000,?000)\s*(?:people|persons|users|accounts|人|명)?[)）\]]`),
	regexp.MustCompile(`(?i)\b(?:in|unit|units|figures in)\s*:?\s+(?:rmb |us\$ ?)?(?P<s>millions?|thousands?|billions?|mln|mn|bn|crores?|lakhs?)\b`),
	regexp.MustCompile(`(?:单位|單位|단위|単位)\s*[:：]?\s*(?:人民币|人民幣)?(?P<z>百万|百萬|千万|千萬|万|萬|亿|億|만|억|千|천)`),
	regexp.MustCompile(`(?i)^(?P<s>millions?|thousands?|billions?)(?: (?:of )?(?:users|accounts|people))?$`),
	regexp.MustCompile(`(?i),\s*(?P<s>millions?|thousands?|billions?|mln|mn|bn|m)(?:,|$)`),
}

var scales = map[string]float64{
	"million": 1e6, "mio": 1e6, "mln": 1e6, "mn": 1e6, "mm": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3, "billion": 1e9, "bn": 1e9,
	"crore": 1e7, "lakh": 1e5, "百万": 1e6, "百萬": 1e6, "千万": 1e7, "千萬": 1e7, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
	"만": 1e4, "억": 1e8, "千": 1e3, "천": 1e3, "000": 1e3,
}

// timesForm is a number before a unit: "100 million".
var timesForm = regexp.MustCompile(`\b\d[\d,]*\s*$`)

// scaleIn returns the unit that a text sets for figures beside it; 0 when it
// sets none. money is true when the figures are amounts.
func scaleIn(text string) (scale float64, as string, money bool) {
	for _, form := range scaleForms {
		m := form.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		for i := 1; i < len(m)/2; i++ {
			if m[2*i] < 0 {
				continue
			}
			word := strings.Trim(strings.ToLower(text[m[2*i]:m[2*i+1]]), "'")
			n, known := scales[word]
			if !known {
				n = scales[strings.TrimSuffix(word, "s")]
			}
			if times := timesForm.FindString(text[:m[2*i]]); times != "" || n == 0 { // (100 million), (10,000)
				if n == 0 {
					times, n = word, 1
				}
				by, err := strconv.ParseFloat(strings.TrimSpace(strings.ReplaceAll(times, ",", "")), 64)
				if power := math.Log10(by); err == nil && power >= 0 && power == math.Trunc(power) {
					n *= by
				}
			}
			from, to := max(0, m[0]-20), min(len(text), m[1]+8)
			return n, squeeze(text[m[0]:m[1]]), moneyForm.MatchString(text[from:to])
		}
	}
	return 0, "", false
}

// headsColumn reports a heading that says by itself what its column holds: a
// period, or a change from one.
func headsColumn(text string) bool {
	text = hyphenGap.ReplaceAllString(text, "-")
	if figureForm.MatchString(text) && len(text) != 4 {
		return false
	}
	if changeForm.MatchString(text) {
		return true
	}
	found := readPeriods(text, "")
	return len(found) == 1 && found[0].when.year > 0
}

// read takes a label or heading apart.
func (r *tableReader) read(text string) facts {
	text = hyphenGap.ReplaceAllString(text, "-")
	text = monthOfYear.ReplaceAllString(text, "$1-$2")
	if known, ok := r.known[text]; ok {
		return known
	}
	f := facts{text: text}
	f.scale, f.scaleText, f.money = scaleIn(text)
	f.money = f.money || moneyForm.MatchString(text)
	f.percent = percentForm.MatchString(text)
	f.forecast = forecastFor.MatchString(text)
	f.device = deviceForm.MatchString(text)
	tokens := lex(text)
	known := senses(tokens)
	taken := make([]bool, len(tokens))
	f.readPlatforms(r.names, tokens, taken)
	f.readPeriods(tokens, known, taken, r.anchor)
	f.readClasses(tokens, known, taken)
	if changeForm.MatchString(text) && f.comparison == "" {
		f.comparison = comparisonIn(text)
	}
	f.strange = strangeWord(text, tokens, known, taken)
	if len(r.known) < 10_000 {
		r.known[text] = f
	}
	return f
}

var (
	yearForm    = regexp.MustCompile(`(?i)\byo-?y\b|\by[-/ ]o[-/ ]?y\b|\byear\b|同比|按年|年增|전년|前年`)
	quarterForm = regexp.MustCompile(`(?i)\bqo-?q\b|\bq[-/ ]o[-/ ]?q\b|\bquarter|环比|環比|按季|季增|전분기|前期|前四半期`)
)

// comparisonIn says what a change is from, where the lexicon does not know
// the words; "change" when nothing does.
func comparisonIn(text string) string {
	year, quarter := yearForm.MatchString(text), quarterForm.MatchString(text)
	switch {
	case year && !quarter:
		return "yoy"
	case quarter && !year:
		return "qoq"
	}
	return "change"
}

// readPlatforms enters the platforms that are named; the longest name wins. A
// name that is a word as well must be written as a name.
func (f *facts) readPlatforms(names *registry, tokens []token, taken []bool) {
	for i := 0; i < len(tokens); i++ {
		found := names.root.longest(tokens, i)
		if found.n == 0 || found.n == 1 && common[tokens[i].norm] && tokens[i].kind == word && !tokens[i].upper {
			continue
		}
		for _, m := range found.meanings {
			if id := names.list[[]rune(m.arg)[0]].ID; !slices.Contains(f.platforms, id) {
				f.platforms = append(f.platforms, id)
			}
		}
		for k := i; k < i+found.n; k++ {
			taken[k] = true
		}
		i += found.n - 1
	}
}

func (f *facts) readPeriods(tokens []token, known []sense, taken []bool, anchor when) {
	for _, p := range periodsIn(tokens, known, anchor) {
		if p.relative && anchor.year == 0 {
			continue
		}
		f.periods++
		if p.when.year > 0 && f.period.year == 0 {
			f.period, f.basis = p.when, basisFor(p)
		}
		for k := p.first; k <= p.last && k < len(taken); k++ {
			taken[k] = true
		}
	}
}

func (f *facts) readClasses(tokens []token, known []sense, taken []bool) {
	var per, other string
	active, people, registered := false, false, false
	for i := range tokens {
		if taken[i] {
			continue
		}
		for _, m := range known[i].meanings {
			switch m.class {
			case metricWord:
				f.metric = m.arg
			case frequency:
				per = m.arg
			case activity:
				active = true
			case person:
				people = true
			case membership:
				registered = true
			case otherKind:
				other = m.arg
			case market:
				f.addMarket(m.arg)
			case worldWide:
				f.addMarket("WLD")
			case homeMarket:
				f.addMarket("home")
			case abroad:
				f.addMarket("?")
			case yearOn:
				f.comparison = "yoy"
			case quarterOn:
				f.comparison = "qoq"
			case monthOn:
				f.comparison = "mom"
			}
		}
	}
	switch {
	case other != "":
		f.metric = other
	case f.metric != "":
	case per != "" && active:
		f.metric = map[string]string{"month": "mau", "week": "wau", "day": "dau"}[per]
	case registered && people:
		f.metric = "registered"
	case people:
		f.metric = "users"
	}
}

func (f *facts) addMarket(code string) {
	if f.market != "" && f.market != code {
		code = "?"
	}
	f.market = code
}

// plainWords may stand in a label without saying anything of their own.
var plainWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`of the for and in on at as a an our by to from with number numbers no combined total totals all average avg unless otherwise specified stated
		global globally worldwide unit units figures count counts im instant messaging messenger app apps platform platforms users including incl both s 's period periods quarter year month ended
		millions million m mn bn k thousand thousands billion billions per cent pct change reported aggregate overall smart mobile device devices phone phones terminal terminals
		合 并 及 与 和 的 数 总 量 个 户 其 中 : 在 之 单 位 人 万 亿 百 千 年 月 日 於 于 截 至 止 计 端 智 能 终 移 动 设 备 手 机 第 季 度 期`) {
		out[w] = true
	}
	return out
}()

// strangeWord returns the first word of a label that neither names a platform,
// metric, market, period or unit nor is a plain word.
func strangeWord(text string, tokens []token, known []sense, taken []bool) string {
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if taken[i] || t.kind == mark || t.kind == digits {
			continue
		}
		if s := known[i]; s.isAny(metricWord, frequency, activity, person, membership, market, worldWide, homeMarket, scaleWord, timeUnit, monthName,
			percentWord, yearOn, quarterOn, monthOn, rise, fall, byWord, edge, fromWord, bound) {
			i += s.n - 1
			continue
		}
		if plainWords[t.norm] {
			continue
		}
		return text[t.start:t.end]
	}
	return ""
}
