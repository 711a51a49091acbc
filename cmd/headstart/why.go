package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/transform"

	"github.com/spf13/cobra"
)

func newWhyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why PLATFORM PERIOD",
		Short: "from a number of the report back to the claims and quotes behind it",
		Long: `Why follows a figure of the latest run back: the resolved figure, the rule that
chose it, every claim with its quote, its source, the file and line it was read
from and the hash of that file, and why the other claims were not chosen.

PLATFORM is its id or any of its names. PERIOD is written as in the tables:
2018-09-30, 2018-09, 2018-Q3 or 2018.`,
		Example: `  headstart why wechat 2018-Q3
  headstart why WhatsApp 2016-02 --json
  headstart why kakaotalk 2019-Q4 --market KOR`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("why takes a platform and a period, and got %d; for example: headstart why wechat 2018-Q3", len(args))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	outFlag(flags)
	runFlag(flags)
	configFlag(flags)
	metric := flags.String("metric", "", "`metric`, such as mau (default: the one that charts show)")
	market := flags.String("market", "", "`code` of a market (ISO 3166-1), or WLD for the world (default: the one that charts show)")
	asJSON := flags.Bool("json", false, "print one JSON document")
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completeFrom("platform", "select platform_id, name from platform order by platform_id")(cmd, args, begun)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := loadConfig(flags)
		if err != nil {
			return err
		}
		w := &whyAsker{ctx: cmd.Context(), out: c.words(), Metric: *metric, Market: strings.ToUpper(*market), Period: args[1], Claims: []whyClaim{}}
		if w.Market != "" && !marketCode.MatchString(w.Market) {
			return noMarket(*market)
		}
		if _, err := ingest.ParsePeriod(w.Period); err != nil {
			return usageError{fmt.Errorf("period %q: %w", args[1], err)}
		}
		err = latestRun(w.ctx, c, whyTables, func(db *transform.DB) error {
			w.db = db
			return w.ask(args[0])
		})
		if err != nil {
			return err
		}
		if *asJSON {
			return printDocument(cmd.OutOrStdout(), w)
		}
		return w.print(cmd.OutOrStdout())
	}
	return cmd
}

// The tables that why reads.
var whyTables = []string{"platform", "metric", "shown", "series", "observation", "claim_order", "conflict", "claim", "source", "definition", "monthly"}

// whyAsker asks for one figure, and is the document of --json.
type whyAsker struct {
	Platform     string     `json:"platform_id"`
	Name         string     `json:"name"`
	Metric       string     `json:"metric"`
	Market       string     `json:"market"`
	Period       string     `json:"period"`
	Value        int64      `json:"value"`
	Qualifier    string     `json:"qualifier"`
	Unit         string     `json:"unit"`
	Rule         string     `json:"rule"`
	Definition   string     `json:"definition_id"`
	Scope        string     `json:"definition"`
	LowestClaim  int64      `json:"lowest_claim"`
	HighestClaim int64      `json:"highest_claim"`
	Bias         *float64   `json:"bias"`   // of the source, as a difference of logarithms, taken out of the value; null: none
	Claims       []whyClaim `json:"claims"` // the chosen one first

	ctx context.Context
	db  *transform.DB
	out string // words that name the folder of runs
	// What the metric is called, and what charts show.
	label string
	focus focused
}

// whyClaim is one claim for the figure.
type whyClaim struct {
	Chosen      bool    `json:"chosen"`
	Value       int64   `json:"value"`
	Qualifier   string  `json:"qualifier"`
	LostOn      *string `json:"lost_on"` // null: chosen
	Doubt       *string `json:"doubt"`   // why it is never used; null: it may be
	Agrees      *bool   `json:"agrees"`  // with the chosen one, within what both leave open
	Quote       string  `json:"quote"`
	Source      string  `json:"source_id"`
	Title       string  `json:"title"`
	Publisher   string  `json:"publisher"`
	PublishedOn *string `json:"published_on"`
	URL         string  `json:"url"`
	File        string  `json:"file"`
	FileLine    *int64  `json:"file_line"`
	Locator     *string `json:"locator"`
	SHA256      string  `json:"sha256"`
}

// focused is the metric and market that charts show, none without figures.
type focused struct{ metric, market string }

// what fills in the metric and market that were not asked for.
func (w *whyAsker) what() error {
	shown, err := transform.Collect(w.ctx, w.db, "select metric, market from shown", func(f *focused) []any { return []any{&f.metric, &f.market} })
	if err != nil {
		return err
	}
	if len(shown) > 0 {
		w.focus = shown[0]
		w.Metric, w.Market = cmp.Or(w.Metric, w.focus.metric), cmp.Or(w.Market, w.focus.market)
	}
	type row struct{ metric, label string }
	rows, err := transform.Collect(w.ctx, w.db, "select metric, label from metric order by metric", func(r *row) []any { return []any{&r.metric, &r.label} })
	if err != nil {
		return err
	}
	var all []string
	for _, r := range rows {
		if all = append(all, r.metric); r.metric == w.Metric {
			w.label = r.label
		}
	}
	if w.Metric != "" && w.label == "" {
		return usageError{fmt.Errorf("unknown metric %q; use --metric %s", w.Metric, strings.Join(all, ", "))}
	}
	return nil
}

func (w *whyAsker) ask(platform string) error {
	if err := w.what(); err != nil {
		return err
	}
	if err := w.findPlatform(platform); err != nil {
		return err
	}
	found, err := transform.Collect(w.ctx, w.db, `
		select series.value, series.qualifier, series.unit, series.rule, series.definition_id, definition.scope,
			series.lowest_claim, series.highest_claim, series.bias
		from series
		left join definition using (definition_id)
		where series.platform_id = $1 and series.metric = $2 and series.market = $3 and series.period = $4`,
		func(a *whyAsker) []any {
			return []any{&a.Value, &a.Qualifier, &a.Unit, &a.Rule, &a.Definition, &a.Scope, &a.LowestClaim, &a.HighestClaim, &a.Bias}
		}, w.Platform, w.Metric, w.Market, w.Period)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return w.noFigure()
	}
	f := found[0]
	w.Value, w.Qualifier, w.Unit, w.Rule, w.Definition, w.Scope = f.Value, f.Qualifier, f.Unit, f.Rule, f.Definition, f.Scope
	w.LowestClaim, w.HighestClaim, w.Bias = f.LowestClaim, f.HighestClaim, f.Bias
	w.Claims, err = transform.Collect(w.ctx, w.db, `
		select claim_order.place = 1, observation.value, observation.qualifier, conflict.lost_on, conflict.agrees, observation.doubt, observation.quote,
			source.source_id, source.title, source.publisher, source.published_on, source.url,
			claim.file, claim.file_line, claim.locator, coalesce(claim.sha256, '')
		from observation
		join claim_order using (line)
		join claim on claim.relation = 'observation' and claim.line = observation.line
		join source on source.source_id = observation.source_id
		left join conflict on conflict.line = observation.line
		where observation.platform_id = $1 and observation.metric = $2 and observation.market = $3 and observation.period = $4
		order by claim_order.place`,
		func(c *whyClaim) []any {
			return []any{&c.Chosen, &c.Value, &c.Qualifier, &c.LostOn, &c.Agrees, &c.Doubt, &c.Quote, &c.Source, &c.Title, &c.Publisher,
				&c.PublishedOn, &c.URL, &c.File, &c.FileLine, &c.Locator, &c.SHA256}
		}, w.Platform, w.Metric, w.Market, w.Period)
	return err
}

// findPlatform finds a platform by its id or any of its names.
func (w *whyAsker) findPlatform(text string) error {
	type row struct{ id, name, known string }
	rows, err := transform.Collect(w.ctx, w.db, "select platform_id, name, coalesce(also_known_as, '') from platform order by platform_id",
		func(r *row) []any { return []any{&r.id, &r.name, &r.known} })
	if err != nil {
		return err
	}
	var ids []string
	folded := ingest.Fold(text)
	for _, r := range rows {
		ids = append(ids, r.id)
		names := append([]string{r.id, r.name}, strings.Split(r.known, ";")...)
		if slices.ContainsFunc(names, func(n string) bool { return ingest.Fold(n) == folded }) {
			w.Platform, w.Name = r.id, r.name
			if r.id == text {
				break
			}
		}
	}
	if w.Platform != "" {
		return nil
	}
	return fmt.Errorf("the latest run has %s", noPlatform(text, ids, w.out))
}

// noMarket says which market may have been meant.
func noMarket(text string) error {
	such := cmp.Or(ingest.MarketCodes()[ingest.MarketKey(text)], "CHN")
	return usageError{fmt.Errorf("%q is not a market; use a code of three letters (ISO 3166-1) such as --market %s, or WLD for the world", text, such)}
}

// noPlatform says which platform may have been meant, and what lists them; out
// is words for the folder of runs.
func noPlatform(text string, ids []string, out string) string {
	hint := ""
	if near := ingest.Closest(text, ids); near != "" {
		hint = fmt.Sprintf("did you mean %s? ", near)
	}
	return fmt.Sprintf("no platform %q; %slist them with: headstart sql%s \"select platform_id, name from platform\"", text, hint, out)
}

// noFigure says what there is instead: a month between two figures, figures
// of other periods, or of other metrics and markets.
func (w *whyAsker) noFigure() error {
	what := fmt.Sprintf("no source gives %s of %s (market %s) for %s", w.label, w.Name, w.Market, w.Period)
	type doubted struct {
		value         int64
		doubt, source string
	}
	doubts, err := transform.Collect(w.ctx, w.db, `
		select value, doubt, source_id
		from observation
		where platform_id = $1 and metric = $2 and market = $3 and period = $4 and doubt is not null
		order by value, source_id`,
		func(d *doubted) []any { return []any{&d.value, &d.doubt, &d.source} }, w.Platform, w.Metric, w.Market, w.Period)
	if err != nil {
		return err
	}
	if len(doubts) > 0 {
		d := doubts[0]
		what = fmt.Sprintf("no figure in use for %s of %s (market %s) in %s: %s by %s is in doubt (%s)",
			w.label, w.Name, w.Market, w.Period, thousands(float64(d.value)), d.source, strings.TrimSuffix(d.doubt, "."))
	}
	type between struct {
		from, to string
		value    float64
	}
	months, err := transform.Collect(w.ctx, w.db, `
		select coalesce((select period from series as s where s.platform_id = m.platform_id and s.metric = m.metric and s.market = m.market and s.carries
				and s.precision <> 'year' and s.placed_on < m.month order by s.placed_on desc, s.period limit 1), ''),
			coalesce((select period from series as s where s.platform_id = m.platform_id and s.metric = m.metric and s.market = m.market and s.carries
				and s.precision <> 'year' and s.placed_on >= m.month order by s.placed_on, s.period limit 1), ''),
			m.value
		from monthly as m
		where m.platform_id = $1 and m.metric = $2 and m.market = $3 and strftime(m.month, '%Y-%m') = $4 and m.kind = 'interpolated'`,
		func(b *between) []any { return []any{&b.from, &b.to, &b.value} }, w.Platform, w.Metric, w.Market, w.Period)
	if err != nil {
		return err
	}
	if len(months) > 0 {
		b := months[0]
		return fmt.Errorf("%s; %s is the log-linear line between %s and %s; ask for either: headstart why%s %s %s",
			what, people(b.value), b.from, b.to, w.out, w.Platform, b.from)
	}
	type near struct{ period, metric, market string }
	others, err := transform.Collect(w.ctx, w.db, `
		select period, metric, market
		from series
		where platform_id = $1
		order by (metric = $2 and market = $3) desc, (market = $3) desc, period = $4 desc,
			abs(datediff('day', placed_on, coalesce(try_cast(left($4, 4) || '-07-01' as date), date '2015-07-01'))), period, metric, market
		limit 3`,
		func(n *near) []any { return []any{&n.period, &n.metric, &n.market} }, w.Platform, w.Metric, w.Market, w.Period)
	if err != nil {
		return err
	}
	if len(others) == 0 {
		return fmt.Errorf("%s, nor any other figure; see headstart sql%s \"select distinct platform_id from series\"", what, w.out)
	}
	o := others[0]
	words := fmt.Sprintf("headstart why%s %s %s", w.out, w.Platform, o.period)
	if o.metric != w.focus.metric {
		words += " --metric " + o.metric
	}
	if o.market != w.focus.market {
		words += " --market " + o.market
	}
	return fmt.Errorf("%s; there is %s: %s", what, o.period, words)
}

func (w *whyAsker) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, market %s, %s: %s %s (%s)\n", cell(w.Name), w.label, w.Market, cell(w.Period), thousands(float64(w.Value)), w.Unit, qualifierWords(w.Qualifier))
	fmt.Fprintf(&b, "meaning   %s: %s\n", cell(w.Definition), cell(w.Scope))
	fmt.Fprintf(&b, "chosen    by the rule %q among %s", w.Rule, count(len(w.Claims), "claim", "claims"))
	if w.LowestClaim != w.HighestClaim {
		fmt.Fprintf(&b, ", from %s to %s", thousands(float64(w.LowestClaim)), thousands(float64(w.HighestClaim)))
	}
	if w.Bias != nil {
		fmt.Fprintf(&b, "; its source is off by %+.1f%%, which is taken out", 100*math.Expm1(*w.Bias))
	}
	b.WriteString("\n")
	for i, c := range w.Claims {
		fmt.Fprintf(&b, "\n%d  %s (%s)", i+1, thousands(float64(c.Value)), qualifierWords(c.Qualifier))
		switch {
		case c.Chosen:
			b.WriteString(", chosen")
		case c.Doubt != nil:
			fmt.Fprintf(&b, ", in doubt: %s", cell(*c.Doubt))
		case c.LostOn != nil:
			fmt.Fprintf(&b, ", lost on %s", cell(*c.LostOn))
			if c.Agrees != nil && *c.Agrees {
				b.WriteString("; agrees with the chosen one")
			} else if c.Agrees != nil {
				b.WriteString("; contradicts the chosen one")
			}
		}
		published := "no date"
		if c.PublishedOn != nil {
			published = *c.PublishedOn
		}
		fmt.Fprintf(&b, "\n   “%s”\n   %s: %s (%s), source %s\n   %s\n", cell(c.Quote), cell(c.Publisher), cell(c.Title), cell(published), cell(c.Source), cell(c.URL))
		place := c.File
		if c.FileLine != nil {
			place += fmt.Sprintf(":%d", *c.FileLine)
		}
		if c.Locator != nil {
			place += ", " + *c.Locator
		}
		if c.SHA256 != "" {
			place += fmt.Sprintf(", sha256 %.16s…", c.SHA256)
		}
		fmt.Fprintf(&b, "   read at %s\n", cell(place))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func qualifierWords(q string) string { return strings.ReplaceAll(q, "_", " ") }
