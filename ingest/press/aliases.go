package press

import "strings"

// spellings are names that mean one platform: what other scripts, careless
// writers and machine translation make of it. A platform that has one of a
// line has them all.
var spellings = []string{
	"WeChat, Weixin, 微信, We Chat, Wei Xin, Wexin, Weichat, Micro Letter, Micro-letter, 위챗, ウィーチャット, WeChat app",
	"Mi Chat, MiTalk, Mi Talk, Miliao, Mi Liao, Milliao, MiLiao app, Michao, Michat, MiChat, Rice Chat, Meter chat, 米聊",
	"QQ, OICQ, Tencent QQ, 腾讯QQ, QQ IM, QQ messenger, 큐큐",
	"Mobile QQ, 手机QQ, QQ mobile, QQ smart device, QQ on smart devices, QQ smart terminal, QQ mobile terminal, QQ智能终端, QQ移动终端, QQ移动端, QQ手机版, QQ智能手机终端",
	"KakaoTalk, Kakao Talk, Kakaotalk messenger, 카카오톡, 카톡, カカオトーク",
	"LINE, Line messenger, LINE messenger, LINE app, Line app, 라인, ライン, Naver Line, NHN Line",
	"Telegram, 텔레그램, テレグラム, 电报, Telegram messenger, Телеграм, Телеграма, Телеграмм",
	"WhatsApp, Whatsapp messenger, What's App, Whats App, WhatsAp, 왓츠앱, ワッツアップ",
	"Viber, Rakuten Viber, 바이버, バイバー",
	"Facebook Messenger, Messenger, FB Messenger, Messenger app, 페이스북 메신저, フェイスブックメッセンジャー",
	"Skype, 스카이프, スカイプ",
	"Snapchat, 스냅챗, 色拉布, スナップチャット",
	"Discord, 디스코드, ディスコード",
	"Yahoo! Messenger, Yahoo Messenger, Yahoo messenger service, YIM, Yahoo!メッセンジャー, ヤフーメッセンジャー, 야후 메신저, 雅虎通",
	"Hike Messenger, Hike",
	"Olle Talk, 올레톡",
	"Naver Talk, 네이버톡",
	"NateOn Talk, 네이트온톡, 네이트온 UC",
	"NateOn, Nate On, 네이트온",
	"BuddyBuddy, 버디버디",
	"MSN Messenger, Windows Live Messenger, MSN messenger service, MSN 메신저, MSN",
	"MyPeople, 마이피플",
	"TicToc, 틱톡플러스",
	"Yixin, EasyChat, Easy Chat, 易信",
	"Momo, 陌陌, 모모",
	"DingTalk, Ding Talk, Ding Ding, 钉钉",
	"Fetion, 飞信",
	"ICQ, АйСиКью",
	"Tantan, 探探",
	"Signal, 시그널",
	"BBM, BlackBerry Messenger, Blackberry Messenger",
	"Laiwang, 来往",
	"TalkBox, Talkbox, Talk Box",
	"Bullet Messenger, Bullet Message, Bullet SMS, 子弹短信",
}

// common are names that are words as well; they count only where case and
// neighbours say that a product is meant.
var common = lookup("line, signal, path, between, soul, max, wire, tango, poke, comm, slack, messenger, disco, stride, campfire, teams, beluga, allo, duo, hike, mt, toilet, workplace, bip, 来往, 口信, 라인, ライン, 시그널, 모모, io, imo, kik, momo, msn, hangouts, curse, wickr")

func lookup(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.SplitSeq(words, ",") {
		m[normal(w)] = true
	}
	return m
}

// normal is a name as its tokens read.
func normal(name string) string {
	var words []string
	for _, t := range lex(name) {
		words = append(words, t.norm)
	}
	return strings.Join(words, " ")
}

func isMarketName(t token) bool { return lexicon().longest([]token{t}, 0).is(market) }

// registry is the trie of the platforms' names: the argument of a meaning
// is the place in the list.
type registry struct {
	root   *node
	owners map[string]bool // words of owners' names
	list   []Platform
}

// companyForm are words of companies' names that tell nothing apart.
var companyForm = lookup("inc, ltd, gmbh, corp, corporation, group, holdings, holding, limited, private, technology, technologies, systems, networks, company, foundation, web, services, mobile, from, space")

const named = class(255) // a platform's name

func newRegistry(platforms []Platform) *registry {
	g := &registry{root: &node{}, owners: map[string]bool{}, list: platforms}
	group := map[string]int{}
	for i, line := range spellings {
		for name := range strings.SplitSeq(line, ",") {
			group[normal(name)] = i + 1
		}
	}
	taken := map[string]bool{}
	for i, p := range platforms { // names as given come before what is made of them
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if key := normal(name); key != "" && !taken[key] {
				taken[key] = true
				g.root.add(lex(name), meaning{named, string(rune(i))})
			}
		}
		for _, t := range lex(p.Owner) {
			if t.kind == word && t.upper && !companyForm[t.norm] && !isMarketName(t) {
				g.owners[t.norm] = true
			}
		}
	}
	for i, p := range platforms {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if at := group[normal(name)]; at > 0 {
				for other := range strings.SplitSeq(spellings[at-1], ",") {
					if key := normal(other); !taken[key] {
						taken[key] = true
						g.root.add(lex(other), meaning{named, string(rune(i))})
					}
				}
			}
		}
	}
	return g
}
