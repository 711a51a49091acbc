package transform

// #include <stdlib.h>
// #ifdef __GLIBC__
// #include <malloc.h>
// #endif
// static void keep(int processors) {
// #ifdef __GLIBC__
// 	mallopt(M_ARENA_MAX, processors);
// 	mallopt(M_TOP_PAD, 2 << 20);
// 	mallopt(M_TRIM_THRESHOLD, 64 << 20);
// #endif
// }
import "C"

import "runtime"

// keepMemory makes the C library, where it is that of GNU, keep memory that a
// query gives back: the next one takes as much, and a run has hundreds. By
// default it has eight heaps for each processor, and each grows and shrinks by a few pages.
func keepMemory() { C.keep(C.int(runtime.NumCPU())) }
