package stored

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// scalars are the functions that a query may call, beside operators, the
// macros of transform/sql/00_macros.sql among them. None reads or writes
// anything but its arguments, none runs a text as a query, and none makes a
// long value of a short one.
var scalars = strings.Fields(`
	abs acos asin atan atan2 ceil ceiling cos degrees even exp fdiv floor fmod gamma gcd greatest lcm least lgamma ln log log10 log2 mod pi pow
	power radians round sign sin sqrt tan trunc xor isfinite isinf isnan nextafter add subtract multiply divide
	ascii bit_length chr concat concat_ws contains ends_with format printf instr left length len lower ltrim md5 nfc_normalize ord position
	prefix regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array replace reverse right
	rtrim sha256 split split_part starts_with str_split string_split strip_accents strlen strpos substr substring suffix translate trim ucase
	lcase unicode upper levenshtein damerau_levenshtein jaccard jaro_similarity jaro_winkler_similarity hash
	like_escape not_like_escape ilike_escape not_ilike_escape ~~ !~~ ~~* !~~* ~~~
	age century date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek
	dayofyear decade epoch era extract hour isodow isoyear julian last_day make_date make_timestamp millennium minute month monthname quarter
	second strftime strptime time_bucket to_centuries to_days to_decades to_hours to_microseconds to_milliseconds to_minutes to_months
	to_quarters to_seconds to_weeks to_years try_strptime week weekday weekofyear year yearweek
	array_agg array_length array_slice cardinality element_at flatten list_aggregate list_append list_apply list_concat list_contains
	list_distinct list_extract list_filter list_has list_has_all list_has_any list_indexof list_max list_min list_position list_prepend
	list_reduce list_reverse list_reverse_sort list_slice list_sort list_sum list_transform list_unique list_value list_zip map map_entries
	map_extract map_keys map_values row struct_extract struct_insert struct_pack unnest unpivot_list array_extract array_value
	coalesce if ifnull nullif typeof try_cast constant_or_null error
	any_value approx_count_distinct approx_quantile arg_max arg_max_null arg_min arg_min_null argmax argmin avg bit_and bit_or bit_xor bool_and
	bool_or corr count count_if count_star countif covar_pop covar_samp entropy favg first fsum geometric_mean geomean group_concat
	histogram kahan_sum kurtosis kurtosis_pop last list listagg mad max max_by mean median min min_by mode product quantile quantile_cont
	quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev
	stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance grouping grouping_id
	cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number
	as_text days_between joined last_digit middle_day month_of month_text months_after months_apart period_precision items
	beta_quantile normal_quantile jeffreys_lower jeffreys_upper wilson_end wilson_lower wilson_upper`)

// inFrom are those that it may call as a table.
var inFrom = strings.Fields("calendar generate_series range unnest")

// references are the kinds of things that may stand in from.
var references = strings.Fields("BASE_TABLE COLUMN_DATA EMPTY EMPTY_FROM EXPRESSION_LIST JOIN PIVOT SHOW_REF SUBQUERY TABLE_FUNCTION")

// shown are what show and describe may be asked for; describing a table or a
// query names none of them.
var shown = []string{"", `"tables"`, "__show_tables_expanded"}

// ErrNoTable is what a query fails with that names a table which there is not.
var ErrNoTable = errors.New("the run has no table")

// permission is what one query may name, and what it does.
type permission struct {
	tables []string
	named  map[string]bool // in small letters
	all    bool            // it lists or describes tables
}

// addNames permits the names that the query itself gives: with name as (…).
func (p *permission) addNames(node any) error {
	return each(node, func(node map[string]any, key string) error {
		with, _ := node["cte_map"].(map[string]any)
		entries, _ := with["map"].([]any)
		for _, e := range entries {
			entry, _ := e.(map[string]any)
			name, _ := entry["key"].(string)
			if reserved().MatchString(name) {
				return fmt.Errorf("%s is a name of DuckDB's catalog or of a file; call it something else", name)
			}
			p.tables = append(p.tables, name)
		}
		return p.addNames(node[key])
	})
}

// reserved are names that mean something of DuckDB's, or a file, where the query
// that gives them is not in scope.
var reserved = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(duckdb|pg|pragma|sqlite)_|[^\pL\pN_ $-]`) })

// check fails at the first part of a serialized query that names a table or
// a function which is not permitted.
func (p *permission) check(node any, functions []string) error {
	return each(node, func(node map[string]any, key string) error {
		text := func(key string) string { s, _ := node[key].(string); return s }
		kind, name := text("type"), strings.ToLower(text("function_name"))
		_, isReference := node["alias"]
		p.all = p.all || kind == "SHOW_REF"
		switch {
		case name != "" && !slices.Contains(functions, name) && (node["is_operator"] != true || operator.MatchString(name)):
			return fmt.Errorf("a query cannot call the function %s; to go on elsewhere, write the rows as CSV with --csv", name)
		case kind == "VALUE_PARAMETER":
			return errors.New("a query has no parameters such as ? or $1; write the value in its place")
		case isReference && kind != "" && node["class"] == nil && !strings.HasSuffix(kind, "_TYPE_INFO") && !slices.Contains(references, kind):
			return fmt.Errorf("a query cannot read from %s", strings.ToLower(kind))
		case kind == "SHOW_REF" && !slices.Contains(shown, text("table_name")):
			return fmt.Errorf("show takes tables or the name of a table, not %s", text("table_name"))
		case kind == "BASE_TABLE" && !p.permits(text("schema_name"), text("catalog_name"), text("table_name")):
			return fmt.Errorf("%w %s", ErrNoTable, text("table_name"))
		case kind == "TABLE_FUNCTION" && key == "function":
			call, _ := node[key].(map[string]any)
			if name, _ := call["function_name"].(string); !slices.Contains(inFrom, strings.ToLower(name)) {
				return fmt.Errorf("a query reads tables of the run, and cannot call %s", name)
			}
			return p.check(call["children"], functions)
		}
		return p.check(node[key], functions)
	})
}

var operator = regexp.MustCompile(`[a-z]`)

func (p *permission) permits(schema, catalog, table string) bool {
	p.named[strings.ToLower(table)] = true
	return (schema == "" || schema == "main") && (catalog == "" || catalog == "memory") &&
		slices.ContainsFunc(p.tables, func(name string) bool { return strings.EqualFold(name, table) })
}

// each calls visit with every key of the objects that node is or lists, in
// the order of keys.
func each(node any, visit func(node map[string]any, key string) error) error {
	switch node := node.(type) {
	case []any:
		for _, n := range node {
			if err := each(n, visit); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if err := visit(node, key); err != nil {
				return err
			}
		}
	}
	return nil
}
