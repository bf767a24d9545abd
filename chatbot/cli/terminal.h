// How answers look in a terminal: wrapped, in colour where that is wanted.
#ifndef UNKNOT_CHATBOT_CLI_TERMINAL_H_
#define UNKNOT_CHATBOT_CLI_TERMINAL_H_

#include <limits>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "unknot/chat/v1/chat_service.pb.h"

namespace unknot::cli {

inline constexpr int kUnwrapped = std::numeric_limits<int>::max();

// How to write.
struct TerminalStyle {
  // Whether to colour with ANSI escapes.
  bool colour = false;
  // Columns to wrap at, at least 20. kUnwrapped: lines stay as they are.
  int width = 80;
};

// The style for standard output as it is now: colour on a terminal unless
// `no_color`, NO_COLOR or TERM=dumb says otherwise; its width, at most 100
// columns.
TerminalStyle StyleOfStdout(bool no_color);

// Breaks `text` at blanks so that no line is longer than `width` columns where
// that can be helped; lines after the first begin with `indent` blanks. Columns
// are those of a terminal: two for a wide character of East Asia, none for one
// that joins the one before. Line breaks in the text are kept; what else
// would command the terminal becomes a blank.
std::string Wrap(absl::string_view text, int width, int indent = 0);

// Messages as text, a blank line between them.
std::string Render(
    const google::protobuf::RepeatedPtrField<chat::v1::Message>& messages,
    const TerminalStyle& style);

// Quick replies as numbered lines, each reply whole where it can be; empty
// where there are none.
std::string RenderQuickReplies(
    const google::protobuf::RepeatedPtrField<chat::v1::QuickReply>& replies,
    const TerminalStyle& style);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_TERMINAL_H_
