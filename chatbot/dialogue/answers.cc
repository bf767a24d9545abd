// Answers what is asked.
#include "chatbot/dialogue/answers.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chatbot/dialogue/cards.h"
#include "chatbot/dialogue/phrases.h"
#include "chatbot/dialogue/picking.h"
#include "chatbot/dialogue/recommending.h"
#include "chatbot/dialogue/summary.h"
#include "chatbot/dialogue/topics.h"

namespace unknot::dialogue {
namespace {

using knowledge::v1::Technique;

constexpr size_t kListLength = 4;
constexpr size_t kMostSources = 5;
constexpr size_t kMostCompared = 4;

// The techniques the message names that the knowledge base knows.
std::vector<const Technique*> Named(const Turn& turn) {
  std::vector<const Technique*> named;
  for (const auto& mention : turn.input.understood.complaint().techniques()) {
    const auto* technique =
        turn.resources.knowledge.FindTechnique(mention.technique_id());
    if (technique != nullptr &&
        std::find(named.begin(), named.end(), technique) == named.end()) {
      named.push_back(technique);
    }
  }
  // "Tell me about the second one."
  const int picked = PickedTechnique(turn);
  if (named.empty() && picked >= 0) {
    named.push_back(turn.resources.knowledge.FindTechnique(
        turn.state.recommended_technique_ids(picked)));
  }
  return named;
}

// Says what the knowledge base has on the words of the message, or else the
// given list, or else a reply.
void TellTopicsOrList(Turn& turn, const ReplySpec& title,
                      std::vector<std::string> list, const ReplySpec& fallback,
                      const TopicKinds& kinds = {}) {
  std::vector<std::string> found = SearchTopics(turn, kinds, 2);
  turn.answered = true;
  for (auto& text : found) turn.speaker.SayText(std::move(text), "topic");
  if (!found.empty() && list.empty()) return;
  if (list.empty()) {
    turn.speaker.Say(fallback);
    return;
  }
  // What was just said need not stand in the list again.
  for (const auto& message : turn.response.messages()) {
    const auto& text = message.text().text();
    list.erase(std::remove(list.begin(), list.end(), text), list.end());
  }
  turn.speaker.SayList(title, std::move(list));
}

// Whether the technique fits the complaint, where that is known.
void TellWhetherItFits(Turn& turn, const Technique& technique) {
  if (!turn.massage_allowed()) return;
  for (const auto& avoided : turn.advice->avoid()) {
    if (avoided.technique_id() != technique.id() || avoided.reasons().empty()) {
      continue;
    }
    turn.speaker.Say(reply::kTechniqueAvoid,
                     {{"technique", technique.name()},
                      {"reason", avoided.reasons(0).text()}});
    return;
  }
  for (const auto& fitting : turn.advice->techniques()) {
    if (fitting.technique_id() == technique.id()) {
      turn.speaker.Say(reply::kTechniqueFits,
                       {{"technique", technique.name()}});
      return;
    }
  }
  std::vector<std::string> listed;
  for (const auto& fitting : turn.advice->techniques()) {
    listed.push_back(fitting.name());
  }
  if (listed.empty()) return;
  turn.speaker.Say(
      reply::kTechniqueNotFirst,
      {{"technique", technique.name()}, {"listed", turn.speaker.Join(listed)}});
}

// What "why not?" is about: what was named and is not offered, else the
// technique that was spoken of last. Null where there is neither.
const Technique* AskedWhyNot(const Turn& turn) {
  constexpr absl::string_view kTechnique = "technique/";
  const auto& knowledge = turn.resources.knowledge;
  const auto& named = turn.state.complaint().techniques();
  for (const auto& avoided : turn.advice->avoid()) {
    const bool spoken_of =
        std::any_of(named.begin(), named.end(), [&](const auto& mention) {
          return mention.technique_id() == avoided.technique_id();
        });
    if (spoken_of) return knowledge.FindTechnique(avoided.technique_id());
  }
  const absl::string_view last = turn.state.last_topic();
  if (!absl::StartsWith(last, kTechnique)) return nullptr;
  return knowledge.FindTechnique(last.substr(kTechnique.size()));
}

// "Why can't I have it hard?" Returns whether it was asked and answered.
bool TellWhyGentle(Turn& turn) {
  if (!turn.massage_allowed() || !turn.mentions("ask_why_gentle") ||
      turn.advice->cautions().empty()) {
    return false;
  }
  TellCautions(turn);
  turn.answered = true;
  return true;
}

// "Why not?" with nothing else. Returns whether it was asked and answered.
bool TellWhyNot(Turn& turn) {
  if (!turn.resources.replies.Is("ask_why_not", turn.input.text) ||
      !turn.massage_allowed()) {
    return false;
  }
  const Technique* technique = AskedWhyNot(turn);
  if (technique == nullptr) return false;
  TellWhetherItFits(turn, *technique);
  turn.answered = true;
  return true;
}

void ListTechniques(Turn& turn) {
  std::vector<const Technique*> sorted;
  for (const auto& technique : turn.resources.knowledge.base().techniques()) {
    sorted.push_back(&technique);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->gentleness_rank() < b->gentleness_rank();
  });
  std::vector<std::string> items;
  for (const auto* technique : sorted) {
    items.push_back(turn.speaker.Part(
        reply::kTechniqueLine, {{"technique", Capitalised(technique->name())},
                                {"summary", technique->summary()}}));
  }
  turn.speaker.SayList(reply::kTechniqueListTitle, std::move(items));
  turn.answered = true;
}

void AnswerTechnique(Turn& turn) {
  const auto named = Named(turn);
  if (named.empty()) {
    std::vector<std::string> found = SearchTopics(turn, {}, 2);
    for (auto& text : found) turn.speaker.SayText(std::move(text), "topic");
    turn.answered |= !found.empty();
    return;
  }
  const bool only_why_not =
      turn.massage_allowed() && turn.mentions("ask_why_not");
  if (!only_why_not) {
    auto* cards = turn.response.add_messages()->mutable_techniques();
    for (const auto* technique : named) {
      if (cards->cards_size() >= 2) break;
      *cards->add_cards() =
          CardOfTechnique(*technique, turn.resources.knowledge, turn.speaker);
    }
  }
  RememberTopic(turn, "technique", named[0]->id());
  for (const auto* technique : named) TellWhetherItFits(turn, *technique);
  turn.answered = true;
}

void AnswerCompare(Turn& turn) {
  auto named = Named(turn);
  for (const auto& id : turn.state.recommended_technique_ids()) {
    if (named.size() >= 2) break;
    const auto* technique = turn.resources.knowledge.FindTechnique(id);
    if (technique != nullptr &&
        std::find(named.begin(), named.end(), technique) == named.end()) {
      named.push_back(technique);
    }
  }
  if (named.size() < 2) {
    if (named.size() == 1) {
      AnswerTechnique(turn);
    } else if (!turn.asks_for_advice) {
      ListTechniques(turn);
    }
    return;
  }
  if (named.size() > kMostCompared) named.resize(kMostCompared);
  std::vector<std::string> items;
  knowledge::v1::CompareTechniquesRequest request;
  for (const auto* technique : named) {
    request.add_technique_ids(technique->id());
    items.push_back(turn.speaker.Part(
        reply::kCompareLine, {{"technique", Capitalised(technique->name())},
                              {"summary", technique->summary()},
                              {"pressure", technique->pressure()}}));
  }
  turn.speaker.SayList(reply::kCompareTitle, std::move(items));
  const auto compared = turn.resources.topics.Compare(request);
  if (compared.ok() && compared->contradictions_size() > 0) {
    const auto& contradiction = compared->contradictions(0);
    turn.speaker.SayText(contradiction.resolution(), "topic");
    RememberTopic(turn, "contradiction", contradiction.id());
  } else {
    turn.speaker.Say(reply::kCompareNoWinner);
    RememberTopic(turn, "technique", named[0]->id());
  }
  for (const auto* technique : named) TellWhetherItFits(turn, *technique);
  turn.answered = true;
}

void AnswerBenefits(Turn& turn) {
  std::vector<std::string> list;
  for (const auto& claim : turn.resources.knowledge.base().claims()) {
    const bool supported = claim.grade() == knowledge::v1::GRADE_A ||
                           claim.grade() == knowledge::v1::GRADE_B;
    if (claim.kind() != knowledge::v1::CLAIM_KIND_BENEFIT || !supported ||
        claim.safe_wording().empty() || list.size() >= kListLength) {
      continue;
    }
    if (list.empty()) RememberTopic(turn, "claim", claim.id());
    list.push_back(claim.safe_wording());
  }
  TellTopicsOrList(turn, reply::kBenefitsTitle, std::move(list),
                   reply::kNothingOnThat, {.advice = false});
}

void AnswerSelfCare(Turn& turn) {
  const auto& own = turn.advice ? turn.advice->self_care()
                                : turn.resources.knowledge.base().self_care();
  TellTopicsOrList(turn, reply::kSelfCareTitle,
                   AdviceInWords(own, turn.state.country_code(), kListLength),
                   reply::kNothingOnThat);
}

void AnswerFrequency(Turn& turn) {
  TellTopicsOrList(turn, reply::kFrequencyTitle,
                   AdviceInWords(turn.resources.knowledge.base().frequency(),
                                 turn.state.country_code(), kListLength),
                   reply::kNothingOnThat);
}

void AnswerSession(Turn& turn) {
  TellTopicsOrList(turn, reply::kSessionTitle,
                   AdviceInWords(turn.resources.knowledge.base().session_tips(),
                                 turn.state.country_code(), kListLength),
                   reply::kNothingOnThat);
}

void AnswerWhenSeeDoctor(Turn& turn) {
  TellTopicsOrList(
      turn, reply::kSeeDoctorTitle,
      AdviceInWords(turn.resources.knowledge.base().seeing_a_clinician(),
                    turn.state.country_code(), kListLength + 2),
      reply::kNothingOnThat, {.claims = false, .contradictions = false});
}

void AnswerChooseTherapist(Turn& turn) {
  const auto& base = turn.resources.knowledge.base();
  auto list = AdviceInWords(base.choosing_a_therapist(),
                            turn.state.country_code(), kListLength);
  for (auto& text :
       AdviceInWords(base.finding_services(), turn.state.country_code(), 2)) {
    list.push_back(std::move(text));
  }
  TellTopicsOrList(turn, reply::kChooseTherapistTitle, std::move(list),
                   reply::kNothingOnThat, {.claims = false});
}

void AnswerCost(Turn& turn) {
  turn.speaker.Say(turn.state.shown_therapists().empty() ? reply::kCost
                                                         : reply::kCostOnCards);
  turn.answered = true;
}

// Where nobody was shown yet, therapists are looked for instead.
void AnswerBooking(Turn& turn) {
  if (turn.state.shown_therapists().empty()) return;
  turn.speaker.Say(reply::kBookYourself);
  turn.answered = true;
}

// What has been understood so far, to be put right or handed on.
void TellKnown(Turn& turn) {
  turn.answered = true;
  if (!HasComplaint(turn.state.complaint())) {
    turn.speaker.Say(reply::kKnownNothing);
    return;
  }
  turn.speaker.SayList(reply::kKnownTitle,
                       SummaryLines(turn.state, turn.resources.knowledge,
                                    turn.resources.replies));
}

// What speaks against massage for this complaint.
std::vector<std::string> CautionsInWords(const Turn& turn) {
  std::vector<std::string> items;
  for (const auto& caution : turn.advice->cautions()) {
    if (items.size() >= kListLength) break;
    std::string item = caution.reason();
    if (!caution.adaptation().empty()) {
      absl::StrAppend(&item, item.empty() ? "" : " ", caution.adaptation());
    }
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

void AnswerSafety(Turn& turn) {
  turn.answered = true;
  if (turn.advice && !turn.massage_allowed()) return;  // told with the advice
  if (turn.advice) {
    auto cautions = CautionsInWords(turn);
    if (cautions.empty()) {
      turn.speaker.Say(reply::kSafetyNothingFound,
                       {{"watch", turn.advice->triage().safety_net()}});
    } else {
      turn.speaker.SayList(reply::kCautionsTitle, std::move(cautions));
    }
    for (const auto* technique : Named(turn)) {
      TellWhetherItFits(turn, *technique);
    }
    return;
  }
  std::vector<std::string> items;
  for (const auto& record :
       turn.resources.knowledge.base().contraindications()) {
    if (record.type() == knowledge::v1::CONTRAINDICATION_TYPE_ABSOLUTE &&
        items.size() < 2 * kListLength) {
      items.push_back(Capitalised(record.name()));
    }
  }
  for (auto& text : SearchTopics(turn, {}, 1)) {
    turn.speaker.SayText(std::move(text), "topic");
  }
  turn.speaker.SayList(reply::kUnsafeTitle, std::move(items));
  turn.speaker.Say(reply::kSafetyTellMe);
}

void AnswerCause(Turn& turn) {
  turn.speaker.Say(reply::kCannotDiagnose);
  for (auto& text : SearchTopics(turn, {.advice = false}, 1)) {
    turn.speaker.SayText(std::move(text), "topic");
  }
  turn.answered = true;
}

void AnswerSource(Turn& turn) {
  turn.answered = true;
  const auto citations = LastCitations(turn);
  if (citations.empty()) {
    auto found = SearchTopics(turn, {.advice = false}, 2);
    for (auto& text : found) turn.speaker.SayText(std::move(text), "topic");
    if (found.empty()) turn.speaker.Say(reply::kSourcesInGeneral);
    if (LastCitations(turn).empty()) return;
  } else if (!turn.state.recommended_technique_ids().empty()) {
    const auto* technique = turn.resources.knowledge.FindTechnique(
        turn.state.recommended_technique_ids(0));
    if (technique != nullptr) {
      turn.speaker.Say(
          reply::kEvidenceForTechnique,
          {{"technique", technique->name()},
           {"evidence", technique->evidence_summary()},
           {"grade", GradeInWords(technique->grade(), turn.speaker)}});
    }
  }
  turn.speaker.SayNames(reply::kSourcesTitle,
                        SourceTitles(LastCitations(turn),
                                     turn.resources.knowledge, kMostSources));
}

void AnswerPrivacy(Turn& turn) {
  turn.speaker.Say(reply::kPrivacy);
  turn.answered = true;
}

void AnswerRefusal(Turn& turn, const ReplySpec& spec) {
  turn.speaker.Say(spec);
  turn.answered = true;
}

// What is asked, and what tells the answer.
struct Answer {
  absl::string_view intent;
  void (*tell)(Turn&);
};

// Both in the order in which answers read well: those that need no more than
// words, and those out of the knowledge base, which follow them.
constexpr Answer kPlainAnswers[] = {
    {"privacy", AnswerPrivacy},
    {"bot_identity", [](Turn& t) { AnswerRefusal(t, reply::kBotIdentity); }},
    {"help", [](Turn& t) { AnswerRefusal(t, reply::kHelp); }},
    {"feedback_bad", [](Turn& t) { AnswerRefusal(t, reply::kFeedbackBad); }},
    {"feedback_good", [](Turn& t) { AnswerRefusal(t, reply::kFeedbackGood); }},
    {"human_handoff", [](Turn& t) { AnswerRefusal(t, reply::kHumanHandoff); }},
    {"medication", [](Turn& t) { AnswerRefusal(t, reply::kMedication); }},
    {"interpret_test",
     [](Turn& t) { AnswerRefusal(t, reply::kInterpretTest); }},
    {"second_opinion",
     [](Turn& t) { AnswerRefusal(t, reply::kSecondOpinion); }},
};
constexpr Answer kAnswers[] = {
    {"ask_cause", AnswerCause},
    {"ask_safety", AnswerSafety},
    {"compare_techniques", AnswerCompare},
    {"ask_technique", AnswerTechnique},
    {"ask_technique_list", ListTechniques},
    {"ask_benefits", AnswerBenefits},
    {"ask_frequency", AnswerFrequency},
    {"ask_session", AnswerSession},
    {"ask_self_care", AnswerSelfCare},
    {"ask_when_see_doctor", AnswerWhenSeeDoctor},
    {"ask_choose_therapist", AnswerChooseTherapist},
    {"ask_cost", AnswerCost},
    {"ask_source", AnswerSource},
    {"book_appointment", AnswerBooking},
};

}  // namespace

void AnswerPlainQuestions(Turn& turn) {
  for (const auto& answer : kPlainAnswers) {
    if (turn.wants(answer.intent)) answer.tell(turn);
  }
}

void AnswerQuestions(Turn& turn) {
  const bool why =
      (turn.mentions("ask_why") ||
       turn.resources.replies.Is("ask_why_bare", turn.input.text)) &&
      !turn.state.recommended_technique_ids().empty();
  if (why) TellWhy(turn);
  const bool known = turn.mentions("ask_known");
  if (known) TellKnown(turn);
  const bool picked = TellPicked(turn);
  const bool picked_technique = PickedTechnique(turn) >= 0;
  if (picked_technique) turn.asks_for_therapists = false;
  if (!turn.wants("ask_technique") &&
      (picked_technique ||
       (turn.mentions("ask_why_not") && !Named(turn).empty()))) {
    AnswerTechnique(turn);
  }
  const bool why_not = TellWhyNot(turn) || TellWhyGentle(turn);
  for (const auto& answer : kPlainAnswers) {
    if (!turn.wants(answer.intent) || picked) continue;
    if (known && (answer.intent == "privacy" || answer.intent == "help")) {
      continue;
    }
    answer.tell(turn);
  }
  for (const auto& answer : kAnswers) {
    if (!turn.wants(answer.intent)) continue;
    // What was named by its number has been explained.
    if (picked && answer.intent != "book_appointment") continue;
    if ((why || why_not) && answer.intent == "ask_cause") continue;
    // A comparison explains its techniques; they need not be explained twice.
    // "Why not shiatsu?" compares nothing.
    const bool compares =
        turn.wants("compare_techniques") && !turn.mentions("ask_why_not");
    if (answer.intent == (compares ? "ask_technique" : "compare_techniques")) {
      continue;
    }
    // "Who says massage does this?" is answered with what stands behind it.
    if (answer.intent == "ask_benefits" && turn.wants("ask_source")) continue;
    // "It refers to the groin" tells of pain and asks for no reference.
    if (answer.intent == "ask_source" && turn.merged.changed &&
        turn.wants("describe_complaint")) {
      continue;
    }
    // "What's the cheapest one" orders the therapists that are on the table.
    const auto& wishes = turn.input.understood.complaint().preference_ids();
    if (answer.intent == "ask_cost" && turn.asks_for_therapists &&
        std::find(wishes.begin(), wishes.end(), "low_cost") != wishes.end()) {
      continue;
    }
    answer.tell(turn);
  }
}

void AnswerCourtesies(Turn& turn) {
  if (turn.wants("goodbye")) {
    turn.speaker.Say(reply::kGoodbye);
    turn.response.clear_quick_replies();
    turn.answered = true;
  } else if (turn.wants("thanks")) {
    if (!turn.answered) turn.speaker.Say(reply::kThanks);
    turn.answered = true;
  } else if (turn.wants("greet") && !turn.answered && !turn.merged.changed &&
             !turn.asks_for_advice) {
    turn.speaker.Say(turn.state.turn_count() <= 1 ? reply::kGreetBack
                                                  : reply::kGreetAgain);
    turn.answered = true;
  }
}

void TellWhy(Turn& turn) {
  if (!turn.massage_allowed()) return;
  const auto& ids = turn.state.recommended_technique_ids();
  for (const auto& technique : turn.advice->techniques()) {
    if (std::find(ids.begin(), ids.end(), technique.technique_id()) ==
        ids.end()) {
      continue;
    }
    std::vector<std::string> reasons;
    for (const auto& reason : technique.reasons()) {
      if (reason.weight() > 0 && reasons.size() < kListLength) {
        reasons.push_back(reason.text());
      }
    }
    turn.speaker.SayList(reply::kWhyTitle, std::move(reasons),
                         {{"technique", technique.name()}});
    turn.speaker.Say(reply::kWhyHonest);
    RememberTopic(turn, "technique", technique.technique_id());
    turn.answered = true;
    return;
  }
}

}  // namespace unknot::dialogue
