// Counts what a benchmark asks of the heap. Linking allocations.cc replaces
// operator new of the whole program.
#ifndef UNKNOT_TESTS_BENCH_ALLOCATIONS_H_
#define UNKNOT_TESTS_BENCH_ALLOCATIONS_H_

#include <cstdint>

namespace unknot::bench {

// How often memory was asked for since the start, by operator new, on any
// thread.
uint64_t AllocationCount();

}  // namespace unknot::bench

#endif  // UNKNOT_TESTS_BENCH_ALLOCATIONS_H_
