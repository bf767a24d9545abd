// Writes messages for a terminal.
#include "chatbot/cli/terminal.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "chatbot/dialogue/chat.h"
#include "services/runtime/utf8.h"

namespace unknot::cli {
namespace {

using google::protobuf::RepeatedPtrField;

// Longer lines are hard to read.
constexpr int kWidest = 100;
constexpr int kNarrowest = 20;
constexpr int kDefaultWidth = 80;

// ANSI escapes.
constexpr absl::string_view kBold = "\033[1m";
constexpr absl::string_view kDim = "\033[2m";
constexpr absl::string_view kAlarm = "\033[1;31m";
constexpr absl::string_view kHeading = "\033[1;36m";
constexpr absl::string_view kReset = "\033[0m";

int Columns(UChar32 c) {
  const int8_t kind = u_charType(c);
  if (kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK ||
      kind == U_FORMAT_CHAR) {
    return 0;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int Columns(absl::string_view text) {
  int columns = 0;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    columns += c < 0 ? 1 : Columns(c);
  }
  return columns;
}

class Renderer {
 public:
  explicit Renderer(const TerminalStyle& style) : style_(style) {}

  std::string Text(const chat::v1::TextMessage& text) const {
    return absl::StrCat(Wrap(text.text(), style_.width), "\n");
  }

  std::string Alert(const chat::v1::AlertMessage& alert) const {
    std::string out = absl::StrCat(
        In(kAlarm,
           Wrap(absl::StrCat("!! ", alert.headline()), style_.width, 3)),
        "\n");
    if (!alert.text().empty()) {
      absl::StrAppend(&out, Wrap(alert.text(), style_.width), "\n");
    }
    for (const auto& contact : alert.contacts()) {
      absl::StrAppend(
          &out, In(kBold, Wrap(absl::StrCat("  > ", contact), style_.width, 4)),
          "\n");
    }
    return out;
  }

  // "+" is for, "!" is a caution, "~" is what research says, "[" are sources.
  std::string Technique(const chat::v1::TechniqueCard& card, int number,
                        int count) const {
    const std::string title =
        count > 1 ? absl::StrCat(number, ". ", card.name()) : card.name();
    std::string out =
        absl::StrCat(In(kHeading, Wrap(title, style_.width, 3)), "\n");
    absl::StrAppend(&out, Line("", card.summary()));
    for (const auto& why : card.why()) absl::StrAppend(&out, Line("+ ", why));
    for (const auto& caution : card.cautions()) {
      absl::StrAppend(&out, Line("! ", caution));
    }
    absl::StrAppend(&out, Line("~ ", card.evidence()));
    if (!card.sources().empty()) {
      absl::StrAppend(
          &out, In(kDim, Line("", absl::StrCat(
                                      "[", absl::StrJoin(card.sources(), "; "),
                                      "]"))));
    }
    return out;
  }

  std::string Therapist(const chat::v1::TherapistCard& card, int number) const {
    std::string out = absl::StrCat(
        In(kHeading, Wrap(absl::StrCat(number, ". ", card.display_name()),
                          style_.width, 3)),
        "\n");
    absl::StrAppend(&out, Line("", Joined({card.where(), card.distance()})));
    absl::StrAppend(&out, Line("", card.licence()));
    absl::StrAppend(&out,
                    Line("", Joined({card.phone(), card.price(), card.rating(),
                                     absl::StrJoin(card.languages(), ", ")})));
    for (const auto& why : card.why()) absl::StrAppend(&out, Line("+ ", why));
    absl::StrAppend(&out, In(kDim, Line("! ", card.notice())));
    return out;
  }

  std::string List(const chat::v1::ListMessage& list) const {
    std::string out =
        absl::StrCat(In(kBold, Wrap(list.title(), style_.width)), "\n");
    for (const auto& item : list.items()) {
      absl::StrAppend(&out, Wrap(absl::StrCat("  - ", item), style_.width, 4),
                      "\n");
    }
    return out;
  }

  std::string In(absl::string_view colour, absl::string_view text) const {
    if (!style_.colour || text.empty()) return std::string(text);
    return absl::StrCat(colour, text, kReset);
  }

 private:
  std::string Line(absl::string_view mark, absl::string_view text) const {
    if (text.empty()) return "";
    return absl::StrCat(Wrap(absl::StrCat("   ", mark, text), style_.width,
                             3 + static_cast<int>(mark.size())),
                        "\n");
  }

  static std::string Joined(const std::vector<std::string>& parts) {
    std::vector<std::string> said;
    for (const auto& part : parts) {
      if (!part.empty()) said.push_back(part);
    }
    return absl::StrJoin(said, " | ");
  }

  const TerminalStyle& style_;
};

// Wraps one line.
void WrapLine(absl::string_view line, int width, int indent, std::string& out) {
  const size_t begin = line.find_first_not_of(' ');
  const std::string lead(line.substr(0, std::min(begin, line.size())));
  out += lead;
  int column = Columns(lead);
  bool first = true;
  for (const absl::string_view word :
       absl::StrSplit(line, ' ', absl::SkipEmpty())) {
    const int size = Columns(word);
    if (!first && column + 1 + size > width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out.append(word.data(), word.size());
    column += size;
    first = false;
  }
}

}  // namespace

TerminalStyle StyleOfStdout(bool no_color) {
  TerminalStyle style;
  const char* forbidden = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  style.colour = terminal && !no_color &&
                 (forbidden == nullptr || forbidden[0] == '\0') &&
                 kind != nullptr && absl::string_view(kind) != "dumb";
  style.width = kDefaultWidth;
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0) {
    style.width = std::clamp<int>(size.ws_col, kNarrowest, kWidest);
  }
  return style;
}

std::string Wrap(absl::string_view text, int width, int indent) {
  std::string out;
  bool first = true;
  // Names and notices come from a directory, which may hold anything.
  const std::string shown = runtime::WithoutControls(text);
  for (const absl::string_view line : absl::StrSplit(shown, '\n')) {
    if (!first) {
      out += '\n';
      out.append(indent, ' ');
    }
    WrapLine(line, width, indent, out);
    first = false;
  }
  return out;
}

std::string Render(const RepeatedPtrField<chat::v1::Message>& messages,
                   const TerminalStyle& style) {
  const Renderer renderer(style);
  std::vector<std::string> blocks;
  for (const auto& message : messages) {
    switch (message.content_case()) {
      case chat::v1::Message::kText:
        blocks.push_back(renderer.Text(message.text()));
        break;
      case chat::v1::Message::kAlert:
        blocks.push_back(renderer.Alert(message.alert()));
        break;
      case chat::v1::Message::kTechniques: {
        const auto& cards = message.techniques().cards();
        for (int i = 0; i < cards.size(); ++i) {
          blocks.push_back(renderer.Technique(cards[i], i + 1, cards.size()));
        }
        break;
      }
      case chat::v1::Message::kTherapists: {
        const auto& cards = message.therapists().cards();
        for (int i = 0; i < cards.size(); ++i) {
          blocks.push_back(renderer.Therapist(cards[i], i + 1));
        }
        break;
      }
      case chat::v1::Message::kList:
        blocks.push_back(renderer.List(message.list()));
        break;
      case chat::v1::Message::CONTENT_NOT_SET:
        break;
    }
  }
  return absl::StrJoin(blocks, "\n");
}

std::string RenderQuickReplies(
    const RepeatedPtrField<chat::v1::QuickReply>& replies,
    const TerminalStyle& style) {
  if (replies.empty()) return "";
  const Renderer renderer(style);
  std::string lines;
  int column = 0;
  for (int i = 0; i < replies.size(); ++i) {
    const std::string label = absl::StrCat(i + 1, ") ", replies[i].label());
    const int size = Columns(label);
    if (column > 0 && column + 3 + size <= style.width) {
      lines += "   ";
      column += 3;
    } else if (column > 0) {
      lines += '\n';
      column = 0;
    }
    lines += Wrap(label, style.width, 3);
    column += size;
  }
  return absl::StrCat(renderer.In(kDim, lines), "\n");
}

}  // namespace unknot::cli
