// Merges what one message says into the complaint so far.
#include "chatbot/dialogue/frame.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

namespace unknot::dialogue {
namespace {

using chat::v1::Understanding;
using complaint::v1::Complaint;
using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;

// A complaint may hold 200 entries and its sealed form little; no person says
// more of a kind than this.
constexpr int kMostEntriesOfAKind = 40;

// An intent is named for every message; below this it is a guess, and acting on
// a guessed "yes" or "no" is worse than asking again.
constexpr double kLeastConfidence = 0.4;

// The condition whose weeks a complaint counts.
constexpr absl::string_view kPregnancy = "pregnancy";

constexpr absl::string_view kRegionKind = "region/";

// Preferences of which a person has one at a time; a group is named by what the
// ids begin with, or by the ids.
constexpr std::array<absl::string_view, 3> kExclusivePreferences[] = {
    {"pressure_"}, {"therapist_"}, {"close_by", "highly_rated", "low_cost"}};

bool IsOfGroup(const std::array<absl::string_view, 3>& group,
               absl::string_view id) {
  return std::any_of(group.begin(), group.end(), [&](absl::string_view begin) {
    return !begin.empty() && absl::StartsWith(id, begin);
  });
}

bool Contains(const RepeatedPtrField<std::string>& list, absl::string_view id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

void AddId(absl::string_view id, RepeatedPtrField<std::string>* list) {
  if (list->size() < kMostEntriesOfAKind && !Contains(*list, id)) {
    list->Add(std::string(id));
  }
}

bool RemoveId(absl::string_view id, RepeatedPtrField<std::string>* list) {
  const auto end = std::remove(list->begin(), list->end(), id);
  const bool found = end != list->end();
  list->erase(end, list->end());
  return found;
}

template <typename Record, typename Predicate>
bool RemoveIf(RepeatedPtrField<Record>* list, Predicate predicate) {
  const auto end = std::remove_if(list->begin(), list->end(), predicate);
  const bool found = end != list->end();
  list->erase(end, list->end());
  return found;
}

void AddIds(const RepeatedPtrField<std::string>& from,
            RepeatedPtrField<std::string>* to) {
  for (const auto& id : from) AddId(id, to);
}

void AddPreferences(const Complaint& from, Complaint& to) {
  for (const auto& id : from.preference_ids()) {
    for (const auto& group : kExclusivePreferences) {
      if (!IsOfGroup(group, id)) continue;
      RemoveIf(to.mutable_preference_ids(), [&](const std::string& other) {
        return IsOfGroup(group, other);
      });
    }
    AddId(id, to.mutable_preference_ids());
  }
}

// Replaces the record of the same id, or adds one.
template <typename Record, typename IdOf>
void Put(const Record& record, IdOf id_of, RepeatedPtrField<Record>* list) {
  for (auto& other : *list) {
    if (id_of(other) == id_of(record)) {
      other = record;
      return;
    }
  }
  if (list->size() < kMostEntriesOfAKind) *list->Add() = record;
}

const std::string& IdOf(const complaint::v1::Condition& c) {
  return c.condition_id();
}
const std::string& IdOf(const complaint::v1::Symptom& s) {
  return s.symptom_id();
}
const std::string& IdOf(const complaint::v1::TechniqueMention& t) {
  return t.technique_id();
}

template <typename Record>
void PutAll(const RepeatedPtrField<Record>& from,
            RepeatedPtrField<Record>* to) {
  for (const auto& record : from) {
    Put(
        record, [](const Record& r) { return IdOf(r); }, to);
  }
}

// `lower_back` is a more exact way to say `back`.
bool IsMoreExact(absl::string_view exact, absl::string_view general) {
  return absl::EndsWith(exact, absl::StrCat("_", general));
}

bool SameSpot(const complaint::v1::Site& a, const complaint::v1::Site& b) {
  return a.region() == b.region() &&
         (a.place().empty() || b.place().empty() || a.place() == b.place());
}

void AddSite(const complaint::v1::Site& site, bool corrects,
             RepeatedPtrField<complaint::v1::Site>* sites) {
  for (auto& known : *sites) {
    if (IsMoreExact(known.region(), site.region())) return;
    if (IsMoreExact(site.region(), known.region())) {
      const auto side = known.side();
      known = site;
      if (known.side() == complaint::v1::SIDE_UNSPECIFIED) known.set_side(side);
      return;
    }
    if (!SameSpot(known, site)) continue;
    const bool same_side = known.side() == complaint::v1::SIDE_UNSPECIFIED ||
                           site.side() == complaint::v1::SIDE_UNSPECIFIED ||
                           known.side() == site.side();
    if (!same_side && !corrects) continue;
    if (!site.place().empty()) known.set_place(site.place());
    if (site.side() != complaint::v1::SIDE_UNSPECIFIED) {
      known.set_side(site.side());
    }
    return;
  }
  if (sites->size() < kMostEntriesOfAKind) *sites->Add() = site;
}

bool RemoveSite(absl::string_view region, const Knowledge& knowledge,
                RepeatedPtrField<complaint::v1::Site>* sites) {
  return RemoveIf(sites, [&](const complaint::v1::Site& site) {
    return site.region() == region || site.place() == region ||
           knowledge.RegionIsWithin(site.region(), region) ||
           (!site.place().empty() &&
            knowledge.RegionIsWithin(site.place(), region));
  });
}

bool IsSomebodyElses(const Complaint& complaint) {
  return complaint.subject() == complaint::v1::SUBJECT_OTHER;
}

// Whether the message turns from one person to another, and says what hurts.
bool TurnsToAnother(const Understanding& understood, const Complaint& so_far) {
  const Complaint& now = understood.complaint();
  if (now.subject() == complaint::v1::SUBJECT_UNSPECIFIED) return false;
  if (IsSomebodyElses(now) == IsSomebodyElses(so_far)) return false;
  return HasComplaint(so_far) && now.sites_size() > 0;
}

// Whether the complaint has `fact`, whatever its status.
bool Mentions(absl::string_view fact, const Complaint& complaint) {
  const size_t slash = fact.find('/');
  if (slash == absl::string_view::npos) return false;
  const absl::string_view kind = fact.substr(0, slash);
  const absl::string_view id = fact.substr(slash + 1);
  const auto has_id = [&](const auto& record) { return IdOf(record) == id; };
  if (kind == "condition") {
    return std::any_of(complaint.conditions().begin(),
                       complaint.conditions().end(), has_id);
  }
  if (kind == "symptom") {
    return std::any_of(complaint.symptoms().begin(), complaint.symptoms().end(),
                       has_id);
  }
  if (kind == "region") {
    return std::any_of(complaint.sites().begin(), complaint.sites().end(),
                       [&](const auto& s) { return s.region() == id; });
  }
  return (kind == "cause" && Contains(complaint.cause_ids(), id)) ||
         (kind == "quality" && Contains(complaint.quality_ids(), id)) ||
         (kind == "pattern" && Contains(complaint.pattern_ids(), id)) ||
         (kind == "goal" && Contains(complaint.goal_ids(), id)) ||
         (kind == "preference" && Contains(complaint.preference_ids(), id));
}

// Whether the complaint keeps only what is there of the kind of `fact`.
bool HasNoStatus(absl::string_view fact) {
  return absl::StartsWith(fact, "quality/") ||
         absl::StartsWith(fact, "pattern/") ||
         absl::StartsWith(fact, "cause/") || absl::StartsWith(fact, "goal/") ||
         absl::StartsWith(fact, "preference/");
}

// A region said to be fine is not a site any longer; a feeling, a cause or a
// wish said not to be there goes as well.
void TakeBackAbsent(const Understanding& understood, const Knowledge& knowledge,
                    Complaint& to) {
  const Complaint& from = understood.complaint();
  for (const auto& finding : understood.findings()) {
    if (finding.status() != complaint::v1::STATUS_ABSENT) continue;
    const absl::string_view fact = finding.concept_id();
    if (absl::StartsWith(fact, kRegionKind)) {
      const absl::string_view region = fact.substr(kRegionKind.size());
      const bool said = std::any_of(
          from.sites().begin(), from.sites().end(), [&](const auto& site) {
            return site.region() == region || site.place() == region;
          });
      if (!said) RemoveSite(region, knowledge, to.mutable_sites());
    } else if (HasNoStatus(fact) && !Mentions(fact, from)) {
      Retract(fact, knowledge, to);
    }
  }
}

// Everything the message says of itself.
void AddFacts(const Understanding& understood, const Knowledge& knowledge,
              Complaint& to) {
  const Complaint& from = understood.complaint();
  if (from.subject() == complaint::v1::SUBJECT_OTHER || !HasComplaint(to)) {
    if (from.subject() != complaint::v1::SUBJECT_UNSPECIFIED) {
      to.set_subject(from.subject());
    }
  }
  const bool corrects =
      understood.corrects_sites() || Wants(understood, "correct");
  if (understood.corrects_sites() && from.sites_size() > 0) to.clear_sites();
  for (const auto& site : from.sites()) {
    AddSite(site, corrects, to.mutable_sites());
  }
  for (const auto& site : from.radiates_to()) {
    AddSite(site, corrects, to.mutable_radiates_to());
  }
  TakeBackAbsent(understood, knowledge, to);
  AddIds(from.quality_ids(), to.mutable_quality_ids());
  AddIds(from.pattern_ids(), to.mutable_pattern_ids());
  AddIds(from.cause_ids(), to.mutable_cause_ids());
  AddIds(from.goal_ids(), to.mutable_goal_ids());
  AddPreferences(from, to);
  PutAll(from.conditions(), to.mutable_conditions());
  PutAll(from.symptoms(), to.mutable_symptoms());
  PutAll(from.techniques(), to.mutable_techniques());
  if (from.has_severity()) to.set_severity(from.severity());
  if (from.has_duration_days()) to.set_duration_days(from.duration_days());
  if (from.has_age_years()) to.set_age_years(from.age_years());
  // What is a kind of something that is over is over as well.
  for (const auto& condition : from.conditions()) {
    if (condition.status() != complaint::v1::STATUS_ABSENT &&
        condition.status() != complaint::v1::STATUS_PAST) {
      continue;
    }
    MakePast(absl::StrCat("condition/", condition.condition_id()), knowledge,
             to);
    if (condition.condition_id() == kPregnancy) to.clear_pregnancy_weeks();
  }
  if (from.has_pregnancy_weeks()) {
    to.set_pregnancy_weeks(from.pregnancy_weeks());
  }
}

// A number or a side without more is an answer. Returns whether one was.
bool AddBareAnswer(const Understanding& understood, const Pending& pending,
                   Complaint& to) {
  bool answered = false;
  if (understood.bare_side() != complaint::v1::SIDE_UNSPECIFIED) {
    const bool all = Wants(understood, "correct") || pending.slot == "side";
    for (auto& site : *to.mutable_sites()) {
      if (all || site.side() == complaint::v1::SIDE_UNSPECIFIED) {
        site.set_side(understood.bare_side());
        answered = true;
      }
    }
  }
  if (understood.bare_numbers().empty()) return answered;
  const double number = understood.bare_numbers(0);
  const bool is_said = understood.complaint().has_severity() ||
                       understood.complaint().has_age_years();
  if (pending.slot == "severity" && !is_said && number >= 0 && number <= 10) {
    to.set_severity(number);
    return true;
  }
  if (pending.slot == "age" && !is_said && number >= 0 && number <= 130) {
    to.set_age_years(static_cast<int>(number));
    return true;
  }
  return answered;
}

// Whether the complaint has `fact` as there now, or perhaps.
bool HoldsNow(absl::string_view fact, const Complaint& complaint) {
  const size_t slash = fact.find('/');
  if (slash == absl::string_view::npos) return false;
  const absl::string_view kind = fact.substr(0, slash);
  const auto holds = [id = fact.substr(slash + 1)](const auto& record) {
    return IdOf(record) == id &&
           record.status() != complaint::v1::STATUS_ABSENT &&
           record.status() != complaint::v1::STATUS_PAST;
  };
  if (kind == "condition") {
    return std::any_of(complaint.conditions().begin(),
                       complaint.conditions().end(), holds);
  }
  if (kind == "symptom") {
    return std::any_of(complaint.symptoms().begin(), complaint.symptoms().end(),
                       holds);
  }
  return Mentions(fact, complaint);
}

// Adds `kind/id`, with `status` where the kind has one.
void AddFact(absl::string_view fact, complaint::v1::Status status,
             Complaint& complaint) {
  const size_t slash = fact.find('/');
  if (slash == absl::string_view::npos) return;
  const absl::string_view kind = fact.substr(0, slash);
  const std::string id(fact.substr(slash + 1));
  const bool present = status == complaint::v1::STATUS_PRESENT;
  if (kind == "condition" &&
      complaint.conditions_size() < kMostEntriesOfAKind) {
    auto* condition = complaint.add_conditions();
    condition->set_condition_id(id);
    condition->set_status(status);
  } else if (kind == "symptom" &&
             complaint.symptoms_size() < kMostEntriesOfAKind) {
    auto* symptom = complaint.add_symptoms();
    symptom->set_symptom_id(id);
    symptom->set_status(status);
  } else if (kind == "pattern" && present) {
    AddId(id, complaint.mutable_pattern_ids());
  } else if (kind == "cause" && present) {
    AddId(id, complaint.mutable_cause_ids());
  } else if (kind == "quality" && present) {
    AddId(id, complaint.mutable_quality_ids());
  } else if (kind == "preference" && present) {
    AddId(id, complaint.mutable_preference_ids());
  } else if (kind == "goal" && present) {
    AddId(id, complaint.mutable_goal_ids());
  }
}

// Whether the message itself says something on what the slot asks.
bool SpeaksOf(absl::string_view slot, const Complaint& said) {
  if (slot == "site") return said.sites_size() > 0;
  if (slot == "radiation") return said.radiates_to_size() > 0;
  if (slot == "duration") return said.has_duration_days();
  if (slot == "severity") return said.has_severity();
  if (slot == "age") return said.has_age_years();
  if (slot == "cause") return said.cause_ids_size() > 0;
  if (slot == "quality") return said.quality_ids_size() > 0;
  if (slot == "pattern") return said.pattern_ids_size() > 0;
  if (slot == "pressure") return said.preference_ids_size() > 0;
  if (slot == "goal") {
    return said.goal_ids_size() > 0 || said.preference_ids_size() > 0;
  }
  if (slot == "conditions") return said.conditions_size() > 0;
  if (slot == "red_flags") {
    return said.symptoms_size() > 0 || said.conditions_size() > 0;
  }
  return false;
}

// Whether the message denies what it names ("no fever"), which says nothing of
// what else was asked about.
bool DeniesByName(const Understanding& understood) {
  return std::any_of(understood.findings().begin(), understood.findings().end(),
                     [](const auto& finding) {
                       return finding.status() == complaint::v1::STATUS_ABSENT;
                     });
}

// Reads the message as an answer to the question that waits.
void Answer(const Understanding& understood, const Pending& pending,
            Complaint& complaint, Merged& merged) {
  if (pending.slot.empty()) return;
  const Complaint& said = understood.complaint();
  const auto mark = [&] {
    if (pending.question == nullptr) return;
    AddId(pending.question->id(), complaint.mutable_answered_question_ids());
  };
  const auto* question = pending.question;
  const bool denies =
      (Wants(understood, "deny") && !DeniesByName(understood)) ||
      (pending.slot == "red_flags" && understood.denies_symptoms()) ||
      (pending.slot == "conditions" && understood.denies_conditions());
  const bool says_some = SpeaksOf(pending.slot, said);
  const bool says_present =
      question != nullptr &&
      std::any_of(question->asks().begin(), question->asks().end(),
                  [&](const auto& fact) { return HoldsNow(fact, said); });
  if (says_present) {
    // What was named is there; the rest is not if "nothing else" was said.
    merged.answered = true;
    if (denies) Deny(*question, complaint);
    mark();
  } else if (denies) {
    merged.answered = true;
    if (question != nullptr) Deny(*question, complaint);
  } else if (question != nullptr && question->safety() &&
             DeniesByName(understood)) {
    merged.answered = true;
    merged.denied_some = !std::all_of(
        question->asks().begin(), question->asks().end(),
        [&](const auto& fact) { return Mentions(fact, complaint); });
    if (!merged.denied_some) mark();
  } else if (says_some || Wants(understood, "unsure")) {
    merged.answered = true;
    merged.unsure = !says_some;
    if (says_some || question == nullptr || !question->safety()) mark();
  } else if (Wants(understood, "affirm") && question != nullptr) {
    merged.answered = true;
    if (question->yes().empty() && question->asks_size() > 0) {
      merged.needs_which = true;
      return;
    }
    for (const auto& fact : question->yes()) {
      if (!Mentions(fact, complaint)) {
        AddFact(fact, complaint::v1::STATUS_PRESENT, complaint);
      }
    }
    mark();
  }
}

// Takes a number of the complaint back. Returns whether it was there.
bool RetractNumber(absl::string_view kind, Complaint& complaint) {
  if (kind == "duration" && complaint.has_duration_days()) {
    complaint.clear_duration_days();
    return true;
  }
  if (kind == "severity" && complaint.has_severity()) {
    complaint.clear_severity();
    return true;
  }
  if (kind == "age" && complaint.has_age_years()) {
    complaint.clear_age_years();
    return true;
  }
  return false;
}

}  // namespace

bool Wants(const Understanding& understood, absl::string_view intent) {
  return std::any_of(understood.intents().begin(), understood.intents().end(),
                     [&](const auto& score) {
                       return score.intent_id() == intent &&
                              score.confidence() >= kLeastConfidence;
                     });
}

bool HasComplaint(const Complaint& complaint) {
  return complaint.sites_size() > 0 || complaint.radiates_to_size() > 0 ||
         complaint.quality_ids_size() > 0 || complaint.has_severity() ||
         complaint.has_duration_days() || complaint.cause_ids_size() > 0 ||
         complaint.conditions_size() > 0 || complaint.symptoms_size() > 0 ||
         complaint.has_pregnancy_weeks() || complaint.has_age_years();
}

void Deny(const knowledge::v1::Question& question, Complaint& complaint) {
  for (const auto& fact : question.asks()) {
    if (!Mentions(fact, complaint)) {
      AddFact(fact, complaint::v1::STATUS_ABSENT, complaint);
    }
  }
  AddId(question.id(), complaint.mutable_answered_question_ids());
}

bool Retract(absl::string_view fact, const Knowledge& knowledge,
             Complaint& complaint) {
  const size_t slash = fact.find('/');
  if (slash == absl::string_view::npos) return false;
  const absl::string_view kind = fact.substr(0, slash);
  const absl::string_view id = fact.substr(slash + 1);
  if (kind == "region") {
    const bool site = RemoveSite(id, knowledge, complaint.mutable_sites());
    return RemoveSite(id, knowledge, complaint.mutable_radiates_to()) || site;
  }
  if (kind == "quality") return RemoveId(id, complaint.mutable_quality_ids());
  if (kind == "pattern") return RemoveId(id, complaint.mutable_pattern_ids());
  if (kind == "cause") return RemoveId(id, complaint.mutable_cause_ids());
  if (kind == "goal") return RemoveId(id, complaint.mutable_goal_ids());
  if (kind == "preference") {
    return RemoveId(id, complaint.mutable_preference_ids());
  }
  const auto has_id = [&](const auto& record) { return IdOf(record) == id; };
  if (kind == "condition") {
    return RemoveIf(complaint.mutable_conditions(), has_id);
  }
  if (kind == "symptom") return RemoveIf(complaint.mutable_symptoms(), has_id);
  if (kind == "technique") {
    return RemoveIf(complaint.mutable_techniques(), has_id);
  }
  return RetractNumber(kind, complaint);
}

bool MakePast(absl::string_view fact, const Knowledge& knowledge,
              Complaint& complaint) {
  const size_t slash = fact.find('/');
  if (slash == absl::string_view::npos) return false;
  const absl::string_view kind = fact.substr(0, slash);
  const absl::string_view wanted =
      fact.substr(slash + 1, fact.find('@') - slash - 1);
  bool found = false;
  const auto change = [&](auto& record) {
    if (record.status() == complaint::v1::STATUS_ABSENT ||
        record.status() == complaint::v1::STATUS_PAST) {
      return;
    }
    std::string at = IdOf(record);
    for (int depth = 0; depth < 20 && !at.empty(); ++depth) {
      if (at == wanted) {
        record.set_status(complaint::v1::STATUS_PAST);
        found = true;
        return;
      }
      const auto* item = knowledge.FindConcept(absl::StrCat(kind, "/", at));
      if (item == nullptr) return;
      at = item->parent();
    }
  };
  if (kind == "symptom") {
    for (auto& symptom : *complaint.mutable_symptoms()) change(symptom);
  } else if (kind == "condition") {
    for (auto& condition : *complaint.mutable_conditions()) change(condition);
  }
  return found;
}

Complaint WithImagined(const Understanding& understood,
                       const Knowledge& knowledge, Complaint complaint) {
  for (const auto& finding : understood.findings()) {
    if (!finding.hypothetical() || finding.other_person()) continue;
    const absl::string_view fact = finding.concept_id();
    if (absl::StartsWith(fact, kRegionKind)) {
      complaint::v1::Site site;
      site.set_region(std::string(fact.substr(kRegionKind.size())));
      site.set_side(finding.side());
      AddSite(site, /*corrects=*/false, complaint.mutable_sites());
    } else {
      Retract(fact, knowledge, complaint);
      AddFact(fact, complaint::v1::STATUS_PRESENT, complaint);
    }
  }
  return complaint;
}

Merged Merge(const Understanding& understood, const Pending& pending,
             const Knowledge& knowledge, Complaint& complaint) {
  Merged merged;
  const Complaint before = complaint;
  if (TurnsToAnother(understood, complaint)) {
    complaint.Clear();
    merged.new_subject = true;
  }
  for (const auto& fact : understood.retracted()) {
    if (Retract(fact, knowledge, complaint)) merged.corrected = true;
  }
  merged.corrected |= understood.corrects_sites();
  AddFacts(understood, knowledge, complaint);
  if (AddBareAnswer(understood, pending, complaint)) merged.answered = true;
  Answer(understood, pending, complaint, merged);
  merged.search_changed = understood.times_size() > 0 ||
                          understood.complaint().preference_ids_size() > 0;
  merged.changed = !MessageDifferencer::Equals(before, complaint);
  return merged;
}

}  // namespace unknot::dialogue
