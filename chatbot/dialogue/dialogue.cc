// Decides what to say.
#include "chatbot/dialogue/dialogue.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chatbot/dialogue/answers.h"
#include "chatbot/dialogue/danger.h"
#include "chatbot/dialogue/in_context.h"
#include "chatbot/dialogue/phrases.h"
#include "chatbot/dialogue/questions.h"
#include "chatbot/dialogue/recommending.h"
#include "chatbot/dialogue/search.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using chat::v1::SendMessageResponse;

// After so many questions in a row a recommendation is due.
constexpr int kMostQuestionsInRow = 3;
constexpr size_t kFactsRepeated = 6;
// Below it, an intent of alarm without a danger sign is not acted on: the
// second where there is a complaint of ours, on which the advice has decided
// already.
constexpr double kSureOfEmergency = 0.6;
constexpr double kSureOfEmergencyBesides = 0.9;

// "Nothing else", "no illnesses": what would be asked next of that kind is
// answered before it is asked. Returns whether there was such a question.
bool TakeDenials(Turn& turn) {
  const auto& understood = turn.input.understood;
  bool found = false;
  for (const auto& next : turn.advice->next_questions()) {
    const bool denied =
        (next.slot() == "red_flags" && understood.denies_symptoms()) ||
        (next.slot() == "conditions" && understood.denies_conditions());
    const auto* question =
        denied ? turn.resources.knowledge.FindQuestion(next.question_id())
               : nullptr;
    if (question == nullptr) continue;
    Deny(*question, *turn.state.mutable_complaint());
    found = true;
  }
  return found;
}

// Whether there is something to advise on: a complaint, or a wish where advice
// was asked for ("I only want to relax").
bool IsWorthAdvice(const Turn& turn) {
  const auto& complaint = turn.state.complaint();
  return HasComplaint(complaint) ||
         (turn.asks_for_advice &&
          complaint.goal_ids_size() + complaint.preference_ids_size() > 0);
}

// Fetches the advice on the complaint so far.
absl::Status FetchAdvice(Turn& turn) {
  // Each round of denials may bring questions that come after those denied.
  constexpr int kRounds = 3;
  if (!IsWorthAdvice(turn)) return absl::OkStatus();
  for (int round = 0; round < kRounds; ++round) {
    auto advice = AdviceOn(turn.state.complaint(), turn);
    if (!advice.ok()) return advice.status();
    turn.advice = *std::move(advice);
    if (!TakeDenials(turn)) break;
  }
  return absl::OkStatus();
}

// Remembered among the questions asked, for one turn: whether the person was
// asked if they are safe.
constexpr char kIfSafe[] = "if_safe";

bool ForgetIfSafe(ConversationState& state) {
  auto& ids = *state.mutable_asked_question_ids();
  const auto at = std::find(ids.begin(), ids.end(), kIfSafe);
  if (at == ids.end()) return false;
  ids.erase(at);
  return true;
}

// Takes out of the complaint what makes it one of danger, as little as will do,
// if the message says that it is over. Returns whether it did. A joke does not
// end talk of suicide: the first time the person is asked, and believed when
// they say so again.
bool ClearDanger(Turn& turn, bool asked) {
  const bool over = SaysAllClear(turn);
  if (!over && !SaysSafe(turn)) return false;
  if (!FetchAdvice(turn).ok()) return false;
  if (!over && (!WarnsOfSuicide(turn) || WarnsOfMoreThanSuicide(turn))) {
    return false;
  }
  if (WarnsOfSuicide(turn) && !asked) {
    turn.asks_if_safe = true;
    turn.state.add_asked_question_ids(kIfSafe);
    return false;
  }
  for (const AllClearStep step :
       {AllClearStep::kSigns, AllClearStep::kDescriptions,
        AllClearStep::kRegions}) {
    turn.advice.reset();
    if (!FetchAdvice(turn).ok() || !IsDanger(turn.level())) break;
    TakeBackDanger(turn, step);
  }
  return true;
}

// "I am not suicidal", said in passing, ends it as little as a joke does: puts
// the signs back and asks. Returns whether the advice could be fetched.
bool AskIfSafe(const ConversationState& before, Turn& turn) {
  *turn.state.mutable_complaint()->mutable_symptoms() =
      before.complaint().symptoms();
  if (!turn.asks_if_safe) turn.state.add_asked_question_ids(kIfSafe);
  turn.asks_if_safe = true;
  turn.advice.reset();
  return FetchAdvice(turn).ok();
}

void StartOver(ConversationState& state) {
  ConversationState fresh;
  fresh.set_format(state.format());
  *fresh.mutable_start_time() = state.start_time();
  fresh.set_locale(state.locale());
  fresh.set_country_code(state.country_code());
  fresh.set_turn_count(state.turn_count());
  *fresh.mutable_recent_wordings() = state.recent_wordings();
  state = std::move(fresh);
}

// "Forget the elbow" is no wish to forget everything.
bool WantsToStartOver(const Turn& turn) {
  const auto& findings = turn.input.understood.findings();
  return turn.wants("restart") &&
         std::none_of(findings.begin(), findings.end(), [](const auto& found) {
           return found.status() == complaint::v1::STATUS_ABSENT &&
                  absl::StartsWith(found.concept_id(), "region/");
         });
}

// What the message asks for, in so many words.
void ReadRequests(Turn& turn) {
  const auto& said = turn.input.understood.complaint();
  const bool names_technique = said.techniques_size() > 0;
  const bool wants_technique =
      std::any_of(said.techniques().begin(), said.techniques().end(),
                  [](const auto& mention) {
                    return mention.stance() == complaint::v1::STANCE_WANTED;
                  });
  turn.asks_for_advice =
      turn.wants("ask_treatment") || turn.wants("ask_advice") ||
      (turn.wants("ask_technique") && !names_technique) ||
      turn.mentions("ask_which") ||
      (wants_technique && turn.state.complaint().sites_size() > 0);
  const bool place_given = TakeSearchWishes(turn);
  const auto& retracted = turn.input.understood.retracted();
  const bool refines =
      turn.state.shown_therapists_size() > 0 &&
      (turn.input.understood.times_size() > 0 ||
       std::any_of(retracted.begin(), retracted.end(),
                   [](const auto& fact) {
                     return absl::StartsWith(fact, "preference/");
                   }) ||
       std::any_of(said.preference_ids().begin(), said.preference_ids().end(),
                   ConcernsTherapist));
  turn.asks_for_more_therapists = turn.state.shown_therapists_size() > 0 &&
                                  !place_given && !refines &&
                                  turn.mentions("show_more");
  // "Which one do you recommend?", before anybody was shown: which massage.
  const bool which_massage =
      turn.mentions("ask_which") && turn.state.shown_therapists().empty();
  turn.asks_for_therapists =
      turn.asks_for_more_therapists ||
      (turn.wants("find_therapist") && !which_massage) || place_given ||
      refines || (turn.wants("give_location") && said.ByteSizeLong() == 0) ||
      (turn.wants("book_appointment") && turn.state.shown_therapists().empty());
}

// Says what was understood, so that it can be put right.
void Acknowledge(Turn& turn) {
  const auto& merged = turn.merged;
  const auto& complaint = turn.state.complaint();
  if (merged.unsure) {
    const bool safety =
        turn.pending.question != nullptr && turn.pending.question->safety();
    turn.speaker.Say(safety ? reply::kUnsureSafety : reply::kUnsureFine);
    return;
  }
  if (!merged.changed) return;
  complaint::v1::Complaint said = merged.corrected || merged.new_subject
                                      ? complaint
                                      : turn.input.understood.complaint();
  if (turn.input.understood.bare_side() != complaint::v1::SIDE_UNSPECIFIED) {
    *said.mutable_sites() = complaint.sites();
  }
  const auto facts = FactsInWords(said, turn.resources.knowledge, turn.speaker,
                                  kFactsRepeated);
  const Args args = {{"facts", turn.speaker.Join(facts)}};
  if (merged.new_subject) {
    turn.speaker.Say(reply::kNewSubject, args);
  } else if (facts.empty()) {
    // Naming a style to ask about it is nothing to note.
    if (!merged.answered && said.ByteSizeLong() > 0) return;
    const bool denied_all = merged.answered && turn.wants("deny") &&
                            turn.pending.question != nullptr &&
                            turn.pending.question->asks_size() > 0;
    turn.speaker.Say(merged.denied_some ? reply::kNotedSome
                     : denied_all       ? reply::kNotedNone
                                        : reply::kNoted);
  } else {
    turn.speaker.Say(merged.corrected ? reply::kCorrected : reply::kUnderstood,
                     args);
  }
}

// A health complaint that is not of muscles and joints.
bool IsOtherHealth(const Turn& turn) {
  if (turn.input.understood.scope() != chat::v1::SCOPE_OTHER_HEALTH) {
    return false;
  }
  const auto& sites = turn.state.complaint().sites();
  return std::none_of(sites.begin(), sites.end(), [&](const auto& site) {
    return turn.resources.knowledge.NearestWithRole(
               "region", site.region(),
               {knowledge::v1::ROLE_MUSCULOSKELETAL}) != nullptr;
  });
}

bool ShouldRecommend(const Turn& turn) {
  if (!turn.massage_allowed()) return false;
  if (turn.asks_for_advice) return true;
  if (turn.state.complaint().sites().empty()) return false;
  // "Healthy otherwise", "no medicines": enough, and what is open is asked
  // along with it.
  const bool denies = turn.input.understood.denies_symptoms() ||
                      turn.input.understood.denies_conditions();
  if (!turn.merged.changed && !turn.merged.answered && !denies) return false;
  if (turn.merged.needs_which) return false;
  if (denies || turn.state.recommended_technique_ids_size() > 0) return true;
  return !SafetyIsOpen(turn) || NextToAsk(turn) == nullptr ||
         turn.state.questions_in_row() >= kMostQuestionsInRow;
}

// Asks what is most useful to know next, where something is.
void AskNext(Turn& turn, bool recommended) {
  if (turn.response.has_pending_question()) return;
  const bool clinician =
      turn.level() == recommendation::v1::TRIAGE_LEVEL_SEE_CLINICIAN;
  const auto* next = NextToAsk(turn);
  const bool bounded =
      turn.state.questions_in_row() < kMostQuestionsInRow || recommended;
  if (next != nullptr && bounded &&
      (next->safety() || (!clinician && !recommended))) {
    Ask(turn, *next);
    return;
  }
  if (recommended && !turn.response.has_therapists() &&
      turn.state.place().empty() && !WasAsked(turn.state, "place")) {
    AskOwn(turn, "place", reply::kOfferTherapists);
  }
}

void AskForSite(Turn& turn) {
  if (WasAsked(turn.state, "site")) {
    turn.speaker.Say(reply::kTellMeMore);
  } else {
    AskOwn(turn, "site", reply::kAskSite);
  }
}

// A plain "yes" or "no" to the offer to look for therapists.
void AnswerOffer(Turn& turn) {
  if (turn.pending.slot != "place" || turn.answered) return;
  if (turn.wants("affirm")) {
    AskOwn(turn, "place", reply::kAskPlace);
    turn.answered = true;
  } else if (turn.wants("deny") && !turn.merged.changed) {
    turn.speaker.Say(reply::kPlaceDeclined);
    turn.answered = true;
  }
}

// "Yes" to a question that names several things: which of them?
void AskWhich(Turn& turn) {
  turn.speaker.Say(reply::kWhichOfThese);
  const auto& said =
      turn.response.messages(turn.response.messages_size() - 1).text().text();
  Expect(turn, turn.pending.slot, said);
  turn.state.set_pending_question_id(turn.pending.question->id());
  turn.response.mutable_pending_question()->set_question_id(
      turn.pending.question->id());
}

// Nothing of what was said called for an answer.
void SaySomething(Turn& turn) {
  if (turn.response.messages_size() > 0) return;
  const bool gibberish =
      turn.input.understood.findings().empty() &&
      turn.input.understood.scope() != chat::v1::SCOPE_OTHER_HEALTH &&
      !turn.wants("out_of_scope");
  if (turn.wants("affirm") && turn.pending.slot.empty()) {
    turn.speaker.Say(reply::kHelp);
  } else if (turn.wants("affirm") || turn.wants("deny") ||
             turn.input.text.empty()) {
    turn.speaker.Say(reply::kNoted);
  } else {
    turn.speaker.Say(gibberish ? reply::kDidNotCatch : reply::kOutOfScope);
  }
  // The question that waited still does.
  if (!turn.response.has_pending_question()) {
    turn.state.set_pending_slot(turn.pending.slot);
    turn.state.set_pending_question_id(
        turn.pending.question == nullptr ? "" : turn.pending.question->id());
  }
}

// Alarm without a danger sign that we know: numbers to call, and nothing else.
bool TellNumbers(Turn& turn) {
  const double least = turn.state.complaint().sites().empty()
                           ? kSureOfEmergency
                           : kSureOfEmergencyBesides;
  const auto& intents = turn.input.understood.intents();
  if (std::none_of(intents.begin(), intents.end(), [&](const auto& intent) {
        return intent.intent_id() == "emergency" &&
               intent.confidence() >= least;
      })) {
    return false;
  }
  const std::string numbers =
      EmergencyNumbers(turn.resources.knowledge, turn.state.country_code());
  auto* alert = turn.response.add_messages()->mutable_alert();
  alert->set_level(recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
  alert->set_headline(
      turn.speaker.Word(reply::kIfEmergencyHeadline, {{"numbers", numbers}}));
  alert->set_text(turn.speaker.Word(reply::kIfEmergencyText));
  alert->add_contacts(numbers);
  return true;
}

// Everything a turn without danger may say. Returns whether techniques were
// recommended.
bool Converse(Turn& turn) {
  Acknowledge(turn);
  TellIfItHappens(turn);
  AnswerQuestions(turn);
  const bool other_health = IsOtherHealth(turn);
  if (turn.level() == recommendation::v1::TRIAGE_LEVEL_SEE_CLINICIAN) {
    TellClinician(turn);
  } else if (other_health && !turn.answered) {
    turn.speaker.Say(reply::kOtherHealth);
    turn.answered = true;
  }
  const bool recommends = !other_health && ShouldRecommend(turn);
  const bool first = turn.state.recommended_technique_ids().empty();
  if (recommends) TellRecommendation(turn);
  const bool shown = recommends && turn.advice->techniques_size() > 0;
  if (turn.asks_for_therapists ||
      (shown && first && !turn.state.place().empty())) {
    FindTherapists(turn);
  }
  AnswerOffer(turn);
  AnswerCourtesies(turn);
  if (turn.wants("goodbye")) return shown;
  if (turn.merged.needs_which) {
    AskWhich(turn);
  } else if (turn.advice && !other_health &&
             (turn.merged.changed || turn.merged.answered ||
              turn.asks_for_advice)) {
    AskNext(turn, recommends);
  }
  const bool lacks_site =
      turn.state.complaint().sites().empty() && !turn.response.has_therapists();
  if (!turn.response.has_pending_question() && lacks_site && !other_health &&
      !recommends &&
      (turn.asks_for_advice || (turn.advice && turn.merged.changed))) {
    AskForSite(turn);
  }
  return shown;
}

// Answers what can be answered without advice, and says what cannot. Facts are
// checked for danger before anything is said of them, so that a message with
// facts gets nothing else.
SendMessageResponse ServiceAway(const Input& input, const Resources& resources,
                                ConversationState& state) {
  SendMessageResponse response;
  Turn turn(input, resources, state, response);
  if (input.understood.complaint().ByteSizeLong() == 0) {
    AnswerPlainQuestions(turn);
  }
  turn.speaker.Say(reply::kServiceAway,
                   {{"numbers", EmergencyNumbers(resources.knowledge,
                                                 state.country_code())}});
  *response.mutable_complaint() = state.complaint();
  return response;
}

}  // namespace

std::string EmergencyNumbers(const Knowledge& knowledge,
                             absl::string_view country_code) {
  std::string unknown;
  for (const auto& contacts : knowledge.base().emergency_contacts()) {
    if (contacts.country_code() == country_code) return contacts.emergency();
    if (contacts.country_code().empty()) unknown = contacts.emergency();
  }
  return unknown;
}

Dialogue::Dialogue(const Resources& resources) : resources_(resources) {}

void Dialogue::Greet(ConversationState& state,
                     chat::v1::StartConversationResponse& response) const {
  SendMessageResponse said;
  Speaker speaker(resources_.replies, state, said);
  speaker.Say(reply::kNotice,
              {{"numbers",
                EmergencyNumbers(resources_.knowledge, state.country_code())}});
  speaker.Say(reply::kGreeting);
  response.mutable_messages()->Swap(said.mutable_messages());
  response.mutable_quick_replies()->Swap(said.mutable_quick_replies());
}

SendMessageResponse Dialogue::Answer(const Input& message,
                                     ConversationState& state) const {
  const ConversationState before = state;
  const auto understood =
      InContext(message.understood, message.text, state, resources_.replies);
  const Input input{message.text, understood, message.today};
  SendMessageResponse response;
  Turn turn(input, resources_, state, response);
  state.set_turn_count(state.turn_count() + 1);
  turn.pending = PendingIn(state, resources_.knowledge);
  const bool corrects = turn.wants("correct");
  if (absl::StripAsciiWhitespace(input.text).empty() && !corrects) {
    turn.speaker.Say(reply::kBlank);
    *response.mutable_complaint() = state.complaint();
    return response;
  }
  state.clear_pending_slot();
  state.clear_pending_question_id();

  if (WantsToStartOver(turn)) {
    StartOver(state);
    turn.pending = {};
    turn.speaker.Say(reply::kRestarted);
    if (!HasComplaint(input.understood.complaint())) {
      AskOwn(turn, "site", reply::kAskSite);
      *response.mutable_complaint() = state.complaint();
      return response;
    }
  }

  const bool was_danger = IsDanger(state.told_level());
  const bool asked_if_safe = was_danger && ForgetIfSafe(state);
  const bool all_clear = was_danger && ClearDanger(turn, asked_if_safe);
  const bool was_suicide = was_danger && !all_clear && !asked_if_safe &&
                           FetchAdvice(turn).ok() && WarnsOfSuicide(turn);
  turn.merged = Merge(input.understood, turn.pending, resources_.knowledge,
                      *state.mutable_complaint());
  if (turn.merged.new_subject) {
    state.clear_recommended_technique_ids();
    state.clear_asked_question_ids();
    state.clear_told_level();
    state.clear_told_record_ids();
    state.set_questions_in_row(0);
  }
  turn.merged.changed |= all_clear;
  LetPendingBeAskedAgain(turn);
  ReadRequests(turn);
  if (TakeDisclosure(turn)) turn.merged.changed = true;
  turn.advice.reset();
  bool fetched = FetchAdvice(turn).ok();
  if (fetched && was_suicide && !turn.merged.new_subject &&
      !WarnsOfSuicide(turn)) {
    fetched = AskIfSafe(before, turn);
  }
  if (!fetched) {
    state = before;
    return ServiceAway(input, resources_, state);
  }

  if (was_danger && turn.merged.new_subject && !all_clear) {
    turn.speaker.Say(reply::kDangerBefore,
                     {{"numbers", EmergencyNumbers(resources_.knowledge,
                                                   state.country_code())}});
  }
  bool shown = false;
  if (IsDanger(turn.level())) {
    TellDanger(turn);
  } else if (!TellNumbers(turn)) {
    if (was_danger && !turn.merged.new_subject) {
      turn.speaker.Say(reply::kDangerOver,
                       {{"numbers", EmergencyNumbers(resources_.knowledge,
                                                     state.country_code())}});
      state.clear_told_level();
      state.clear_told_record_ids();
    }
    state.set_in_emergency(false);
    state.clear_emergency_flag_id();
    shown = Converse(turn);
    SaySomething(turn);
  }
  *response.mutable_complaint() = state.complaint();
  if (turn.advice) {
    *response.mutable_recommendation() = *std::move(turn.advice);
    if (!shown) {
      response.mutable_recommendation()->clear_techniques();
      response.mutable_recommendation()->clear_session_plan();
    }
  }
  return response;
}

}  // namespace unknot::dialogue
