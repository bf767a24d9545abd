// Reads lines.
#include "chatbot/cli/lines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

// readline.h uses FILE without including it.
#include <readline/history.h>
#include <readline/readline.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "chatbot/dialogue/chat.h"

namespace unknot::cli {
namespace {

constexpr size_t kMostLineBytes = dialogue::kMostTextBytes + 1;
constexpr int kMostHistory = 200;
// The first line of a file of history, so that no other file is taken for one.
constexpr char kHistoryMark[] = "# lines typed to unknot chat";

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

// Keeps the history of readline in a file, a line for each.
class HistoryFile {
 public:
  ~HistoryFile() {
    if (fd_ >= 0) close(fd_);
  }

  // Opens or creates it, and reads what it holds.
  absl::Status Open(const std::string& path) {
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY,
               S_IRUSR | S_IWUSR);
    struct stat about {};
    const bool plain =
        fd_ >= 0 && fstat(fd_, &about) == 0 && S_ISREG(about.st_mode);
    std::ifstream in(path);
    std::string line;
    if (plain && about.st_size > 0 &&
        (!std::getline(in, line) || line != kHistoryMark)) {
      return absl::FailedPreconditionError(
          "The file that --history names holds something else than lines typed "
          "to unknot, and is left as it is. Name another; it may be a new "
          "one.");
    }
    if (!plain || fchmod(fd_, S_IRUSR | S_IWUSR) != 0) {
      return absl::FailedPreconditionError(
          "The file that --history names cannot be used: it has to be a plain "
          "file of yours, in a folder that is there. Name another, or leave "
          "--history out, and nothing that you type is kept.");
    }
    if (about.st_size == 0) Add(kHistoryMark);
    int count = 0;
    for (; std::getline(in, line); ++count) add_history(line.c_str());
    if (count > kMostHistory) Rewrite();
    return absl::OkStatus();
  }

  void Add(std::string line) {
    if (fd_ < 0) return;
    std::replace(line.begin(), line.end(), '\n', ' ');
    line += '\n';
    // A full disk costs the history and not the conversation.
    if (write(fd_, line.data(), line.size()) < 0) return;
  }

  // Makes the file hold what readline does.
  void Rewrite() {
    if (fd_ < 0 || ftruncate(fd_, 0) != 0) return;
    Add(kHistoryMark);
    for (int i = 0; i < history_length; ++i) {
      Add(history_get(history_base + i)->line);
    }
  }

 private:
  int fd_ = -1;
};

class TerminalLines final : public Lines {
 public:
  explicit TerminalLines(std::string prompt) : prompt_(std::move(prompt)) {
    rl_readline_name = "unknot";
    SpeakUtf8();
    // Answers may go to a file while the person still sees what is typed.
    if (isatty(STDOUT_FILENO) == 0) rl_outstream = stderr;
    stifle_history(kMostHistory);
    rl_prep_term_function = [](int meta) {
      rl_prep_terminal(meta);
      MakeInterruptAKey();
    };
    for (Keymap keys :
         {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
      // Tab completion would offer names of files, which makes no sense here.
      rl_bind_key_in_map('\t', rl_insert, keys);
      rl_bind_key_in_map(kCtrlC, OnInterrupt, keys);
    }
  }

  absl::Status KeepIn(const std::string& path) { return kept_.Open(path); }

  std::optional<std::string> Next() override {
    is_over_ = false;
    char* typed = readline(prompt_.c_str());
    if (typed == nullptr || is_over_) {
      std::free(typed);
      std::fputc('\n', rl_outstream);
      return std::nullopt;
    }
    std::string line(typed);
    std::free(typed);
    if (line.size() > kMostLineBytes) line.resize(kMostLineBytes);
    if (!line.empty()) {
      add_history(line.c_str());
      kept_.Add(line);
    }
    return line;
  }

  void Forget() override {
    clear_history();
    kept_.Rewrite();
  }

 private:
  static constexpr int kCtrlC = 3;

  // Readline edits in the characters of the locale, and takes those of UTF-8
  // apart where there is none, as in a container. What is typed has to be UTF-8
  // in any case.
  static void SpeakUtf8() {
    if (setlocale(LC_CTYPE, "") != nullptr && MB_CUR_MAX > 1) return;
    // Readline asks the environment, in this order.
    setenv("LC_ALL", "C.UTF-8", 1);
    setlocale(LC_CTYPE, "C.UTF-8");
  }

  // While a line is edited, Ctrl-C is a key like others. While an answer is
  // awaited it ends the program, as everywhere.
  static void MakeInterruptAKey() {
    termios settings{};
    if (tcgetattr(STDIN_FILENO, &settings) != 0) return;
    settings.c_cc[VINTR] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
  }

  static int OnInterrupt(int /*count*/, int /*key*/) {
    if (rl_end == 0) {
      is_over_ = true;
      rl_done = 1;
      return 0;
    }
    std::fputs("^C", rl_outstream);
    rl_replace_line("", 1);
    rl_crlf();
    rl_on_new_line();
    rl_redisplay();
    return 0;
  }

  // Readline knows one terminal, and calls functions without an object.
  static inline bool is_over_ = false;

  const std::string prompt_;
  HistoryFile kept_;
};

}  // namespace

std::unique_ptr<Lines> MakeStreamLines(std::istream& in) {
  return std::make_unique<StreamLines>(in);
}

absl::StatusOr<std::unique_ptr<Lines>> MakeTerminalLines(
    std::string prompt, const std::string& history_file) {
  auto lines = std::make_unique<TerminalLines>(std::move(prompt));
  if (!history_file.empty()) {
    if (absl::Status kept = lines->KeepIn(history_file); !kept.ok()) {
      return kept;
    }
  }
  return lines;
}

}  // namespace unknot::cli
