// What the chatbot promises of every answer.
#include <algorithm>
#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/dialogue/script.h"
#include "tests/dialogue/walker.h"

namespace unknot::dialogue {
namespace {

using chat::v1::SendMessageResponse;

// A question of safety may come once more where its answer was taken back.
constexpr int kMostAsked = 2;

bool Says(const SendMessageResponse& response, absl::string_view reply_id) {
  return std::any_of(response.messages().begin(), response.messages().end(),
                     [&](const auto& message) {
                       return message.text().reply_id() == reply_id;
                     });
}

bool HasLevel(const SendMessageResponse& response,
              recommendation::v1::TriageLevel level) {
  return response.recommendation().triage().level() == level;
}

bool IsEmergency(const SendMessageResponse& response) {
  return HasLevel(response, recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
}

bool TellsNumbers(const SendMessageResponse& response) {
  return std::any_of(response.messages().begin(), response.messages().end(),
                     [](const auto& message) {
                       return message.alert().level() ==
                              recommendation::v1::TRIAGE_LEVEL_EMERGENCY;
                     });
}

bool IsUrgent(const SendMessageResponse& response) {
  return HasLevel(response, recommendation::v1::TRIAGE_LEVEL_URGENT);
}

bool OffersMassage(const SendMessageResponse& response) {
  if (response.recommendation().techniques_size() > 0) return true;
  if (response.therapists().results_size() > 0) return true;
  return std::any_of(response.messages().begin(), response.messages().end(),
                     [](const auto& message) {
                       return message.has_techniques() ||
                              message.has_therapists();
                     });
}

// Words of the knowledge base, which has one wording for each thing.
bool IsOfKnowledge(absl::string_view reply_id) {
  return reply_id == "topic" || reply_id == "safety_net" ||
         reply_id == "clinician_advice" || reply_id == "nothing_fits";
}

}  // namespace

std::vector<std::string> Watch::Faults(const SendMessageResponse& response) {
  std::vector<std::string> faults;
  const auto texts = TextsOf(response);
  if (response.messages().empty() ||
      std::all_of(texts.begin(), texts.end(),
                  [](const auto& text) { return text.empty(); })) {
    faults.push_back("Nothing is said.");
  }
  if (absl::StrJoin(texts, " ").find('{') != std::string::npos) {
    faults.push_back("A placeholder is left open.");
  }
  if (response.conversation().size() > kMostSealedBytes) {
    faults.push_back("The state is too large.");
  }
  CheckEmergency(response, faults);
  CheckQuestion(response, faults);
  CheckSentences(response, faults);
  return faults;
}

void Watch::CheckEmergency(const SendMessageResponse& response,
                           std::vector<std::string>& faults) {
  static const std::regex kNumbers("\\b(911|999|112|000|111)\\b");
  if (IsEmergency(response)) {
    in_emergency_ = true;
    if (!std::regex_search(absl::StrJoin(TextsOf(response), " "), kNumbers)) {
      faults.push_back("An emergency without a number to call.");
    }
  } else if (in_emergency_ && response.has_recommendation()) {
    // A clinician the same day is no massage either.
    const bool over = Says(response, "danger_over") ||
                      Says(response, "danger_before") ||
                      Says(response, "restarted");
    const bool danger = IsUrgent(response) || TellsNumbers(response);
    if (!over && !danger) {
      faults.push_back("An emergency is forgotten without a word.");
    }
    in_emergency_ = !over && danger;
  } else if (Says(response, "restarted")) {
    in_emergency_ = false;
  }
  if (in_emergency_ && OffersMassage(response)) {
    faults.push_back("Massage is offered in an emergency.");
  }
}

void Watch::CheckQuestion(const SendMessageResponse& response,
                          std::vector<std::string>& faults) {
  // A new page: what was asked before is of another complaint.
  const bool other = response.complaint().subject() != subject_;
  if (other || Says(response, "restarted")) asked_.clear();
  subject_ = response.complaint().subject();
  const auto& question = response.pending_question();
  if (question.question_id().empty()) return;
  const int times = ++asked_[question.text()];
  const auto* record = knowledge_ == nullptr
                           ? nullptr
                           : knowledge_->FindQuestion(question.question_id());
  const bool safety = record != nullptr && record->safety();
  if (times == 1 || (safety && times <= kMostAsked)) return;
  faults.push_back(
      absl::StrCat("The question \"", question.text(), "\" comes again."));
}

void Watch::CheckSentences(const SendMessageResponse& response,
                           std::vector<std::string>& faults) {
  std::set<std::string> said;
  for (const auto& message : response.messages()) {
    if (message.has_alert()) said.insert(message.alert().text());
    if (!message.has_text() || IsOfKnowledge(message.text().reply_id())) {
      continue;
    }
    said.insert(message.text().text());
  }
  for (const auto& text : said) {
    if (said_before_.count(text) > 0) {
      faults.push_back(absl::StrCat("Says \"", text, "\" twice in a row."));
    }
  }
  said_before_ = std::move(said);
}

}  // namespace unknot::dialogue
