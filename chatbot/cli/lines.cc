// Reads lines.
#include "chatbot/cli/lines.h"

// readline.h uses FILE without including it.
#include <readline/history.h>
#include <readline/readline.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "chatbot/dialogue/chat.h"

namespace unknot::cli {
namespace {

constexpr size_t kMostLineBytes = dialogue::kMostTextBytes + 1;
constexpr int kMostHistory = 200;

class StreamLines final : public Lines {
 public:
  explicit StreamLines(std::istream& in) : in_(in) {}

  std::optional<std::string> Next() override {
    std::string line;
    bool any = false;
    for (int c = in_.get(); c != std::istream::traits_type::eof();
         c = in_.get()) {
      any = true;
      if (c == '\n') break;
      if (line.size() < kMostLineBytes) line += static_cast<char>(c);
    }
    if (!any) return std::nullopt;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

 private:
  std::istream& in_;
};

class TerminalLines final : public Lines {
 public:
  explicit TerminalLines(std::string prompt) : prompt_(std::move(prompt)) {
    stifle_history(kMostHistory);
    // Tab completion would offer names of files, which makes no sense here.
    rl_bind_key('\t', rl_insert);
  }

  std::optional<std::string> Next() override {
    char* typed = readline(prompt_.c_str());
    if (typed == nullptr) return std::nullopt;
    std::string line(typed);
    std::free(typed);
    if (!line.empty()) add_history(line.c_str());
    if (line.size() > kMostLineBytes) line.resize(kMostLineBytes);
    return line;
  }

 private:
  const std::string prompt_;
};

}  // namespace

std::unique_ptr<Lines> MakeStreamLines(std::istream& in) {
  return std::make_unique<StreamLines>(in);
}

std::unique_ptr<Lines> MakeTerminalLines(std::string prompt) {
  return std::make_unique<TerminalLines>(std::move(prompt));
}

}  // namespace unknot::cli
