package press

import "strings"

// namePlatforms finds whose the counts are.
func (r *reading) namePlatforms(s sentence, counts []*count, ctx *context) {
	for i, c := range counts {
		ids, stranger, found := r.subject(c.left, c.n.first, c.right)
		if m := r.ownerOf(c.n.first, c.left); m != nil && m.oblique {
			ids, stranger, found = []int{m.id}, m.id < 0, true
			if !c.ownWhen {
				c.fail("another platform's figure, for comparison, without a date of its own")
			}
		}
		if r.find(c.left, c.right, familyWord) >= 0 {
			c.fail("a total of several services, not a platform")
		}
		switch {
		case found && stranger:
			c.fail("names a product that is not in the list of platforms")
			continue
		case found:
			c.ids = ids
		case i > 0 && len(counts[i-1].ids) > 0:
			c.ids = counts[i-1].ids
			for _, m := range r.mentionsIn(c.left, c.n.first) {
				if m.owner && r.norm(m.last+1) != "'s" && !r.isAny(m.last+1, speech) {
					c.fail("names a company, not a platform")
				}
			}
		case i > 0 && counts[i-1].head != nil && strings.HasPrefix(counts[i-1].reason, "names a product"):
			c.fail(counts[i-1].reason)
			continue
		default:
			if c.ids = r.onlyPlatform(s); len(c.ids) == 0 {
				r.platformFromContext(c, ctx)
			}
		}
		if len(c.ids) > 1 && !r.isEach(s, c) {
			if r.find(s.first, s.last, respectively) < 0 {
				c.fail("names several platforms")
			}
		}
		if len(c.ids) == 0 {
			c.fail("names no platform")
		}
	}
}

// ownerOf is the name directly before a figure, whatever it is compared with:
// "second only to WhatsApp's 900 million".
func (r *reading) ownerOf(i, left int) *mention {
	for i > left && r.isAny(i-1, bound) {
		i--
	}
	if m := r.inMention(i - 2); r.norm(i-1) == "'s" && m != nil && !m.owner && i-2 >= left {
		return m
	}
	return nil
}

// onlyPlatform returns the one platform that a sentence names, if it names
// nothing else.
func (r *reading) onlyPlatform(s sentence) []int {
	var ids []int
	for _, m := range r.mentionsIn(s.first, s.last) {
		if m.owner {
			continue
		}
		if m.id < 0 || m.oblique || len(ids) > 0 && ids[0] != m.id {
			return nil
		}
		ids = []int{m.id}
	}
	return ids
}

func (r *reading) isEach(s sentence, c *count) bool {
	i := r.find(c.left, c.right, each)
	return i >= 0
}

// platformFromContext takes the subject of the sentence before, or of the
// title.
func (r *reading) platformFromContext(c *count, ctx *context) {
	ids, flag := ctx.ids, "platform_from_context"
	if len(ids) == 0 && !ctx.stranger || len(ids) > 1 && len(ctx.titleIDs) == 1 {
		ids, flag = ctx.titleIDs, "platform_from_title"
	}
	if ctx.stranger && len(ids) == 0 {
		c.fail("names no platform, and the sentence before it speaks of a product that is not in the list")
		return
	}
	if len(ids) != 1 {
		return
	}
	for _, m := range r.mentionsIn(c.left, c.right) {
		if m.owner && !strings.Contains(strings.ToLower(r.names.list[ids[0]].Owner), r.tokens[m.first].norm) {
			c.fail("names another company than the platform's")
			return
		}
	}
	c.ids = ids
	c.flag(flag)
}

// nameDevice takes the platform for smart devices, where the list has one
// beside the platform itself.
func (r *reading) nameDevice(c *count) {
	if len(c.ids) != 1 || c.comparative && c.head == nil {
		return
	}
	from := c.left // after the name, or beside the noun
	for _, m := range r.mentionsIn(c.left, c.n.first) {
		if m.id == c.ids[0] {
			from = m.first
		}
	}
	at := r.find(from, c.right, deviceWord)
	if at < 0 && c.head != nil && c.head.last >= c.left {
		at = r.find(max(c.head.first-4, c.left), c.head.last+1, deviceWord)
	}
	if at < 0 && c.head != nil && c.head.last < c.left { // the noun of another stretch
		at = r.find(c.head.first-3, c.head.last+1, deviceWord)
	}
	if at < 0 {
		return
	}
	for i, p := range r.names.list {
		if p.ID == r.names.list[c.ids[0]].ID+"-mobile" {
			c.ids = []int{i}
			c.flag("smart_devices")
		}
	}
}

// inheritMarkets carries a market that the sentence begins with, and that of
// the figure an earlier value belongs to.
func (r *reading) inheritMarkets(counts []*count, ctx *context) {
	for i, c := range counts {
		if c.market != "" && c.market != "there" {
			continue
		}
		if c.market == "" && c.ownHead && !c.comparative && i > 0 {
			// "165 million in four markets, while total MAUs were 218 million"
			if r.norm(c.head.first) == "total" || r.norm(c.head.first-1) == "total" {
				c.market = "WLD"
				continue
			}
		}
		if c.market == "" && i > 0 && (c.comparative || len(r.placesIn(counts[0].left, counts[0].n.first)) > 0 && same(c.ids, counts[i-1].ids)) {
			c.market = counts[i-1].market
		}
		if c.market == "" && i > 0 && !c.ownHead && len(r.placesIn(counts[0].left, counts[0].n.first)) > 0 {
			c.market = counts[i-1].market // "the audience in Russia was 26 million, Viber's 36 million"
		}
		if c.market == "" {
			for j := i + 1; c.comparative && j < len(counts); j++ {
				c.market = counts[j].market
				break
			}
		}
		if c.market == "there" {
			if c.market = ctx.market; c.market == "" {
				c.fail("says the country, not which")
			}
		}
		if c.market == "" && ctx.titleMarket != "" && ctx.titleMarket != "WLD" {
			c.market = ctx.titleMarket
			c.flag("market_from_title")
		}
		if c.market == "" {
			c.market = "WLD"
		}
	}
}

func same(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
