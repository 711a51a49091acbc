// Command headstart answers one question: does launching first win? It turns
// a data package of sourced figures into tables, charts and a report.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
