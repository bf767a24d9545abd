// Runs a program beside a test and looks at what becomes of it.
#ifndef UNKNOT_TESTS_RUNTIME_CHILD_H_
#define UNKNOT_TESTS_RUNTIME_CHILD_H_

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"

namespace unknot::runtime {

// A program started by a shell. Killed at the end if it still runs.
class Child {
 public:
  // Starts `command`, of which the last is the program: "ulimit -n 64; exec x".
  explicit Child(const std::string& command);
  ~Child();

  // Returns what it has written to stdout and stderr so far.
  const std::string& output() const { return output_; }

  // Reads on until it has written `text`; false if it ends or ten seconds pass
  // before.
  bool WaitForOutput(const std::string& text);

  // Returns the port that the program says it listens on; 0 if it says nothing.
  int WaitForPort();

  void Signal(int signal);

  // Returns its exit code after it ended, reading on meanwhile; 128 + signal if
  // a signal ended it; -1 if it is still running after ten seconds.
  int WaitForExit();

 private:
  // Reads what there is, waiting until `deadline`. False at the end.
  bool ReadSome(absl::Time deadline);

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string output_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_TESTS_RUNTIME_CHILD_H_
