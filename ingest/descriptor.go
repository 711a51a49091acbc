package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

const descriptorName = "datapackage.json"

// table is what the descriptor says about one resource, ready to read by.
type table struct {
	name    string
	path    string
	columns []column
	names   []string // of the columns
	keys    []Key
	schema  *arrow.Schema
}

// These are the parts of a Data Package 2.0 descriptor that reading needs.
// Keys are checked by queries, once all tables are there.
type (
	descriptor struct {
		Title     string     `json:"title"`
		Resources []resource `json:"resources"`
	}
	resource struct {
		Name   string `json:"name"`
		Path   string `json:"path"`
		Schema struct {
			Fields        []field     `json:"fields"`
			MissingValues []string    `json:"missingValues"`
			PrimaryKey    oneOrMore   `json:"primaryKey"`
			UniqueKeys    []oneOrMore `json:"uniqueKeys"`
			ForeignKeys   []struct {
				Fields    oneOrMore `json:"fields"`
				Reference struct {
					Resource string    `json:"resource"`
					Fields   oneOrMore `json:"fields"`
				} `json:"reference"`
			} `json:"foreignKeys"`
		} `json:"schema"`
	}
	field struct {
		Name        string                     `json:"name"`
		Type        string                     `json:"type"`
		Format      string                     `json:"format"`
		Description string                     `json:"description"`
		Unit        string                     `json:"headstart:unit"`
		Kind        string                     `json:"headstart:kind"`
		Constraints map[string]json.RawMessage `json:"constraints"`
	}
)

// Contract is what a descriptor says of its tables, without their files.
type Contract struct {
	title  string
	tables []*table
}

// ReadContract reads the datapackage.json at the root of fsys.
func ReadContract(fsys fs.FS) (c Contract, err error) {
	text, err := fs.ReadFile(fsys, descriptorName)
	if err != nil {
		return c, fmt.Errorf("%s: %w", descriptorName, err)
	}
	text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	var d descriptor
	if err := json.Unmarshal(text, &d); err != nil {
		return c, jsonError(text, err)
	}
	if len(d.Resources) == 0 {
		return c, fmt.Errorf("%s: no resources; list at least one table under \"resources\"", descriptorName)
	}
	for i, r := range d.Resources {
		t, err := newTable(r)
		if err != nil {
			where := fmt.Sprintf("resource %q", r.Name)
			if r.Name == "" {
				where = fmt.Sprintf("resource %d", i+1)
			}
			return c, fmt.Errorf("%s: %s: %w", descriptorName, where, err)
		}
		for _, earlier := range c.tables {
			if earlier.name == t.name {
				return c, fmt.Errorf("%s: two resources are named %q; rename one", descriptorName, t.name)
			}
			if earlier.path == t.path {
				return c, fmt.Errorf("%s: resources %q and %q have the same path %q; give each its own file",
					descriptorName, earlier.name, t.name, t.path)
			}
		}
		c.tables = append(c.tables, t)
	}
	for i, r := range d.Resources {
		if err := c.addKeys(c.tables[i], r); err != nil {
			return c, fmt.Errorf("%s: resource %q: %w", descriptorName, r.Name, err)
		}
	}
	c.title = d.Title
	return c, nil
}

// Title returns the title of the package, "" for none.
func (c Contract) Title() string { return c.title }

// table returns a table by its name; for one that is not in the contract, a table without columns.
func (c Contract) table(name string) *table {
	if i := slices.IndexFunc(c.tables, func(t *table) bool { return t.name == name }); i >= 0 {
		return c.tables[i]
	}
	return &table{}
}

// Tables returns the names of the tables in the order of the descriptor.
func (c Contract) Tables() []string {
	names := make([]string, len(c.tables))
	for i, t := range c.tables {
		names[i] = t.name
	}
	return names
}

// Path returns the file of a table, inside the package, and "" for a table that
// is not in the contract.
func (c Contract) Path(table string) string { return c.table(table).path }

// Columns returns the names of the columns of a table, in order; none for a
// table that is not in the contract.
func (c Contract) Columns(table string) []string { return c.table(table).names }

// Schema returns the schema that [Package.Read] gives a table of this contract.
func (c Contract) Schema(table string) *arrow.Schema { return c.table(table).schema }

// Required says whether a column must have a value in every row.
func (c Contract) Required(table, column string) bool {
	t := c.table(table)
	i := slices.Index(t.names, column)
	return i >= 0 && t.columns[i].required
}

// Allowed returns the values that a column may have, in the order of the
// descriptor; nil where any value will do, or there is no such column.
func (c Contract) Allowed(table, column string) []string {
	t := c.table(table)
	if i := slices.Index(t.names, column); i >= 0 {
		return t.columns[i].enum
	}
	return nil
}

// Loosened returns an error for each column of other that c has, too, and that
// other gives another type, or no need of a value where c requires one; nil for
// none.
func (c Contract) Loosened(other Contract) error {
	var wrong []error
	for _, t := range other.tables {
		ours := c.table(t.name)
		for _, col := range t.columns {
			i := slices.Index(ours.names, col.name)
			if i < 0 {
				continue
			}
			var write string
			switch our := ours.columns[i]; {
			case our.kind == periodKind && col.kind != periodKind:
				write = `"headstart:kind": "period"`
			case our.kind != col.kind:
				write = fmt.Sprintf(`"type": %q`, fieldTypes[our.kind])
			case our.required && !col.required:
				write = `"required": true among its constraints`
			default:
				continue
			}
			wrong = append(wrong, fmt.Errorf("%s: table %q: column %q must have %s", descriptorName, t.name, col.name, write))
		}
	}
	return errors.Join(wrong...)
}

// Faults returns every cell of a row that breaks a rule of its column, in the
// order of the columns, with a suggestion where there is one.
func (c Contract) Faults(row Row) (out []Rejection) {
	t := c.table(row.Table)
	for i := range t.columns {
		col := &t.columns[i]
		if _, wrong := col.check(row.Cell(col.name)); wrong != nil {
			wrong.Suggested = col.suggest(row.Cell(col.name))
			out = append(out, *wrong)
		}
	}
	return out
}

// jsonError adds the line to an error of encoding/json, which has only the
// offset.
func jsonError(text []byte, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	offset := int64(0)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrongType):
		offset = wrongType.Offset
		err = fmt.Errorf("%q must not be a JSON %s", wrongType.Field, wrongType.Value)
	}
	offset = min(offset, int64(len(text)))
	line := 1 + bytes.Count(text[:offset], []byte("\n"))
	return fmt.Errorf("%s:%d: %w; the file must be a Data Package descriptor in JSON", descriptorName, line, err)
}

func newTable(r resource) (*table, error) {
	switch {
	case r.Name == "":
		return nil, errors.New(`it has no name; add "name"`)
	case r.Path == "":
		return nil, errors.New(`it has no file; add "path"`)
	case !fs.ValidPath(r.Path) || r.Path == ".":
		return nil, fmt.Errorf("path %q leaves the folder of the package; use a path such as observations.csv", r.Path)
	case len(r.Schema.Fields) == 0:
		return nil, errors.New(`it has no columns; list them under "schema", "fields"`)
	case r.Schema.MissingValues != nil && !slices.Equal(r.Schema.MissingValues, []string{""}):
		return nil, errors.New(`only the empty cell can mean a missing value; use "missingValues": [""]`)
	}
	t := &table{name: r.Name, path: r.Path}
	var fields []arrow.Field
	add := func(name string, typ arrow.DataType, description, unit string) error {
		for _, f := range fields {
			if f.Name == name {
				return fmt.Errorf("column %q is there twice (X_start and X_end of a period X, and line, file, file_line and locator, are made by the reader); rename one", name)
			}
		}
		fields = append(fields, newField(name, typ, description, unit))
		return nil
	}
	for i, f := range r.Schema.Fields {
		if f.Name == "" {
			return nil, fmt.Errorf("field %d has no name; add \"name\"", i+1)
		}
		c, err := newColumn(f)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Name, err)
		}
		c.out = len(fields)
		t.columns, t.names = append(t.columns, c), append(t.names, f.Name)
		err = add(f.Name, arrowTypes[c.kind], f.Description, cmp.Or(f.Unit, "none"))
		if c.kind == periodKind {
			err = errors.Join(err,
				add(f.Name+"_start", arrow.FixedWidthTypes.Date32, "earliest day that "+f.Name+" can mean", "day"),
				add(f.Name+"_end", arrow.FixedWidthTypes.Date32, "latest day that "+f.Name+" can mean", "day"))
		}
		if err != nil {
			return nil, err
		}
	}
	for _, f := range []struct {
		name, description string
		typ               arrow.DataType
	}{
		{"line", "line of " + r.Path + " on which the row starts; of a row from elsewhere a number beyond any line", arrow.PrimitiveTypes.Int64},
		{"file", "file that the row was read from", arrow.BinaryTypes.String},
		{"file_line", "line of that file on which the row starts; null: it has no lines", arrow.PrimitiveTypes.Int64},
		{"locator", "where in that file, when a line does not say", arrow.BinaryTypes.String},
	} {
		if err := add(f.name, f.typ, f.description, "none"); err != nil {
			return nil, err
		}
	}
	t.schema = arrow.NewSchema(fields, nil)
	return t, nil
}

// newField is a field of a table as Arrow has it: any can be null.
func newField(name string, typ arrow.DataType, description, unit string) arrow.Field {
	return arrow.Field{Name: name, Type: typ, Nullable: true,
		Metadata: arrow.NewMetadata([]string{"description", "unit"}, []string{description, unit})}
}

// place appends where a row was read, after its own cells.
func (t *table) place(b *array.RecordBuilder, number int64, row Row) {
	at := len(b.Fields()) - 4
	b.Field(at).(*array.Int64Builder).Append(number)
	putText(b, at+1, row.File, row.File != "")
	if row.Line == 0 {
		b.Field(at + 2).AppendNull()
	} else {
		b.Field(at + 2).(*array.Int64Builder).Append(row.Line)
	}
	putText(b, at+3, row.Locator, row.Locator != "")
}

// putText appends a text to a column, or null.
func putText(b *array.RecordBuilder, i int, text string, has bool) {
	if has {
		b.Field(i).(*array.StringBuilder).Append(text)
	} else {
		b.Field(i).AppendNull()
	}
}

func newColumn(f field) (column, error) {
	c := column{name: f.Name}
	i := slices.Index(fieldTypes, f.Type)
	if i < 0 {
		return c, fmt.Errorf("unknown type %q%s", f.Type, Hint(f.Type, "types are", fieldTypes))
	}
	c.kind = kind(i)
	switch {
	case f.Kind == "period" && c.kind == textKind:
		c.kind = periodKind
	case f.Kind == "list" && c.kind == textKind, f.Kind == "":
	default:
		return c, fmt.Errorf("unknown headstart:kind %q for type %s; a string can be a period or a list", f.Kind, f.Type)
	}
	if c.kind == dateKind && f.Format != "" && f.Format != "default" {
		return c, fmt.Errorf("unknown format %q; a date is written 2011-01-21, without a format", f.Format)
	}
	// Sorted, so that the first of several mistakes is always the same one.
	for _, name := range slices.Sorted(maps.Keys(f.Constraints)) {
		if err := c.constrain(name, f.Constraints[name]); err != nil {
			return c, fmt.Errorf("constraint %s: %w", name, err)
		}
	}
	return c, nil
}

// constrain adds one constraint of the descriptor. One that is not known is
// an error: a rule that is written down but not checked would mislead.
func (c *column) constrain(name string, raw json.RawMessage) error {
	switch name {
	case "required":
		if json.Unmarshal(raw, &c.required) != nil {
			return errors.New("it must be true or false")
		}
	case "unique":
		return nil // a key of the table
	case "enum":
		var values []json.RawMessage
		if json.Unmarshal(raw, &values) != nil || len(values) == 0 {
			return errors.New("it must be a list of the allowed values")
		}
		for _, value := range values {
			v, err := c.constant(value)
			if err != nil {
				return err
			}
			c.enum = append(c.enum, v.canonical(c.kind))
		}
		c.allowed = make(map[string]bool, len(c.enum))
		for _, value := range c.enum {
			c.allowed[value] = true
		}
	case "pattern":
		if json.Unmarshal(raw, &c.patternText) != nil {
			return errors.New("it must be a regular expression in quotes")
		}
		// Tried as it stands first, so that an error shows what was written.
		if _, err := syntax.Parse(c.patternText, syntax.Perl); err != nil {
			return err
		}
		// The whole cell must match, as the specification says. A call that reads no cell need not wait for it.
		c.pattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A(?:` + c.patternText + `)\z`) })
	case "minimum", "maximum":
		if c.kind != integerKind && c.kind != numberKind && c.kind != dateKind {
			return errors.New("only an integer, a number or a date can have it")
		}
		v, err := c.constant(raw)
		if err != nil {
			return err
		}
		if name == "minimum" {
			c.minimum = &v
		} else {
			c.maximum = &v
		}
	default:
		return errors.New("it is not checked; use required, unique, enum, pattern, minimum or maximum")
	}
	return nil
}

// constant reads a value of the column's kind from JSON, where it may be a
// string or bare.
func (c *column) constant(raw json.RawMessage) (value, error) {
	written := string(raw)
	if strings.HasPrefix(written, `"`) {
		if err := json.Unmarshal(raw, &written); err != nil {
			return value{}, err
		}
	}
	v, _, err := c.parse(written)
	if err != nil {
		err = fmt.Errorf("%s: %w", quoted(written), err)
	}
	return v, err
}
