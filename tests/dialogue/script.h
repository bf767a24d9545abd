// Conversations as data: what a person says, and what must hold of each answer.
// They stand in chatbot/language/<language>/dialogues/*.jsonl, whose README
// says what may be expected.
#ifndef UNKNOT_TESTS_DIALOGUE_SCRIPT_H_
#define UNKNOT_TESTS_DIALOGUE_SCRIPT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "unknot/chat/v1/chat_service.pb.h"

namespace unknot::dialogue {

// One thing said.
struct ScriptTurn {
  std::string say;
  // An object of expectations; empty where none is.
  nlohmann::json expect;
};

// One conversation.
struct Script {
  std::string id;
  // What it shows, for people.
  std::string note;
  // BCP 47 tag; empty where it does not matter.
  std::string locale;
  // Why it is known to fail; empty where it must pass.
  std::string why;
  std::vector<ScriptTurn> turns;
};

// Reads every `*.jsonl` of `folder`, in order of name. FailedPrecondition,
// naming file and line: it cannot be read, an id or what is expected of a turn
// is missing or comes twice, or an expectation is not known.
absl::StatusOr<std::vector<Script>> ReadScripts(const std::string& folder);

// Every text of a response that people read.
std::vector<std::string> TextsOf(const chat::v1::SendMessageResponse& response);

// The facts of a complaint, as `kind/value`: `region/neck`, `side/left`,
// `severity/6`, `duration/14`, `age/34`, `subject/other`, `quality/ache`, and
// `condition/...` and `symptom/...` where they are present or suspected.
std::vector<std::string> FactsOf(const complaint::v1::Complaint& complaint);

// How `response` differs from what is expected, a sentence each. `step` is the
// next step that was advised last, `emergency`, `urgent`, `see_clinician` or
// `massage_ok`; it is moved on.
std::vector<std::string> Differences(
    const nlohmann::json& expect, const chat::v1::SendMessageResponse& response,
    std::string& step);

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_SCRIPT_H_
