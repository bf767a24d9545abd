// Where a chat's lines come from: a person at a terminal with line editing, or
// a pipe.
#ifndef UNKNOT_CHATBOT_CLI_LINES_H_
#define UNKNOT_CHATBOT_CLI_LINES_H_

#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace unknot::cli {

// A source of lines.
class Lines {
 public:
  virtual ~Lines() = default;

  // Returns the next line without its end, or nothing at the end of input. A
  // line longer than the longest message is cut a little beyond that, so that
  // it is still seen to be too long.
  virtual std::optional<std::string> Next() = 0;

  // Forgets what was typed, wherever it is kept.
  virtual void Forget() {}
};

// Lines of a stream, which must outlive the source. "\r\n" ends a line too.
std::unique_ptr<Lines> MakeStreamLines(std::istream& in);

// Lines typed at the terminal, with editing and a history. `prompt` is shown
// before each. Several lines that are pasted at once are one. Ctrl-C drops what
// is on the line; where nothing is, it ends the input as Ctrl-D does.
//
// The history is gone with the process, unless `history_file` is named: then it
// is read from there, and each line is added to it at once; the file is made
// readable by its owner alone, and holds the last 200 lines. Fails, in words
// for the person, if that cannot be done.
absl::StatusOr<std::unique_ptr<Lines>> MakeTerminalLines(
    std::string prompt, const std::string& history_file = "");

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_LINES_H_
