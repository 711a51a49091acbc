package stored

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// factor is a column in a term, as groups if it was written C(column).
type factor struct {
	column string
	groups bool
}

// parseTerm reads a covariate as an analyst writes it: a column, C(column) for
// its groups, a:b for a product, a*b for a, b and their product. What the
// header has to the letter is a column, whatever signs it has. It returns the
// products, each of one or more factors: the parts of a*b*c alone, then those
// of two parts, and so on. It fails if there are more than mostParts.
func parseTerm(term string, header []string) (all [][]factor, err error) {
	if slices.Contains(header, term) {
		return [][]factor{{{column: term}}}, nil
	}
	crossed := splitTerm(term, '*', header)
	if len(crossed) > mostParts { // the columns are named all the same, as they tell how the file is written
		for _, part := range crossed {
			all = append(all, factors(part, header))
		}
		return all, fmt.Errorf("covariate %s has %d parts, and %d are the most; write the products that you mean, as a:b", quoted(term), len(crossed), mostParts)
	}
	bySize := make([][][]factor, len(crossed)+1) // products by how many parts they have
	bySize[0] = [][]factor{nil}
	for i, part := range crossed {
		for size := i; size >= 0; size-- {
			for _, product := range bySize[size] {
				bySize[size+1] = append(bySize[size+1], append(slices.Clip(product), factors(part, header)...))
			}
		}
	}
	return slices.Concat(bySize[1:]...), nil
}

// mostParts is how many parts a term may have, as n of them have 2^n products.
const mostParts = 12

// factors are those of a part without *.
func factors(part string, header []string) (product []factor) {
	for _, name := range splitTerm(part, ':', header) {
		inner, isGroups := strings.CutPrefix(name, "C(")
		if isGroups = isGroups && strings.HasSuffix(inner, ")") && !slices.Contains(header, name); isGroups {
			name = strings.TrimSpace(strings.TrimSuffix(inner, ")"))
		}
		product = append(product, factor{name, isGroups})
	}
	return product
}

// splitTerm splits at a sign, but not within what the header has.
func splitTerm(term string, sign rune, header []string) []string {
	if slices.Contains(header, term) {
		return []string{term}
	}
	parts := strings.Split(term, string(sign))
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// Covariates are the columns of numbers that terms stand for.
type Covariates struct {
	Names      []string
	Values     [][]float64         // one slice per name, one number per row
	References map[string]string   // by column of groups: the group that the others are compared with
	Groups     map[string][]string // all groups of such a column, the reference first
	terms      []string
}

// mostGroups is how many groups a column may have: one of more is likely to
// have been meant otherwise.
const mostGroups = 50

// Covariates returns what the terms given to Read stand for. A column all of
// whose cells are texts is one of groups, as is C(column): it becomes one
// column of 0 and 1, column[group], for each group but the reference, which is
// the first in order (of numbers, or of texts) unless references names it. A
// product of columns is named a:b.
//
// It fails at a cell that is missing or no number, at a reference that is no
// group, at a column with one group or more than 50, and at a term given
// twice.
func (f *File) Covariates(terms []string, references map[string]string) (*Covariates, error) {
	c := &Covariates{References: map[string]string{}, Groups: map[string][]string{}, terms: terms}
	for _, term := range terms {
		for _, factor := range slices.Concat(f.factors[term]...) {
			name := factor.column
			if c.Groups[name] != nil || !factor.groups && !f.all(name, isGroup) {
				continue
			}
			groups, err := f.groups(name, references[name])
			if err != nil {
				return nil, err
			}
			c.Groups[name], c.References[name] = groups, groups[0]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(references)) {
		if c.Groups[name] == nil {
			return nil, fmt.Errorf("--reference names column %q, which is not a column of groups among the covariates; write C(%s) there", name, name)
		}
	}
	return c, c.fill(f)
}

// isGroup says whether a cell is a number in no way.
func isGroup(cell string, _ bool) bool {
	_, point := number(cell, false)
	_, comma := number(cell, true)
	return !point && !comma
}

// groups returns the groups of a column, the reference first.
func (f *File) groups(name, reference string) ([]string, error) {
	texts, err := f.Texts(name)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, text := range texts {
		seen[text] = true
	}
	groups := slices.SortedFunc(maps.Keys(seen), func(a, b string) int {
		x, first := number(a, false)
		y, second := number(b, false)
		if first && second && x != y {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a, b)
	})
	where := f.source.Name()
	switch at := slices.Index(groups, reference); {
	case len(groups) == 1:
		return nil, fmt.Errorf("%s: column %q is %s in every row, so there is nothing to compare; leave it out", where, name, quoted(groups[0]))
	case len(groups) == f.Rows() && len(groups) > 2:
		return nil, fmt.Errorf("%s: column %q has another group in each row, so that no two rows share one; leave it out, or make it a column of numbers", where, name)
	case len(groups) > mostGroups:
		return nil, fmt.Errorf("%s: column %q has %d different groups, and %d are the most; is it the right column?", where, name, len(groups), mostGroups)
	case reference != "" && at < 0:
		return nil, fmt.Errorf("%s: column %q has no group %q; %sgroups are: %s", where, name, reference, meant(reference, groups), columnList(groups))
	case reference != "":
		groups = slices.Insert(slices.Delete(groups, at, at+1), 0, reference)
	}
	return groups, nil
}

// Rows returns the values row by row; nil without covariates.
func (c *Covariates) Rows() [][]float64 {
	if len(c.Values) == 0 {
		return nil
	}
	n, p := len(c.Values[0]), len(c.Values)
	flat, rows := make([]float64, n*p), make([][]float64, n)
	for i := range rows {
		rows[i], flat = flat[:p:p], flat[p:]
		for j := range rows[i] {
			rows[i][j] = c.Values[j][i]
		}
	}
	return rows
}

// Of returns the same covariates of another file, which was read with the
// same terms. It fails at a group that the first file did not have.
func (c *Covariates) Of(f *File) (*Covariates, error) {
	other := &Covariates{References: c.References, Groups: c.Groups, terms: c.terms}
	return other, other.fill(f)
}

// fill makes the columns.
func (c *Covariates) fill(f *File) error {
	for _, term := range c.terms {
		for _, product := range f.factors[term] {
			names, values, err := c.columns(f, product[0])
			for _, factor := range product[1:] {
				var nextNames []string
				var next [][]float64
				if err == nil {
					nextNames, next, err = c.columns(f, factor)
				}
				names, values = multiply(names, values, nextNames, next)
			}
			if err != nil {
				return err
			}
			for k, name := range names {
				if slices.Contains(c.Names, name) {
					return fmt.Errorf("covariate %q is there twice, again by %q; a covariate has one part in a fit", name, term)
				}
				c.Names, c.Values = append(c.Names, name), append(c.Values, values[k])
			}
		}
	}
	return nil
}

// columns returns the numbers of a factor: one column, or one per group but
// the reference.
func (c *Covariates) columns(f *File, factor factor) (names []string, values [][]float64, err error) {
	groups := c.Groups[factor.column]
	if groups == nil {
		numbers, err := f.Numbers(factor.column)
		if err != nil {
			if strings.Contains(err.Error(), "is not a number") {
				err = fmt.Errorf("%w; if it names groups, write C(%s)", err, factor.column)
			}
			return nil, nil, err
		}
		return []string{factor.column}, [][]float64{numbers}, nil
	}
	texts, err := f.Texts(factor.column)
	if err != nil {
		return nil, nil, err
	}
	for _, group := range groups[1:] {
		column := make([]float64, len(texts))
		for row, text := range texts {
			if text == group {
				column[row] = 1
			}
		}
		names, values = append(names, factor.column+"["+group+"]"), append(values, column)
	}
	for row, text := range texts {
		if !slices.Contains(groups, text) {
			return nil, nil, fmt.Errorf("%s: column %q is %s, a group that the model was not fitted to; groups are: %s", f.Where(row), factor.column, quoted(text), columnList(groups))
		}
	}
	return names, values, nil
}

// multiply returns all products of a column of each.
func multiply(aNames []string, a [][]float64, bNames []string, b [][]float64) (names []string, values [][]float64) {
	for i := range a {
		for j := range b {
			product := make([]float64, len(a[i]))
			for row := range product {
				product[row] = a[i][row] * b[j][row]
			}
			names, values = append(names, aNames[i]+":"+bNames[j]), append(values, product)
		}
	}
	return names, values
}
