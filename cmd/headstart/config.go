package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"headstart/data"
	"headstart/transform"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// config is every setting of a run. Each comes from its flag, else from
// HEADSTART_<NAME>, else from headstart.yaml, else from its default.
type config struct {
	// Data is the folder of a data package; empty is the one in the program.
	Data string `mapstructure:"data" json:"data"`
	// Out is the folder that runs are written to.
	Out string `mapstructure:"out" json:"out"`
	// AsOf is the day (2006-01-02) after which nothing counts that was
	// published; empty: everything counts.
	AsOf string `mapstructure:"as_of" json:"as_of"`
	// Resolve is the rule that chooses among competing claims.
	Resolve string `mapstructure:"resolve" json:"resolve"`
}

// configFile is read from the working folder when --config does not name one.
const configFile = "headstart.yaml"

// dataFlag, and its likes below, add the flags that set one key of config.
func dataFlag(flags *pflag.FlagSet) {
	flags.String("data", "", "folder of a data package (default: the one in the program)")
}

func outFlag(flags *pflag.FlagSet) {
	flags.String("out", "out", "folder that runs are written to")
}

func configFlag(flags *pflag.FlagSet) {
	flags.String("config", "", "configuration file (default: headstart.yaml in this folder, where there is one)")
}

// loadConfig merges the layers for the flags that a verb has.
func loadConfig(flags *pflag.FlagSet) (config, error) {
	v := viper.New()
	v.SetDefault("data", "")
	v.SetDefault("out", "out")
	v.SetDefault("as_of", "")
	v.SetDefault("resolve", transform.Rules[0])
	v.SetEnvPrefix("headstart")
	v.AutomaticEnv()
	for _, key := range v.AllKeys() {
		if flag := flags.Lookup(strings.ReplaceAll(key, "_", "-")); flag != nil {
			if err := v.BindPFlag(key, flag); err != nil {
				return config{}, err
			}
		}
	}
	if err := readConfigFile(v, flags); err != nil {
		return config{}, err
	}
	var c config
	if err := v.UnmarshalExact(&c, func(d *mapstructure.DecoderConfig) { d.WeaklyTypedInput = false }); err != nil {
		return config{}, usageError{fmt.Errorf("read configuration: %s; keys are: data, out, as_of, resolve", flatten(err))}
	}
	return c, c.check()
}

func readConfigFile(v *viper.Viper, flags *pflag.FlagSet) error {
	name, _ := flags.GetString("config")
	if name == "" {
		if _, err := os.Stat(configFile); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		name = configFile
	}
	v.SetConfigFile(name)
	v.SetConfigType("yaml")
	if err := v.ReadInConfig(); err != nil {
		return usageError{fmt.Errorf("read configuration %s: %s", name, flatten(err))}
	}
	return nil
}

// flatten puts the several lines of a library's error in one.
func flatten(err error) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(err.Error(), "\n", " ")), " ")
}

func (c config) check() error {
	if !slices.Contains(transform.Rules, c.Resolve) {
		return usageError{fmt.Errorf("unknown rule %q for competing claims; use --resolve %s", c.Resolve, strings.Join(transform.Rules, ", "))}
	}
	if _, err := c.asOf(); err != nil {
		return usageError{fmt.Errorf("%q is not a day; write it as --as-of 2015-06-30", c.AsOf)}
	}
	if c.Out == "" {
		return usageError{errors.New("no folder to write to; use --out out")}
	}
	return nil
}

// asOf is zero when everything counts.
func (c config) asOf() (time.Time, error) {
	if c.AsOf == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, c.AsOf)
}

// dataFS opens the folder of the data package.
func (c config) dataFS() (fs.FS, error) {
	if c.Data == "" {
		return data.FS, nil
	}
	info, err := os.Stat(c.Data)
	if err != nil {
		return nil, fmt.Errorf("open data package: %w; --data names a folder with a datapackage.json", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("open data package: %s is not a folder; --data names a folder with a datapackage.json", c.Data)
	}
	return os.DirFS(c.Data), nil
}
