// A conversation at the terminal: one person, one conversation at a time, kept
// in memory alone.
#ifndef UNKNOT_CHATBOT_CLI_SESSION_H_
#define UNKNOT_CHATBOT_CLI_SESSION_H_

#include <functional>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "chatbot/cli/lines.h"
#include "chatbot/cli/terminal.h"
#include "chatbot/dialogue/chat.h"

namespace unknot::cli {

// Exit codes of the program.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
// The last word was to call the emergency number.
inline constexpr int kExitEmergency = 10;

// What a person may type besides messages.
extern const char kConversationHelp[];

// How to hold a conversation.
struct SessionOptions {
  // BCP 47 tag.
  std::string locale = "en";
  // ISO 3166-1 alpha-2; empty: by locale.
  std::string country_code;
  // Where to look for therapists; may be empty.
  std::string place;
  // One response a line as proto3 JSON, instead of text for people.
  bool json = false;
  // How text looks; asked for each answer, since windows change their size.
  std::function<TerminalStyle()> style = [] { return TerminalStyle(); };
};

// Belongs to one thread.
class Session {
 public:
  // `chat` and `out` must outlive the session.
  Session(const dialogue::Chat& chat, const SessionOptions& options,
          std::ostream& out);

  // Greets, then answers every line of `lines` until its end or /quit. Returns
  // the exit code.
  int Run(Lines& lines);

  // Answers one message. Returns the exit code.
  int Ask(absl::string_view text);

 private:
  enum class Next { kGoOn, kQuit };

  void Greet();
  // Answers a message or the number of a quick reply.
  void Say(absl::string_view text);
  // Carries out a line that begins with "/". `lines` forget with it.
  Next Command(absl::string_view command, Lines& lines);
  void Print(const chat::v1::SendMessageResponse& response);
  void PrintSummary();
  // The response to a message that the chat refuses: says why in the words of
  // the language pack.
  chat::v1::SendMessageResponse Refused(const absl::Status& status);
  int ExitCode() const;

  const dialogue::Chat& chat_;
  const SessionOptions options_;
  std::ostream& out_;
  std::string conversation_;
  chat::v1::SendMessageResponse last_;
};

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_SESSION_H_
