// Checks, opens, understands, answers, seals.
#include "chatbot/dialogue/chat.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "chatbot/dialogue/danger.h"
#include "chatbot/dialogue/summary.h"
#include "services/runtime/errors.h"
#include "services/runtime/utf8.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using chat::v1::SendMessageRequest;

// Form of the state this program writes and reads.
constexpr int kStateFormat = 1;
constexpr size_t kMostLocaleBytes = 35;
constexpr size_t kMostPlaceBytes = 200;
constexpr int kMostRetracted = 20;
constexpr size_t kMostFactBytes = 80;

absl::Status CheckText(absl::string_view field, absl::string_view text,
                       size_t limit) {
  if (text.size() > limit) {
    return runtime::InvalidField(
        field, absl::StrCat("Must have at most ", limit, " bytes."),
        "TEXT_TOO_LONG");
  }
  if (!runtime::IsUtf8(text)) {
    return runtime::InvalidField(field, "Must be UTF-8.", "TEXT_NOT_UTF8");
  }
  return absl::OkStatus();
}

absl::Status CheckRetract(const SendMessageRequest& request) {
  if (request.retract_size() > kMostRetracted) {
    return runtime::InvalidField(
        "retract", absl::StrCat("Must be at most ", kMostRetracted, "."),
        "TOO_MANY_RETRACTED");
  }
  for (const auto& fact : request.retract()) {
    const absl::Status status = CheckText("retract", fact, kMostFactBytes);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Adds to `understood` what the request takes back. A sign of danger that was
// told is cleared up in words, so that the person is asked where it matters.
void AddRetracted(const SendMessageRequest& request,
                  const ConversationState& state,
                  chat::v1::Understanding& understood) {
  if (request.retract().empty()) return;
  for (const auto& fact : request.retract()) {
    const bool clinical = absl::StartsWith(fact, "symptom/") ||
                          absl::StartsWith(fact, "condition/");
    if (clinical && IsDanger(state.told_level())) continue;
    understood.add_retracted(fact);
  }
  auto* intent = understood.add_intents();
  intent->set_intent_id("correct");
  intent->set_confidence(1);
}

absl::Status CheckSettings(absl::string_view locale, absl::string_view country,
                           absl::string_view place) {
  absl::Status status = CheckText("locale", locale, kMostLocaleBytes);
  if (status.ok() && !country.empty() &&
      (country.size() != 2 || !absl::ascii_isalpha(country[0]) ||
       !absl::ascii_isalpha(country[1]))) {
    status = runtime::InvalidField("country_code",
                                   "Must be two letters of ISO 3166-1.");
  }
  if (status.ok()) status = CheckText("place", place, kMostPlaceBytes);
  return status;
}

// The country of a locale: `CA` of `en-CA`; empty where it names none.
std::string CountryOf(absl::string_view locale) {
  const std::vector<absl::string_view> parts = absl::StrSplit(locale, '-');
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() == 2) return absl::AsciiStrToUpper(parts[i]);
  }
  return "";
}

void ApplySettings(absl::string_view locale, absl::string_view country,
                   absl::string_view place, ConversationState& state) {
  if (!locale.empty()) state.set_locale(std::string(locale));
  if (!country.empty()) {
    state.set_country_code(absl::AsciiStrToUpper(country));
  } else if (state.country_code().empty()) {
    state.set_country_code(CountryOf(state.locale()));
  }
  if (!place.empty()) state.set_place(std::string(place));
}

// What the next words are most likely to fill: what was asked, else, once
// therapists were shown, another town.
absl::string_view SlotToReadFor(const ConversationState& state) {
  if (!state.pending_slot().empty() || state.shown_therapists().empty()) {
    return state.pending_slot();
  }
  return "place";
}

}  // namespace

Chat::Chat(const Resources& resources, const Understander& understander,
           const Sealer& sealer, const runtime::Clock& clock,
           absl::TimeZone time_zone)
    : resources_(resources),
      understander_(understander),
      sealer_(sealer),
      clock_(clock),
      time_zone_(time_zone),
      dialogue_(resources) {}

absl::CivilDay Chat::Today() const {
  return absl::ToCivilDay(clock_.Now(), time_zone_);
}

absl::StatusOr<chat::v1::StartConversationResponse> Chat::StartConversation(
    const chat::v1::StartConversationRequest& request) const {
  const absl::Status status =
      CheckSettings(request.locale(), request.country_code(), request.place());
  if (!status.ok()) return status;
  ConversationState state;
  state.set_format(kStateFormat);
  state.mutable_start_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
  ApplySettings(request.locale(), request.country_code(), request.place(),
                state);
  chat::v1::StartConversationResponse response;
  dialogue_.Greet(state, response);
  response.set_conversation(sealer_.Seal(state));
  return response;
}

absl::StatusOr<ConversationState> Chat::StateFor(
    const SendMessageRequest& request) const {
  const absl::Status status =
      CheckSettings(request.locale(), request.country_code(), request.place());
  if (!status.ok()) return status;
  ConversationState state;
  if (request.conversation().empty()) {
    state.set_format(kStateFormat);
    state.mutable_start_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
  } else {
    auto opened = sealer_.Open(request.conversation());
    if (!opened.ok()) return opened.status();
    state = *std::move(opened);
    if (state.format() != kStateFormat) {
      return runtime::InvalidField("conversation",
                                   "Is of another version; start afresh.",
                                   "CONVERSATION_INVALID");
    }
    // What a danger rests on is never dropped in silence.
    if (!IsDanger(state.told_level())) {
      resources_.knowledge.KeepKnown(*state.mutable_complaint());
    }
  }
  ApplySettings(request.locale(), request.country_code(), request.place(),
                state);
  return state;
}

absl::StatusOr<std::string> Chat::TextOf(const SendMessageRequest& request,
                                         const ConversationState& state) const {
  const absl::Status status = CheckText("text", request.text(), kMostTextBytes);
  if (!status.ok()) return status;
  if (!request.text().empty()) return runtime::WithoutControls(request.text());
  if (request.quick_reply_id().empty()) {
    if (!request.retract().empty()) return std::string();
    return runtime::InvalidField(
        "text", "Required where there is no quick_reply_id.", "TEXT_EMPTY");
  }
  // The id says where the label comes from: `reply/<id>/<n>`,
  // `question/<id>/<n>` or `place/<label>`.
  const std::vector<std::string> parts =
      absl::StrSplit(request.quick_reply_id(), '/');
  std::vector<std::string> labels;
  int index = 0;
  if (parts.size() == 2 && parts[0] == "place" &&
      CheckText("quick_reply_id", parts[1], kMostPlaceBytes).ok()) {
    labels = {parts[1]};
  } else if (parts.size() == 3 && absl::SimpleAtoi(parts[2], &index)) {
    if (parts[0] == "reply") {
      for (const auto& spec : AllReplies()) {
        if (spec.id == parts[1]) {
          labels = resources_.replies.QuickReplies(spec, state.locale());
        }
      }
    } else if (parts[0] == "question") {
      const auto* question = resources_.knowledge.FindQuestion(parts[1]);
      if (question != nullptr) {
        labels = {question->quick_replies().begin(),
                  question->quick_replies().end()};
      }
    }
  }
  if (index < 0 || index >= static_cast<int>(labels.size())) {
    return runtime::InvalidField("quick_reply_id",
                                 "Must be one of the last response.",
                                 "QUICK_REPLY_UNKNOWN");
  }
  return labels[index];
}

absl::StatusOr<chat::v1::SendMessageResponse> Chat::SendMessage(
    const SendMessageRequest& request) const {
  auto state = StateFor(request);
  if (!state.ok()) return state.status();
  const absl::Status retract = CheckRetract(request);
  if (!retract.ok()) return retract;
  const auto text = TextOf(request, *state);
  if (!text.ok()) return text.status();
  const absl::CivilDay today = Today();
  auto understood = text->empty() ? chat::v1::Understanding()
                                  : understander_.Understand(
                                        *text, SlotToReadFor(*state), today);
  AddRetracted(request, *state, understood);
  chat::v1::SendMessageResponse response =
      dialogue_.Answer({*text, understood, today}, *state);
  *response.mutable_understanding() = std::move(understood);
  response.set_conversation(sealer_.Seal(*state));
  return response;
}

absl::StatusOr<chat::v1::UnderstandResponse> Chat::Understand(
    const chat::v1::UnderstandRequest& request) const {
  absl::Status status = CheckText("text", request.text(), kMostTextBytes);
  if (status.ok()) status = CheckSettings(request.locale(), "", "");
  if (status.ok())
    status = CheckText("pending_slot", request.pending_slot(), 40);
  if (!status.ok()) return status;
  chat::v1::UnderstandResponse response;
  *response.mutable_understanding() =
      understander_.Understand(runtime::WithoutControls(request.text()),
                               request.pending_slot(), Today());
  return response;
}

absl::StatusOr<chat::v1::GetTranscriptSummaryResponse>
Chat::GetTranscriptSummary(
    const chat::v1::GetTranscriptSummaryRequest& request) const {
  const auto state = sealer_.Open(request.conversation());
  if (!state.ok()) return state.status();
  chat::v1::GetTranscriptSummaryResponse response;
  response.set_summary(
      request.format() == chat::v1::SUMMARY_FORMAT_FHIR_JSON
          ? SummaryAsFhirJson(*state, resources_.knowledge, resources_.replies)
          : SummaryAsText(*state, resources_.knowledge, resources_.replies));
  return response;
}

}  // namespace unknot::dialogue
