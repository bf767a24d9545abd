#include "chatbot/embedded/progress_bar.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace unknot::embedded {
namespace {

constexpr int kWidth = 20;
constexpr absl::Duration kDrawEvery = absl::Milliseconds(200);

}  // namespace

std::string ProgressLine(int64_t rows, int64_t bytes, int64_t size,
                         absl::Duration passed) {
  const double seconds = absl::ToDoubleSeconds(passed);
  const int64_t read = std::min(bytes, size);
  std::string line;
  if (size > 0) {
    const double part = static_cast<double>(read) / static_cast<double>(size);
    const int filled = static_cast<int>(part * kWidth);
    absl::StrAppendFormat(&line, "[%s%s] %3d%%  ", std::string(filled, '#'),
                          std::string(kWidth - filled, '-'),
                          static_cast<int>(part * 100));
  }
  absl::StrAppendFormat(
      &line, "%d rows  %d/s", rows,
      static_cast<int64_t>(static_cast<double>(rows) / (seconds + 0.001)));
  if (read > 0) {
    const auto left = static_cast<int64_t>(
        seconds * static_cast<double>(size - read) / static_cast<double>(read));
    absl::StrAppendFormat(&line, "  %d:%02d left", left / 60, left % 60);
  }
  return line;
}

ProgressBar::ProgressBar(bool shown, std::ostream& out)
    : shown_(shown), out_(out), began_(absl::Now()) {}

ProgressBar::~ProgressBar() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
}

void ProgressBar::Draw(int64_t rows, int64_t bytes, int64_t size) {
  const absl::Time now = absl::Now();
  if (!shown_ || now - last_ < kDrawEvery) return;
  last_ = now;
  drawn_ = true;
  out_ << "\r" << ProgressLine(rows, bytes, size, now - began_) << "\x1b[K"
       << std::flush;
}

}  // namespace unknot::embedded
