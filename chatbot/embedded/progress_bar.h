// How far a transfer is, for somebody at a terminal.
#ifndef UNKNOT_CHATBOT_EMBEDDED_PROGRESS_BAR_H_
#define UNKNOT_CHATBOT_EMBEDDED_PROGRESS_BAR_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"

namespace unknot::embedded {

// Returns "[#######-------------]  35%  351000 rows  24100/s  0:27 left".
// `size` 0: it is not known, and the line has no bar. More bytes than `size`,
// as of a file that grows while it is read, are all of them.
std::string ProgressLine(int64_t rows, int64_t bytes, int64_t size,
                         absl::Duration passed);

// Draws that line anew five times a second, and takes it away at the end.
// Draws nothing unless `shown`. `out` must outlive it.
class ProgressBar {
 public:
  ProgressBar(bool shown, std::ostream& out);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Draw(int64_t rows, int64_t bytes, int64_t size);

 private:
  const bool shown_;
  std::ostream& out_;
  const absl::Time began_;
  absl::Time last_ = absl::InfinitePast();
  bool drawn_ = false;
};

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_PROGRESS_BAR_H_
