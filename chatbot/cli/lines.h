// Where a chat's lines come from: a person at a terminal with line editing, or
// a pipe.
#ifndef UNKNOT_CHATBOT_CLI_LINES_H_
#define UNKNOT_CHATBOT_CLI_LINES_H_

#include <istream>
#include <memory>
#include <optional>
#include <string>

namespace unknot::cli {

// A source of lines.
class Lines {
 public:
  virtual ~Lines() = default;

  // Returns the next line without its end, or nothing at the end of input. A
  // line longer than the longest message is cut a little beyond that, so that
  // it is still seen to be too long.
  virtual std::optional<std::string> Next() = 0;
};

// Lines of a stream, which must outlive the source. "\r\n" ends a line too.
std::unique_ptr<Lines> MakeStreamLines(std::istream& in);

// Lines typed at the terminal, with editing and a history that is gone with the
// process. `prompt` is shown before each.
std::unique_ptr<Lines> MakeTerminalLines(std::string prompt);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_LINES_H_
