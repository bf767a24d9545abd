// What main does first.
#ifndef UNKNOT_SERVICES_RUNTIME_PROCESS_H_
#define UNKNOT_SERVICES_RUNTIME_PROCESS_H_

namespace unknot::runtime {

// Prepares the process of a shipped program. Call it first in main; not in
// tests, which want to hear of mistakes.
// - Abseil, as packaged, looks for lock-order inversions and aborts the process
//   when it sees one. Here it no longer looks.
// - Raises the soft limit of open files to the hard one.
// - Writing to a closed pipe or socket is an error and not a signal.
void PrepareProcess();

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_PROCESS_H_
