package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// A NewFile is the whole content of a file of a package.
type NewFile struct {
	Name    string
	Content []byte
}

// With returns the files of the package with rows at the end of their tables,
// in the order of the descriptor, and last the descriptor with their sizes and
// hashes; none without rows. The rows are not tried against any rule: for that,
// make them an [Origin]. Cells without a column are left out.
func (p *Package) With(rows []Row) (out []NewFile, err error) {
	for _, t := range p.tables {
		added := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Table != t.name })
		if len(added) == 0 {
			continue
		}
		old, err := fs.ReadFile(p.fsys, t.path)
		file, openErr := openCSV(p.fsys, t)
		if err := errors.Join(err, openErr); err != nil {
			return nil, fmt.Errorf("%s: %w", t.path, err)
		}
		file.close()
		content, err := appended(old, file.names, added)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.path, err)
		}
		out = append(out, NewFile{t.path, content})
	}
	if len(out) == 0 {
		return nil, nil
	}
	descriptor, err := fs.ReadFile(p.fsys, descriptorName)
	if err == nil {
		descriptor, err = refreshed(descriptor, out)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", descriptorName, err)
	}
	return append(out, NewFile{descriptorName, descriptor}), nil
}

// appended returns a file with rows at its end, in the order of its header and
// with the line ends that it has.
func appended(old []byte, header []string, rows []Row) ([]byte, error) {
	first, _, _ := bytes.Cut(old, []byte("\n"))
	end := "\n"
	if bytes.HasSuffix(first, []byte("\r")) {
		end = "\r\n"
	}
	var b bytes.Buffer
	b.Write(old)
	if !bytes.HasSuffix(old, []byte("\n")) {
		b.WriteString(end)
	}
	out := csv.NewWriter(&b)
	out.UseCRLF = end != "\n"
	for _, row := range rows {
		cells := make([]string, len(header))
		for i, column := range header {
			cells[i] = row.Cell(column)
		}
		if err := out.Write(cells); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

// What a descriptor states of a file besides its path.
var (
	statedBytes = regexp.MustCompile(`("bytes"\s*:\s*)\d+`)
	statedHash  = regexp.MustCompile(`("hash"\s*:\s*)"[^"]*"`)
)

// refreshed returns a descriptor with the sizes and hashes of the files, where
// it states them. All other bytes stay as they are.
func refreshed(descriptor []byte, files []NewFile) ([]byte, error) {
	var top struct{ Resources []json.RawMessage }
	if err := json.Unmarshal(bytes.TrimPrefix(descriptor, []byte(byteOrderMark)), &top); err != nil {
		return nil, err
	}
	for _, raw := range top.Resources { // the bytes as they stand
		var r struct {
			Path string
			Hash *string
		}
		i := -1
		if json.Unmarshal(raw, &r) == nil {
			i = slices.IndexFunc(files, func(f NewFile) bool { return f.Name == r.Path })
		}
		if i < 0 {
			continue
		}
		if r.Hash != nil && !strings.HasPrefix(*r.Hash, "sha256:") {
			return nil, fmt.Errorf("the hash of %s is not written as sha256:…; write it so, or leave it out", r.Path)
		}
		fresh := statedBytes.ReplaceAll(raw, fmt.Appendf(nil, "${1}%d", len(files[i].Content)))
		fresh = statedHash.ReplaceAll(fresh, fmt.Appendf(nil, `${1}"sha256:%x"`, sha256.Sum256(files[i].Content)))
		descriptor = bytes.Replace(descriptor, raw, fresh, 1)
	}
	return descriptor, nil
}
