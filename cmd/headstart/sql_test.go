package main

import (
	"bytes"
	"testing"

	"headstart/transform"

	"github.com/xuri/excelize/v2"
)

// A number is one in Excel, whatever its type, so that it can be added up; one
// of which Excel would lose digits is a text.
func TestWorkbook(t *testing.T) {
	for _, c := range []struct {
		value, want string
		number      bool
	}{
		{"773", "773", true},
		{"-5::tinyint", "-5", true},
		{"0", "0", true},
		{"sum(773)", "773", true}, // of a type with 39 digits
		{"18446744073709551615::ubigint", "18446744073709551615", false},
		{"999999999999999", "999999999999999", true},
		{"9007199254740991", "9007199254740991", false},
		{"1.50::decimal(4, 2)", "1.5", true},
		{"12345678901234567890.12::decimal(38, 2)", "12345678901234567890.12", false},
		{"1::double / 3", "0.333333333333333", true},
		{"0.1::float", "0.1", true},
		{"'nan'::double", "NaN", false},
		{"'007'", "007", false},
	} {
		db, err := transform.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		r, err := db.Result(t.Context(), "select "+c.value)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var file bytes.Buffer
		if err := writeWorkbook(&file, r); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		got, err := book.GetCellValue("Sheet1", "A2")
		kind, kindErr := book.GetCellType("Sheet1", "A2")
		if err != nil || kindErr != nil {
			t.Fatal(err, kindErr)
		}
		if number := kind != excelize.CellTypeInlineString; got != c.want || number != c.number {
			t.Errorf("%s is %s, a number: %t; want %s, %t", c.value, got, number, c.want, c.number)
		}
	}
}
