// Talks.
#include "chatbot/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "chatbot/dialogue/replies.h"
#include "services/runtime/errors.h"

namespace unknot::cli {
namespace {

using chat::v1::SendMessageResponse;

constexpr char kUnknownCommand[] =
    "There is no such command; /help lists them.\n";
constexpr char kNothingYet[] = "There is no answer yet.\n";

std::string Json(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  std::string json;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

bool IsEmergency(const SendMessageResponse& response) {
  for (const auto& message : response.messages()) {
    if (message.alert().level() == recommendation::v1::TRIAGE_LEVEL_EMERGENCY) {
      return true;
    }
  }
  return false;
}

}  // namespace

const char kConversationHelp[] =
    "Besides messages, these can be typed:\n"
    "  /help     this list\n"
    "  /why      the reasons for the last recommendation\n"
    "  /summary  what has been told so far, to hand to a therapist\n"
    "  /json     the last answer in full, as JSON\n"
    "  /forget   forget everything, lines typed too, and start again\n"
    "  /quit     end; Ctrl-D does the same, and Ctrl-C on an empty line\n"
    "A number chooses one of the short answers.";

Session::Session(const dialogue::Chat& chat, const SessionOptions& options,
                 std::ostream& out)
    : chat_(chat), options_(options), out_(out) {}

int Session::Run(Lines& lines) {
  Greet();
  while (auto line = lines.Next()) {
    const absl::string_view text = absl::StripAsciiWhitespace(*line);
    if (!options_.json && absl::StartsWith(text, "/")) {
      if (Command(text, lines) == Next::kQuit) break;
    } else if (!text.empty() || options_.json) {
      Say(text);
    }
  }
  return ExitCode();
}

int Session::Ask(absl::string_view text) {
  Say(text);
  return ExitCode();
}

void Session::Greet() {
  chat::v1::StartConversationRequest request;
  request.set_locale(options_.locale);
  request.set_country_code(options_.country_code);
  request.set_place(options_.place);
  const auto started = chat_.StartConversation(request);
  if (!started.ok()) return;
  conversation_ = started->conversation();
  last_.Clear();
  *last_.mutable_quick_replies() = started->quick_replies();
  if (options_.json) return;
  out_ << Render(started->messages(), options_.style()) << "\n"
       << RenderQuickReplies(started->quick_replies(), options_.style())
       << std::flush;
}

void Session::Say(absl::string_view text) {
  chat::v1::SendMessageRequest request;
  request.set_conversation(conversation_);
  request.set_locale(options_.locale);
  request.set_country_code(options_.country_code);
  if (conversation_.empty()) request.set_place(options_.place);
  int number = 0;
  // A number is a quick reply, unless a number was asked for.
  const std::string slot = last_.pending_question().slot();
  const bool chooses = !options_.json && slot != "severity" && slot != "age" &&
                       absl::SimpleAtoi(text, &number) && number >= 1 &&
                       number <= last_.quick_replies_size();
  // `text` is a bytes-like view that may not be UTF-8: the chat checks it.
  request.set_text(chooses        ? last_.quick_replies(number - 1).label()
                   : text.empty() ? std::string(" ")
                                  : std::string(text));
  auto response = chat_.SendMessage(request);
  if (!response.ok() &&
      runtime::ReasonOf(response.status()) == "CONVERSATION_INVALID") {
    // It rested for too long: begin again, and say so.
    conversation_.clear();
  }
  last_ = response.ok() ? *std::move(response) : Refused(response.status());
  conversation_ = last_.conversation();
  Print(last_);
}

SendMessageResponse Session::Refused(const absl::Status& status) {
  const std::string reason = runtime::ReasonOf(status);
  const auto& spec = reason == "TEXT_TOO_LONG" ? dialogue::reply::kTooLong
                     : reason == "CONVERSATION_INVALID"
                         ? dialogue::reply::kConversationInvalid
                         : dialogue::reply::kNotText;
  SendMessageResponse response;
  response.set_conversation(conversation_);
  auto* text = response.add_messages()->mutable_text();
  text->set_text(chat_.replies().Say(spec, {}, options_.locale).text);
  text->set_reply_id(std::string(spec.id));
  *response.mutable_complaint() = last_.complaint();
  return response;
}

Session::Next Session::Command(absl::string_view command, Lines& lines) {
  if (command == "/quit" || command == "/exit") return Next::kQuit;
  if (command == "/help") {
    out_ << kConversationHelp << "\n";
  } else if (command == "/why") {
    Say(chat_.replies().FirstPhrase("ask_why"));
  } else if (command == "/forget") {
    conversation_.clear();
    lines.Forget();
    Greet();
  } else if (command == "/summary") {
    PrintSummary();
  } else if (command == "/json") {
    out_ << (last_.messages().empty() ? kNothingYet : Json(last_, true) + "\n");
  } else {
    out_ << kUnknownCommand;
  }
  out_ << std::flush;
  return Next::kGoOn;
}

void Session::PrintSummary() {
  chat::v1::GetTranscriptSummaryRequest request;
  request.set_conversation(conversation_);
  const auto summary = chat_.GetTranscriptSummary(request);
  out_ << (summary.ok() ? Wrap(summary->summary(), options_.style().width)
                        : std::string(kNothingYet));
}

void Session::Print(const SendMessageResponse& response) {
  if (options_.json) {
    out_ << Json(response, false) << "\n" << std::flush;
    return;
  }
  out_ << "\n"
       << Render(response.messages(), options_.style()) << "\n"
       << RenderQuickReplies(response.quick_replies(), options_.style())
       << std::flush;
}

int Session::ExitCode() const {
  return IsEmergency(last_) ? kExitEmergency : kExitDone;
}

}  // namespace unknot::cli
