// Alerts.
#include "chatbot/dialogue/danger.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "chatbot/dialogue/frame.h"
#include "chatbot/dialogue/questions.h"
#include "chatbot/dialogue/recommending.h"

namespace unknot::dialogue {
namespace {

using google::protobuf::RepeatedPtrField;
using recommendation::v1::Triage;
using recommendation::v1::TriageLevel;
using recommendation::v1::TriageReason;

// Kinds of contacts as the knowledge base names them.
constexpr absl::string_view kSuicide = "suicide";
constexpr absl::string_view kAbuse = "abuse";

// The kind of contacts that goes first; that of the most careful reason.
std::string ContactKind(const Triage& triage) {
  for (const absl::string_view kind : {kSuicide, kAbuse}) {
    for (const auto& reason : triage.reasons()) {
      if (reason.contact_kind() == kind) return std::string(kind);
    }
  }
  return "";
}

void AddContact(const std::string& contact, chat::v1::AlertMessage* alert) {
  auto* contacts = alert->mutable_contacts();
  if (!contact.empty() && std::find(contacts->begin(), contacts->end(),
                                    contact) == contacts->end()) {
    contacts->Add(std::string(contact));
  }
}

void AddContacts(const RepeatedPtrField<std::string>& list,
                 chat::v1::AlertMessage* alert) {
  for (const auto& contact : list) AddContact(contact, alert);
}

void SetContacts(const Triage& triage, absl::string_view kind,
                 chat::v1::AlertMessage* alert) {
  const auto& contacts = triage.contacts();
  if (kind == kSuicide) AddContacts(contacts.suicide(), alert);
  if (kind == kAbuse) AddContacts(contacts.abuse(), alert);
  if (triage.level() == recommendation::v1::TRIAGE_LEVEL_URGENT &&
      kind.empty()) {
    AddContact(contacts.urgent(), alert);
  }
  AddContact(contacts.emergency(), alert);
}

// The ids of the records that decide the level.
std::vector<std::string> Deciding(const Triage& triage) {
  std::vector<std::string> ids;
  for (const auto& reason : triage.reasons()) {
    if (reason.level() == triage.level()) ids.push_back(reason.record_id());
  }
  return ids;
}

// Whether something is said that was not said of the danger before.
bool IsNews(const Turn& turn) {
  const auto& state = turn.state;
  if (state.told_level() != turn.level()) return true;
  for (const auto& id : Deciding(turn.advice->triage())) {
    if (std::find(state.told_record_ids().begin(),
                  state.told_record_ids().end(),
                  id) == state.told_record_ids().end()) {
      return true;
    }
  }
  return false;
}

// Splits the advice of the triage into its first line and the rest.
std::pair<std::string, std::string> FirstLineAndRest(
    const std::string& advice) {
  const size_t line = advice.find('\n');
  if (line != std::string::npos) {
    return {advice.substr(0, line), advice.substr(line + 1)};
  }
  const size_t sentence = advice.find(". ");
  if (sentence == std::string::npos) return {advice, ""};
  return {advice.substr(0, sentence + 1), advice.substr(sentence + 2)};
}

void SetFullText(Turn& turn, absl::string_view kind,
                 chat::v1::AlertMessage* alert) {
  const auto& triage = turn.advice->triage();
  auto [headline, rest] = FirstLineAndRest(triage.advice());
  std::vector<std::string> text;
  if (kind == kSuicide) {
    alert->set_headline(turn.speaker.Word(reply::kSuicideHeadline));
    text.push_back(turn.speaker.Word(reply::kSuicideText));
    Expect(turn, "red_flags", text.back());
    text.push_back(triage.advice());
  } else if (kind == kAbuse) {
    alert->set_headline(turn.speaker.Word(reply::kAbuseHeadline));
    text.push_back(turn.speaker.Word(reply::kAbuseText));
    text.push_back(triage.advice());
  } else {
    alert->set_headline(headline);
    text.push_back(rest);
  }
  for (const auto& reason : triage.reasons()) {
    if (reason.level() != triage.level()) continue;
    if (kind.empty() || reason.contact_kind() != kind) {
      text.push_back(reason.text());
    }
    text.push_back(reason.advice());
  }
  text.push_back(turn.speaker.Word(
      triage.level() == recommendation::v1::TRIAGE_LEVEL_EMERGENCY
          ? reply::kEmergencyNoMassage
          : reply::kUrgentNoMassage));
  text.erase(std::remove(text.begin(), text.end(), ""), text.end());
  alert->set_text(turn.speaker.InLocalWords(absl::StrJoin(text, "\n")));
}

void SetShortText(Turn& turn, absl::string_view kind,
                  chat::v1::AlertMessage* alert) {
  const auto& triage = turn.advice->triage();
  const bool emergency =
      triage.level() == recommendation::v1::TRIAGE_LEVEL_EMERGENCY;
  if (kind == kSuicide) {
    alert->set_headline(turn.speaker.Word(reply::kSuicideHeadline));
    alert->set_text(turn.speaker.Word(
        turn.asks_if_safe ? reply::kSuicideCheck : reply::kSuicideAgain));
    return;
  }
  if (kind == kAbuse && !emergency) {
    alert->set_headline(turn.speaker.Word(reply::kAbuseHeadline));
    alert->set_text(turn.speaker.Word(reply::kAbuseAgain));
    return;
  }
  const bool insists = turn.asks_for_advice || turn.asks_for_therapists;
  alert->set_headline(FirstLineAndRest(triage.advice()).first);
  alert->set_text(turn.speaker.Word(!emergency ? reply::kUrgentAgain
                                    : insists  ? reply::kEmergencyInsists
                                               : reply::kEmergencyAgain));
}

bool ImaginesASign(const Turn& turn) {
  const auto& findings = turn.input.understood.findings();
  return std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.hypothetical() &&
           absl::StartsWith(finding.concept_id(), "symptom/");
  });
}

}  // namespace

bool IsDanger(TriageLevel level) {
  return level == recommendation::v1::TRIAGE_LEVEL_EMERGENCY ||
         level == recommendation::v1::TRIAGE_LEVEL_URGENT;
}

bool SaysAllClear(const Turn& turn) {
  return IsDanger(turn.state.told_level()) &&
         (turn.mentions("danger_is_over") ||
          turn.mentions("danger_was_misread"));
}

bool SaysSafe(const Turn& turn) {
  return IsDanger(turn.state.told_level()) && turn.mentions("is_safe") &&
         !turn.mentions("is_not_safe");
}

bool WarnsOfSuicide(const Turn& turn) {
  return turn.advice && ContactKind(turn.advice->triage()) == kSuicide;
}

bool WarnsOfMoreThanSuicide(const Turn& turn) {
  if (!turn.advice) return false;
  const auto& reasons = turn.advice->triage().reasons();
  return std::any_of(reasons.begin(), reasons.end(), [](const auto& reason) {
    return IsDanger(reason.level()) && reason.contact_kind() != kSuicide;
  });
}

void TakeBackDanger(Turn& turn, AllClearStep step) {
  const auto& knowledge = turn.resources.knowledge;
  auto* complaint = turn.state.mutable_complaint();
  // What came along with the danger went with it; left behind it would raise
  // the next alarm.
  for (auto& symptom : *complaint->mutable_symptoms()) {
    if (symptom.status() != complaint::v1::STATUS_ABSENT) {
      symptom.set_status(complaint::v1::STATUS_PAST);
    }
  }
  for (const auto& reason : turn.advice->triage().reasons()) {
    for (const auto& fact : reason.facts()) {
      const bool region = absl::StartsWith(fact, "region/") ||
                          absl::StartsWith(fact, "site/") ||
                          absl::StartsWith(fact, "radiation/");
      if (step == AllClearStep::kSigns) {
        MakePast(fact, knowledge, *complaint);
        if (absl::StartsWith(fact, "severity")) complaint->clear_severity();
      } else if (step == AllClearStep::kDescriptions && !region) {
        Retract(fact, knowledge, *complaint);
      } else if (step == AllClearStep::kRegions && region) {
        const std::string id = fact.substr(fact.find('/') + 1);
        Retract(absl::StrCat("region/", id), knowledge, *complaint);
      }
    }
  }
}

bool TakeDisclosure(Turn& turn) {
  if (!ImaginesASign(turn)) return false;
  const auto imagined = WithImagined(
      turn.input.understood, turn.resources.knowledge, turn.state.complaint());
  const auto advice = AdviceOn(imagined, turn);
  if (!advice.ok() || ContactKind(advice->triage()).empty()) return false;
  *turn.state.mutable_complaint() = imagined;
  return true;
}

void TellIfItHappens(Turn& turn) {
  if (!ImaginesASign(turn)) return;
  const auto advice =
      AdviceOn(WithImagined(turn.input.understood, turn.resources.knowledge,
                            turn.state.complaint()),
               turn);
  if (!advice.ok() || !IsDanger(advice->triage().level())) return;
  turn.speaker.Say(reply::kIfItHappens,
                   {{"advice", advice->triage().advice()}});
  turn.answered = true;
}

void TellDanger(Turn& turn) {
  const auto& triage = turn.advice->triage();
  const std::string kind = ContactKind(triage);
  auto* alert = turn.response.add_messages()->mutable_alert();
  alert->set_level(triage.level());
  SetContacts(triage, kind, alert);
  const bool emergency =
      triage.level() == recommendation::v1::TRIAGE_LEVEL_EMERGENCY;
  if (IsNews(turn)) {
    SetFullText(turn, kind, alert);
  } else {
    SetShortText(turn, kind, alert);
    const auto labels = turn.resources.replies.QuickReplies(
        kind != kSuicide    ? reply::kEmergencyAgain
        : turn.asks_if_safe ? reply::kSuicideCheck
                            : reply::kSuicideAgain,
        turn.state.locale());
    turn.speaker.Offer(labels, "reply/emergency_again");
  }
  turn.state.set_in_emergency(emergency);
  turn.state.set_emergency_flag_id(
      triage.reasons_size() > 0 ? triage.reasons(0).record_id() : "");
  turn.state.set_told_level(triage.level());
  turn.state.clear_told_record_ids();
  for (auto& id : Deciding(triage)) turn.state.add_told_record_ids(id);
  turn.state.clear_recommended_technique_ids();
  turn.state.clear_shown_therapists();
}

}  // namespace unknot::dialogue
