// Tells advice.
#include "chatbot/dialogue/recommending.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chatbot/dialogue/cards.h"
#include "chatbot/dialogue/phrases.h"
#include "chatbot/dialogue/topics.h"

namespace unknot::dialogue {
namespace {

constexpr size_t kMostCautions = 4;
constexpr size_t kMostSelfCare = 3;
constexpr size_t kMostReasons = 3;
constexpr int kQuestionsToChooseFrom = 3;

std::string CautionInWords(const recommendation::v1::Caution& caution) {
  if (caution.adaptation().empty()) return caution.reason();
  if (caution.reason().empty()) return caution.adaptation();
  return absl::StrCat(caution.reason(), " ", caution.adaptation());
}

std::string InWords(const recommendation::v1::TriageReason& reason) {
  if (reason.advice().empty()) return reason.text();
  return absl::StrCat(reason.text(), " ", reason.advice());
}

// What was wanted and is not offered, with the reason and what comes nearest.
void TellAvoided(Turn& turn) {
  for (const auto& avoided : turn.advice->avoid()) {
    if (!avoided.wanted() || avoided.reasons().empty()) continue;
    const std::string reason = avoided.reasons(0).text();
    if (avoided.instead_technique_id().empty()) {
      turn.speaker.Say(reply::kTechniqueAvoid,
                       {{"technique", avoided.name()}, {"reason", reason}});
      continue;
    }
    turn.speaker.Say(
        reply::kTechniqueInstead,
        {{"technique", avoided.name()},
         {"reason", reason},
         {"instead", turn.resources.knowledge.NameOf(absl::StrCat(
                         "technique/", avoided.instead_technique_id()))}});
  }
}

void RememberLevel(Turn& turn) {
  turn.state.set_told_level(turn.level());
  turn.state.clear_told_record_ids();
  for (const auto& reason : turn.advice->triage().reasons()) {
    if (reason.level() == turn.level()) {
      turn.state.add_told_record_ids(reason.record_id());
    }
  }
}

bool IsNews(const Turn& turn) {
  if (turn.state.told_level() != turn.level()) return true;
  const auto& told = turn.state.told_record_ids();
  for (const auto& reason : turn.advice->triage().reasons()) {
    if (reason.level() == turn.level() &&
        std::find(told.begin(), told.end(), reason.record_id()) == told.end()) {
      return true;
    }
  }
  return false;
}

// Whether the person has this very advice before them already.
bool IsTold(const Turn& turn) {
  const auto& told = turn.state.recommended_technique_ids();
  const auto& techniques = turn.advice->techniques();
  return !told.empty() && !IsNews(turn) &&
         std::equal(told.begin(), told.end(), techniques.begin(),
                    techniques.end(),
                    [](const auto& id, const auto& technique) {
                      return id == technique.technique_id();
                    });
}

const ReplySpec& Opening(const Turn& turn, bool first, bool has_sites) {
  if (!first) return reply::kRecommendUpdated;
  if (turn.level() == recommendation::v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION) {
    return reply::kRecommendWithCare;
  }
  return has_sites ? reply::kRecommend : reply::kRecommendNoSite;
}

}  // namespace

absl::StatusOr<recommendation::v1::RecommendResponse> AdviceOn(
    const complaint::v1::Complaint& complaint, const Turn& turn) {
  recommendation::v1::RecommendRequest request;
  *request.mutable_complaint() = complaint;
  // Styles that people name and the knowledge base does not hold.
  auto* techniques = request.mutable_complaint()->mutable_techniques();
  for (int i = techniques->size() - 1; i >= 0; --i) {
    const auto& id = techniques->Get(i).technique_id();
    if (turn.resources.knowledge.FindTechnique(id) == nullptr) {
      techniques->DeleteSubrange(i, 1);
    }
  }
  request.set_country_code(turn.state.country_code());
  request.set_max_questions(kQuestionsToChooseFrom);
  return turn.resources.recommender.Recommend(request);
}

void TellCautions(Turn& turn) {
  std::vector<std::string> items;
  for (const auto& caution : turn.advice->cautions()) {
    if (items.size() >= kMostCautions) break;
    std::string text = CautionInWords(caution);
    if (!text.empty() &&
        std::find(items.begin(), items.end(), text) == items.end()) {
      items.push_back(std::move(text));
    }
  }
  // What was said in answer to a question need not stand there twice.
  for (const auto& message : turn.response.messages()) {
    for (const auto& said : message.list().items()) {
      items.erase(std::remove(items.begin(), items.end(), said), items.end());
    }
  }
  turn.speaker.SayList(reply::kCautionsTitle, std::move(items));
}

void TellRecommendation(Turn& turn) {
  if (!turn.asks_for_advice && IsTold(turn)) {
    if (turn.asks_for_therapists || turn.answered) return;
    turn.speaker.Say(reply::kRecommendUnchanged);
    turn.answered = true;
    return;
  }
  turn.answered = true;
  const bool first = turn.state.recommended_technique_ids().empty();
  const auto& advice = *turn.advice;
  RememberLevel(turn);
  turn.state.clear_recommended_technique_ids();
  if (advice.techniques().empty()) {
    if (advice.techniques_note().empty()) {
      turn.speaker.Say(reply::kNothingFits);
    } else {
      turn.speaker.SayText(advice.techniques_note(), reply::kNothingFits.id);
    }
    TellAvoided(turn);
    TellCautions(turn);
    return;
  }
  const std::string sites = SitesInWords(
      turn.state.complaint(), turn.resources.knowledge, turn.speaker);
  turn.speaker.Say(Opening(turn, first, !sites.empty()), {{"sites", sites}});
  *turn.response.add_messages()->mutable_techniques() =
      CardsOfTechniques(advice, turn.resources.knowledge, turn.speaker);
  for (const auto& technique : advice.techniques()) {
    turn.state.add_recommended_technique_ids(technique.technique_id());
  }
  RememberTopic(turn, "technique", advice.techniques(0).technique_id());
  TellAvoided(turn);
  TellCautions(turn);
  if (first) {
    turn.speaker.SayList(
        reply::kSelfCareTitle,
        AdviceInWords(advice.self_care(), turn.state.country_code(),
                      kMostSelfCare));
    turn.speaker.SayText(advice.triage().safety_net(), "safety_net");
  }
  turn.state.set_questions_in_row(0);
}

void TellClinician(Turn& turn) {
  const bool asked = turn.asks_for_advice || turn.asks_for_therapists ||
                     turn.wants("ask_safety") || turn.wants("ask_technique") ||
                     turn.wants("ask_when_see_doctor");
  const bool news = IsNews(turn);
  if (!news && !asked) return;
  turn.answered = true;
  const auto& triage = turn.advice->triage();
  if (!news) {
    const std::string reason =
        triage.reasons().empty() ? "" : triage.reasons(0).text();
    turn.speaker.Say(reply::kClinicianAgain, {{"reason", reason}});
    return;
  }
  RememberLevel(turn);
  turn.state.clear_recommended_technique_ids();
  turn.speaker.SayText(triage.advice(), "clinician_advice");
  std::vector<std::string> reasons;
  for (const auto& reason : triage.reasons()) {
    if (reason.level() != turn.level() || reasons.size() >= kMostReasons) {
      continue;
    }
    reasons.push_back(InWords(reason));
  }
  turn.speaker.SayList(reply::kClinicianReasonsTitle, std::move(reasons));
  turn.speaker.SayList(reply::kSelfCareTitle,
                       AdviceInWords(turn.advice->self_care(),
                                     turn.state.country_code(), kMostSelfCare));
  turn.speaker.SayText(triage.safety_net(), "safety_net");
}

}  // namespace unknot::dialogue
