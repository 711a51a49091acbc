package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/source"
	"headstart/models"
	"headstart/transform"

	"github.com/dustin/go-humanize"
	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

// config is every setting of a run. Each comes from its flag, else from
// HEADSTART_<NAME>, else from headstart.yaml, else from its default.
type config struct {
	Place    `mapstructure:",squash"`
	Settings `mapstructure:",squash"`
	// Run names the run to read, as findRun takes it; empty: the newest, or that
	// of AsOf where it is set. Only a flag has it.
	Run string `mapstructure:"-" json:"-"`
}

// Place is where a run finds data and leaves results, and what it may take
// there. What a run comes to does not depend on it, so the report, its id and
// diff leave it out.
type Place struct {
	// Data is the folder of a data package; empty is the one in the program.
	Data string `mapstructure:"data" json:"data"`
	// Out is the folder that runs are written to.
	Out string `mapstructure:"out" json:"out"`
	// Raw is the folder of fetched data, and UserAgent says to the hosts
	// that are asked who asks.
	Raw       string `mapstructure:"raw" json:"raw"`
	UserAgent string `mapstructure:"user_agent" json:"user_agent"`
	// AllowHosts are hosts that fetch may ask although they are not public,
	// such as a test server.
	AllowHosts []string `mapstructure:"allow_hosts" json:"allow_hosts,omitempty"`
	// Memory, such as 2GB, is what a run may take; empty: most of the machine's.
	// Threads is how many it may use at a time; 0: one for each processor.
	Memory  string `mapstructure:"memory" json:"memory,omitempty"`
	Threads int    `mapstructure:"threads" json:"threads,omitempty"`
	// Lake is a folder that the workers of the engine see too.
	Lake string `mapstructure:"lake" json:"lake,omitempty"`
}

// Settings are what a run comes to, with its data.
type Settings struct {
	// AsOf is the day (2006-01-02) after which nothing counts that was
	// published; empty: everything counts.
	AsOf string `mapstructure:"as_of" json:"as_of"`
	// Resolve is the rule that chooses among competing claims.
	Resolve string `mapstructure:"resolve" json:"resolve"`
	// FoundingRace is the race that the story is told of; data without it
	// have none.
	FoundingRace string `mapstructure:"founding_race" json:"founding_race"`
	// Metric and Market are what charts of one metric in one market show;
	// empty: of which there are most figures.
	Metric string `mapstructure:"metric" json:"metric,omitempty"`
	Market string `mapstructure:"market" json:"market,omitempty"`
	// Focus are platforms that models and charts follow whatever their size, and
	// Follow is how many figures the series have that they follow in all.
	Focus  []string `mapstructure:"focus" json:"focus,omitempty"`
	Follow int      `mapstructure:"follow" json:"follow"`
	// Engine is duckdb, or spark://host:port where a Spark Connect server makes the
	// relations that grow with the data.
	Engine string `mapstructure:"engine" json:"engine"`
	// Sources are the settings of each source by its name, kind among them;
	// package source reads them. Only a configuration file has them.
	Sources map[string]map[string]any `mapstructure:"-" json:"sources,omitempty"`
	// Options of the models, keys winrate, race and strength.
	models.Options `mapstructure:",squash"`
}

func defaultConfig() config {
	return config{Place: Place{Out: "out", Raw: "raw"}, Settings: Settings{Resolve: transform.Rules[0], FoundingRace: transform.FoundingRace,
		Follow: transform.Follow, Engine: "duckdb", Options: models.Defaults()}}
}

// configFile is read from the working folder when --config does not name one.
const configFile = "headstart.yaml"

// outWords are the words that make a later call look in the same folder, to
// be pasted into a shell; none for the default.
func outWords(out string) string {
	if out == "out" {
		return ""
	}
	return " --out " + shellWord(out)
}

// link is where in Out the run of a configuration is to be found.
func (c config) link() string {
	if c.AsOf == "" {
		return "latest"
	}
	return "as-of/" + c.AsOf
}

// words are the words that make a later call read the same run; none for the
// newest in the default folder.
func (c config) words() string {
	if c.Run != "" {
		return outWords(c.Out) + " --run " + shellWord(c.Run)
	}
	return linkWords(c.Out, c.link())
}

// linkWords are such words for the run that a link in out points to.
func linkWords(out, link string) string {
	if link == "latest" {
		return outWords(out)
	}
	return outWords(out) + " --run " + link
}

// loadConfig merges the layers for the flags that a verb has.
func loadConfig(flags *pflag.FlagSet) (config, error) {
	v := viper.New()
	var defaults map[string]any
	if err := mapstructure.Decode(defaultConfig(), &defaults); err != nil {
		return config{}, err
	}
	for key, value := range defaults {
		v.SetDefault(key, value)
	}
	defaults["sources"] = nil // a key too, though not one of viper's
	v.SetEnvPrefix("headstart")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	keys := v.AllKeys()
	slices.Sort(keys)
	for _, key := range keys {
		if flag := flags.Lookup(strings.ReplaceAll(key, "_", "-")); flag != nil {
			if err := v.BindPFlag(key, flag); err != nil {
				return config{}, err
			}
		}
	}
	file, settings, err := readConfigFile(flags)
	if err != nil {
		return config{}, usageError{err}
	}
	// Viper would write all keys below sources in small letters, and take a name
	// with a dot apart.
	named := settings["sources"]
	delete(settings, "sources")
	if err := v.MergeConfigMap(settings); err != nil {
		return config{}, err
	}
	for _, key := range v.AllKeys() {
		if _, has := defaults[key]; has && !slices.Contains(keys, key) {
			return config{}, usageError{fmt.Errorf("read configuration %s: %s has settings of its own; write them below it, such as %[2]s: {seed: 1}", file, key)}
		} else if !slices.Contains(keys, key) {
			return config{}, usageError{fmt.Errorf("read configuration %s: unknown key %q; keys are %s; see all with: headstart run --print-config",
				file, key, strings.Join(slices.Sorted(maps.Keys(defaults)), ", "))}
		}
	}
	var c config
	strict := func(d *mapstructure.DecoderConfig) {
		d.WeaklyTypedInput = false
		d.DecodeHook = mapstructure.ComposeDecodeHookFunc(source.AsWritten, mapstructure.StringToSliceHookFunc(","), mapstructure.StringToBasicTypeHookFunc())
	}
	if err := v.UnmarshalExact(&c, strict); err != nil {
		return config{}, usageError{wrongSetting(file, err)}
	}
	if c.Sources, err = sourceSettings(named); err != nil {
		return config{}, usageError{fmt.Errorf("read configuration %s: %w", file, err)}
	}
	for _, key := range keys {
		if flag := flags.Lookup(key); flag != nil {
			if err := checkNumber(flag, v.GetString(key)); err != nil {
				return config{}, usageError{err}
			}
		}
	}
	if run := flags.Lookup("run"); run != nil {
		c.Run = run.Value.String()
	}
	if err := c.check(); err != nil {
		return config{}, usageError{err}
	}
	c.Market = strings.ToUpper(c.Market)
	return c, nil
}

// wrongSetting says which setting has a value of the wrong type, and whether it
// stands in a variable or in a file.
func wrongSetting(file string, err error) error {
	wrong := source.WrongType(err)
	if key := (*mapstructure.DecodeError)(nil); errors.As(err, &key) {
		variable := "HEADSTART_" + strings.ToUpper(strings.ReplaceAll(key.Name(), ".", "_"))
		if os.Getenv(variable) != "" {
			what, cure, _ := strings.Cut(wrong.Error(), "; write ")
			_, example, _ := strings.Cut(cure, ": ")
			return fmt.Errorf("read %s: %s; write %[1]s=%[3]s", variable, what, example)
		}
	}
	return fmt.Errorf("read configuration %s: %w", file, wrong)
}

// readConfigFile reads the configuration file of a call, without which there are
// no settings.
func readConfigFile(flags *pflag.FlagSet) (name string, settings map[string]any, err error) {
	if name, _ = flags.GetString("config"); name == "" {
		if _, err := os.Stat(configFile); errors.Is(err, fs.ErrNotExist) {
			return "", nil, nil
		}
		name = configFile
	}
	text, err := ingest.ReadFile(name, 1<<20)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil, fmt.Errorf("read configuration: there is no file %s; --config names a file such as %s", name, configFile)
	case err != nil:
		return name, nil, fmt.Errorf("read configuration: %w; --config names a file such as %s", err, configFile)
	}
	if settings, err = readSettings(text); err != nil {
		return name, nil, fmt.Errorf("read configuration %s: %s; write lines such as resolve: low", name, flatten(err))
	}
	return name, settings, nil
}

// readSettings reads the text of a configuration file, which is one document of
// YAML: of a second one, nothing would be seen.
func readSettings(text []byte) (settings map[string]any, err error) {
	documents := yaml.NewDecoder(bytes.NewReader(text))
	if err = documents.Decode(&settings); errors.Is(err, io.EOF) { // it is empty
		return nil, nil
	}
	var second any
	if err == nil && !errors.Is(documents.Decode(&second), io.EOF) {
		err = errors.New("a second document begins behind --- or ...; keep all settings in the first")
	}
	return settings, err
}

// flatten puts the several lines of a library's error in one.
func flatten(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// check says what is wrong with a setting.
func (c config) check() error {
	_, noDay := c.asOf()
	_, noLimits := c.limits()
	focus := slices.IndexFunc(c.Focus, func(id string) bool { return id == "" || strings.ContainsAny(id, ";%_") })
	switch {
	case !slices.Contains(transform.Rules, c.Resolve):
		return fmt.Errorf("unknown rule %q for competing claims; use --resolve %s", c.Resolve, strings.Join(transform.Rules, ", "))
	case noDay != nil:
		return fmt.Errorf("%q is not a day; write it as --as-of 2015-06-30", c.AsOf)
	case c.Market != "" && !marketCode.MatchString(strings.ToUpper(c.Market)):
		return noMarket(c.Market)
	case c.Out == "":
		return errors.New("no folder to write to; use --out out")
	case c.Raw == "":
		return errors.New("no folder for fetched data; use --raw raw")
	case focus >= 0:
		return fmt.Errorf("focus names platforms by platform_id, not as %q; use --focus wechat,line", c.Focus[focus])
	case noLimits != nil:
		return noLimits
	}
	if c.Engine != "duckdb" || c.Lake != "" {
		if err := transform.CheckEngine(c.Engine, c.Lake); err != nil {
			return err
		}
	}
	if err := c.Options.Check(); err != nil {
		return fmt.Errorf("%w; see all settings with: headstart run --print-config", err)
	}
	return nil
}

// limits are what the database may take. A fourth of the memory is left to what
// is not in it.
func (c config) limits() (transform.Limits, error) {
	limits := transform.Limits{Threads: c.Threads}
	if c.Memory == "" {
		return limits, nil
	}
	bytes, err := humanize.ParseBytes(c.Memory)
	if err != nil || bytes < 256e6 || bytes > 1e15 {
		return limits, fmt.Errorf("memory must be from 256MB to 1000TB, not %q; use --memory 2GB", c.Memory)
	}
	limits.Memory = int64(bytes / 4 * 3)
	return limits, nil
}

// asOf is zero when everything counts.
func (c config) asOf() (time.Time, error) {
	if c.AsOf == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, c.AsOf)
	if err == nil && day.Year() < 1900 { // the zero time would mean everything
		err = errors.New("before 1900")
	}
	return day, err
}

// dataPackage is an open data package.
type dataPackage struct {
	*ingest.Package
	fsys      fs.FS // its folder
	platforms []press.Platform
}

// openPackage opens the folder of the data package.
func (c config) openPackage() (*dataPackage, error) {
	pkg := &dataPackage{fsys: data.FS}
	if c.Data != "" {
		const hint = "--data names a folder with a datapackage.json"
		info, err := os.Stat(c.Data)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("open data package: there is no folder %s; %s", c.Data, hint)
		case err == nil && !info.IsDir():
			return nil, fmt.Errorf("open data package: %s is not a folder; %s", c.Data, hint)
		}
		// A link in a package of somebody else's must not lead out of it.
		root, err := os.OpenRoot(c.Data)
		if err != nil {
			return nil, fmt.Errorf("open data package: %w; %s", err, hint)
		}
		pkg.fsys = root.FS()
	}
	var err error
	if pkg.Package, err = ingest.Open(pkg.fsys); err != nil {
		return nil, fmt.Errorf("open data package: %w", err)
	}
	if !slices.Contains(pkg.Tables(), "platform") {
		return nil, errors.New(`open data package: datapackage.json: there is no table "platform"; add a resource of that name`)
	}
	if c.Data != "" { // the one in the program is the contract
		if err := source.Check(pkg.Package); err != nil {
			return nil, fmt.Errorf("open data package: %w", err)
		}
	}
	pkg.platforms, err = source.Platforms(pkg.Package)
	return pkg, err
}

// sourceSettings are the settings of each source by its name, of the key sources
// of a configuration file.
func sourceSettings(named any) (map[string]map[string]any, error) {
	const hint = "; below sources: indent a name, and below the name its settings, such as kind: owid"
	if named == nil {
		return nil, nil
	}
	all, ok := named.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("sources must list sources by name, not %v%s", named, hint)
	}
	sources := make(map[string]map[string]any, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if sources[name], ok = all[name].(map[string]any); !ok {
			return nil, fmt.Errorf("source %s must have settings, not %v%s", name, all[name], hint)
		}
	}
	return sources, nil
}

// addSources makes the rows of every configured source follow those of the
// package.
func (c config) addSources(pkg *dataPackage) (*source.Sources, error) {
	if len(c.Sources) == 0 {
		return &source.Sources{}, nil
	}
	sources, err := source.Configure(c.Sources, c.Raw, pkg.platforms)
	if err != nil {
		return nil, usageError{err}
	}
	if err := sources.TakeDecisions(pkg.fsys); err != nil {
		return nil, err
	}
	return sources, sources.AddTo(pkg.Package)
}

// tellLeftOut says what was left out of the files of the sources, and which
// decisions about claims no longer fit.
func tellLeftOut(w io.Writer, sources *source.Sources) {
	for name, omissions := range sources.LeftOut() {
		var parts []string
		for _, o := range omissions {
			parts = append(parts, fmt.Sprintf("%s (%d)", o.Reason, o.Count))
		}
		fmt.Fprintln(w, cell(fmt.Sprintf("source %s: left out: %s", name, strings.Join(parts, ", "))))
	}
	for _, line := range sources.Unfit() {
		fmt.Fprintln(w, cell(line))
	}
}

// stopped is the error of a run that rejected rows stop: those of sources
// whose mode is fail. nil: there are none.
func stopped(sources *source.Sources, rejected []transform.Rejection) error {
	rejected = slices.DeleteFunc(slices.Clone(rejected), func(r transform.Rejection) bool { return sources.Mode(r.File) != "fail" })
	if len(rejected) == 0 {
		return nil
	}
	const shown = 5
	lines := []string{count(len(rejected), "row breaks", "rows break") + " a rule, and the mode of the source is fail:"}
	for i, r := range rejected {
		if i == shown {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, "  "+rejectionLine(r))
	}
	return errors.New(strings.Join(append(lines, "correct the source, or set such rows aside with mode: quarantine"), "\n"))
}
