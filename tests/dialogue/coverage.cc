// Counts what was reached.
#include "tests/dialogue/coverage.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "chatbot/dialogue/replies.h"
#include "tests/dialogue/script.h"

namespace unknot::dialogue {
namespace {

constexpr char kReplies[] = "replies";
constexpr char kIntents[] = "intents";
constexpr char kQuestions[] = "questions";
constexpr char kRules[] = "rules";
// As sure as the dialogue is of what a message wants.
constexpr double kSure = 0.5;

std::vector<std::string> PiecesOf(absl::string_view wording) {
  std::vector<std::string> pieces;
  while (!wording.empty()) {
    const size_t open = std::min(wording.find('{'), wording.size());
    if (open > 0) pieces.emplace_back(wording.substr(0, open));
    const size_t close = wording.find('}', open);
    if (close == absl::string_view::npos) break;
    wording.remove_prefix(close + 1);
  }
  return pieces;
}

// Whether `text` holds the pieces, in their order. The first letter may have
// been made a capital.
bool Holds(const std::string& text, const std::vector<std::string>& pieces) {
  size_t from = 0;
  for (size_t i = 0; i < pieces.size(); ++i) {
    const size_t skip = i == 0 && pieces[i].size() > 1 ? 1 : 0;
    const size_t at = text.find(pieces[i].substr(skip), from);
    if (at == std::string::npos) return false;
    from = at + pieces[i].size() - skip;
  }
  return true;
}

}  // namespace

Coverage::Coverage(const language::v1::LanguagePack& pack,
                   const Knowledge& knowledge) {
  for (const auto& reply : pack.replies()) {
    all_[kReplies].insert(reply.id());
    for (const auto& text : reply.text()) {
      wordings_.push_back({reply.id(), PiecesOf(text)});
    }
  }
  for (const auto& intent : pack.intents()) all_[kIntents].insert(intent.id());
  const auto& base = knowledge.base();
  for (const auto& one : base.questions()) all_[kQuestions].insert(one.id());
  for (const auto& one : base.red_flags()) all_[kRules].insert(one.id());
  for (const auto& one : base.contraindications()) {
    all_[kRules].insert(one.id());
  }
}

void Coverage::Add(const chat::v1::SendMessageResponse& response) {
  AddReplies(response);
  for (const auto& intent : response.understanding().intents()) {
    if (intent.confidence() >= kSure) {
      reached_[kIntents].insert(intent.intent_id());
    }
  }
  if (!response.pending_question().question_id().empty()) {
    reached_[kQuestions].insert(response.pending_question().question_id());
  }
  AddRules(response.recommendation());
}

void Coverage::AddReplies(const chat::v1::SendMessageResponse& response) {
  for (const auto& text : TextsOf(response)) {
    for (const auto& wording : wordings_) {
      if (!wording.pieces.empty() && Holds(text, wording.pieces)) {
        reached_[kReplies].insert(wording.reply_id);
      }
    }
  }
}

void Coverage::AddRules(const recommendation::v1::RecommendResponse& advice) {
  auto& rules = reached_[kRules];
  for (const auto& reason : advice.triage().reasons()) {
    rules.insert(reason.record_id());
  }
  for (const auto& caution : advice.cautions()) {
    rules.insert(caution.contraindication_id());
  }
  for (const auto& avoided : advice.avoid()) {
    for (const auto& reason : avoided.reasons()) {
      rules.insert(reason.record_id());
    }
  }
}

std::map<std::string, std::set<std::string>> Coverage::Unreached() const {
  std::map<std::string, std::set<std::string>> unreached;
  for (const auto& [kind, ids] : all_) {
    auto& missing = unreached[kind];
    const auto found = reached_.find(kind);
    std::set_difference(
        ids.begin(), ids.end(),
        found == reached_.end() ? ids.end() : found->second.begin(),
        found == reached_.end() ? ids.end() : found->second.end(),
        std::inserter(missing, missing.end()));
  }
  return unreached;
}

std::string Coverage::Report() const {
  std::string report;
  for (const auto& [kind, missing] : Unreached()) {
    const size_t count = all_.at(kind).size();
    absl::StrAppend(&report, kind, ": ", count - missing.size(), " of ", count,
                    " reached");
    if (!missing.empty()) {
      absl::StrAppend(&report, "; not: ", absl::StrJoin(missing, " "));
    }
    absl::StrAppend(&report, "\n");
  }
  return report;
}

}  // namespace unknot::dialogue
