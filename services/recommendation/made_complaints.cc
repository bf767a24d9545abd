// Makes up complaints.
#include "services/recommendation/made_complaints.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_join.h"

namespace unknot::recommendation {
namespace {

using complaint::v1::Complaint;

// The id of the record that a fact speaks of.
const std::string& IdOf(const KnowledgeBase& base, Family family, int index) {
  const auto& all = base.records();
  switch (family) {
    case Family::kRegion:
    case Family::kRadiation:
    case Family::kSite:
      return all.regions(index).id();
    case Family::kQuality:
      return all.qualities(index).id();
    case Family::kPattern:
      return all.patterns(index).id();
    case Family::kCause:
      return all.causes(index).id();
    case Family::kGoal:
      return all.goals(index).id();
    case Family::kPreference:
      return all.preferences(index).id();
    case Family::kCondition:
    case Family::kConditionPast:
    case Family::kConditionSuspected:
    case Family::kConditionAbsent:
      return all.conditions(index).id();
    case Family::kSymptom:
    case Family::kSymptomPast:
    case Family::kSymptomSuspected:
    case Family::kSymptomAbsent:
      return all.symptoms(index).id();
    case Family::kAnswered:
      return all.questions(index).id();
    default:
      return all.techniques(index).id();
  }
}

void SetSite(const KnowledgeBase& base, int index, complaint::v1::Site* site) {
  const auto& regions = base.records().regions();
  int root = index;
  while (!regions[root].parent().empty()) {
    root = base.facts().IndexOf(List::kRegions, regions[root].parent());
  }
  site->set_region(regions[root].id());
  if (root != index) site->set_place(regions[index].id());
}

// A value within the bounds of the field that makes the comparison hold; not a
// number where there is none.
double ValueFor(const Comparison& comparison, double lowest, double highest,
                double step) {
  for (const double value :
       {comparison.bound, comparison.bound + step, comparison.bound - step}) {
    if (value >= lowest && value <= highest && comparison.Holds(value)) {
      return value;
    }
  }
  return std::nan("");
}

bool SayNumber(const Comparison& comparison, Complaint& complaint) {
  switch (comparison.number) {
    case Number::kAge: {
      if (complaint.has_age_years()) {
        return comparison.Holds(complaint.age_years());
      }
      const double value = ValueFor(comparison, 0, 130, 1);
      if (std::isnan(value)) return false;
      complaint.set_age_years(static_cast<int>(value));
      return true;
    }
    case Number::kSeverity: {
      if (complaint.has_severity()) {
        return comparison.Holds(complaint.severity());
      }
      const double value = ValueFor(comparison, 0, 10, 1);
      if (std::isnan(value)) return false;
      complaint.set_severity(value);
      return true;
    }
    case Number::kDurationDays: {
      if (complaint.has_duration_days()) {
        return comparison.Holds(complaint.duration_days());
      }
      const double value = ValueFor(comparison, 0, 1e6, 1);
      if (std::isnan(value)) return false;
      complaint.set_duration_days(value);
      return true;
    }
    case Number::kPregnancyWeeks: {
      if (complaint.has_pregnancy_weeks()) {
        return comparison.Holds(complaint.pregnancy_weeks());
      }
      const double value = ValueFor(comparison, 0, 45, 1);
      if (std::isnan(value)) return false;
      complaint.set_pregnancy_weeks(static_cast<int>(value));
      return true;
    }
  }
  return false;
}

complaint::v1::Status StatusOf(Family family, Family present) {
  switch (static_cast<int>(family) - static_cast<int>(present)) {
    case 1:
      return complaint::v1::STATUS_PAST;
    case 2:
      return complaint::v1::STATUS_SUSPECTED;
    case 3:
      return complaint::v1::STATUS_ABSENT;
    default:
      return complaint::v1::STATUS_PRESENT;
  }
}

void SayTechnique(const std::string& id, complaint::v1::Stance stance,
                  Complaint& complaint) {
  auto* mention = complaint.add_techniques();
  mention->set_technique_id(id);
  mention->set_stance(stance);
}

// A class of a number is said by a number within it.
bool SayClass(const knowledge::v1::NumberClass& one, bool has, double current,
              double* value) {
  const NumberClassBounds bounds{one.min(), one.max()};
  if (has) return bounds.Contains(current);
  *value = one.min();
  return true;
}

}  // namespace

uint64_t Dice::Next() {
  // SplitMix64, by Sebastiano Vigna, in the public domain.
  state_ += 0x9E3779B97F4A7C15u;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

bool Say(const KnowledgeBase& base, FactId fact, Complaint& complaint) {
  const FactTable& table = base.facts();
  if (table.FamilyOf(fact) == kFamilyCount) {
    const auto found = std::find_if(
        table.comparisons().begin(), table.comparisons().end(),
        [fact](const Comparison& one) { return one.fact == fact; });
    return SayNumber(*found, complaint);
  }
  const auto family = static_cast<Family>(table.FamilyOf(fact));
  const int index = table.IndexOf(fact);
  switch (family) {
    case Family::kRegion:
    case Family::kSite:
      SetSite(base, index, complaint.add_sites());
      return true;
    case Family::kRadiation:
      SetSite(base, index, complaint.add_radiates_to());
      return true;
    case Family::kQuality:
      complaint.add_quality_ids(IdOf(base, family, index));
      return true;
    case Family::kPattern:
      complaint.add_pattern_ids(IdOf(base, family, index));
      return true;
    case Family::kCause:
      complaint.add_cause_ids(IdOf(base, family, index));
      return true;
    case Family::kGoal:
      complaint.add_goal_ids(IdOf(base, family, index));
      return true;
    case Family::kPreference:
      complaint.add_preference_ids(IdOf(base, family, index));
      return true;
    case Family::kAnswered:
      complaint.add_answered_question_ids(IdOf(base, family, index));
      return true;
    case Family::kCondition:
    case Family::kConditionPast:
    case Family::kConditionSuspected:
    case Family::kConditionAbsent: {
      auto* condition = complaint.add_conditions();
      condition->set_condition_id(IdOf(base, family, index));
      condition->set_status(StatusOf(family, Family::kCondition));
      return true;
    }
    case Family::kSymptom:
    case Family::kSymptomPast:
    case Family::kSymptomSuspected:
    case Family::kSymptomAbsent: {
      auto* symptom = complaint.add_symptoms();
      symptom->set_symptom_id(IdOf(base, family, index));
      symptom->set_status(StatusOf(family, Family::kSymptom));
      return true;
    }
    case Family::kTechniqueWanted:
      SayTechnique(IdOf(base, family, index), complaint::v1::STANCE_WANTED,
                   complaint);
      return true;
    case Family::kTechniqueRefused:
      SayTechnique(IdOf(base, family, index), complaint::v1::STANCE_REFUSED,
                   complaint);
      return true;
    case Family::kTechniqueAbout:
      SayTechnique(IdOf(base, family, index), complaint::v1::STANCE_ABOUT,
                   complaint);
      return true;
    case Family::kDuration: {
      double value = complaint.duration_days();
      if (!SayClass(base.records().duration_classes(index),
                    complaint.has_duration_days(), value, &value)) {
        return false;
      }
      complaint.set_duration_days(value);
      return true;
    }
    case Family::kSeverity: {
      double value = complaint.severity();
      if (!SayClass(base.records().severity_classes(index),
                    complaint.has_severity(), value, &value)) {
        return false;
      }
      complaint.set_severity(value);
      return true;
    }
    case Family::kSubject:
      complaint.set_subject(complaint::v1::SUBJECT_OTHER);
      return true;
    case Family::kFactor:
    case Family::kKnown:
    case Family::kOption:
      return false;
  }
  return false;
}

bool SayRule(const KnowledgeBase& base, const CompiledRule& rule, Dice& dice,
             Complaint& complaint) {
  bool said_all = true;
  for (const CompiledRule::Need& need : rule.needs) {
    // What is said already counts; then others, from a random one on.
    const Facts facts = ReadFacts(complaint, base.facts(), base.classes());
    const int count = static_cast<int>(need.any_of.size());
    int missing = need.at_least;
    for (const FactId fact : need.any_of) missing -= facts.Has(fact) ? 1 : 0;
    const int first = dice.Below(count);
    for (int i = 0; i < count && missing > 0; ++i) {
      const FactId fact = need.any_of[(first + i) % count];
      if (!facts.Has(fact) && Say(base, fact, complaint)) --missing;
    }
    said_all &= missing <= 0;
  }
  return said_all;
}

void MadeComplaints::SayAny(Family family, List list, int percent, int most,
                            Complaint& complaint) {
  const int size = base_.facts().list_size(list);
  if (size == 0 || !dice_.Percent(percent)) return;
  for (int n = 1 + dice_.Below(most); n > 0; --n) {
    Say(base_, base_.facts().Fact(family, dice_.Below(size)), complaint);
  }
}

const CompiledRule* MadeComplaints::AnyRule() {
  const auto any = [this](const auto& rules) -> const CompiledRule* {
    return rules.empty() ? nullptr
                         : &rules[dice_.Below(static_cast<int>(rules.size()))];
  };
  switch (dice_.Below(3)) {
    case 0: {
      if (base_.flags().empty()) return nullptr;
      const auto& flag =
          base_.flags()[dice_.Below(static_cast<int>(base_.flags().size()))];
      const int at = dice_.Below(static_cast<int>(flag.rules.size()));
      return &flag.rules[at].second;
    }
    case 1: {
      if (base_.contraindications().empty()) return nullptr;
      const int count = static_cast<int>(base_.contraindications().size());
      return any(base_.contraindications()[dice_.Below(count)].when);
    }
    default: {
      if (base_.factors().empty()) return nullptr;
      const int count = static_cast<int>(base_.factors().size());
      return any(base_.factors()[dice_.Below(count)].when);
    }
  }
}

Complaint MadeComplaints::Next() {
  Complaint made;
  if (dice_.Percent(50)) {
    if (const CompiledRule* rule = AnyRule()) {
      SayRule(base_, *rule, dice_, made);
    }
  }
  SayAny(Family::kRegion, List::kRegions, 75, 2, made);
  SayAny(Family::kRadiation, List::kRegions, 15, 1, made);
  SayAny(Family::kQuality, List::kQualities, 60, 2, made);
  SayAny(Family::kPattern, List::kPatterns, 50, 2, made);
  SayAny(Family::kCause, List::kCauses, 50, 1, made);
  SayAny(Family::kCondition, List::kConditions, 25, 2, made);
  SayAny(Family::kConditionPast, List::kConditions, 5, 1, made);
  SayAny(Family::kConditionAbsent, List::kConditions, 10, 2, made);
  SayAny(Family::kSymptom, List::kSymptoms, 30, 2, made);
  SayAny(Family::kSymptomPast, List::kSymptoms, 5, 1, made);
  SayAny(Family::kSymptomSuspected, List::kSymptoms, 5, 1, made);
  SayAny(Family::kSymptomAbsent, List::kSymptoms, 20, 3, made);
  SayAny(Family::kPreference, List::kPreferences, 40, 2, made);
  SayAny(Family::kGoal, List::kGoals, 40, 1, made);
  SayAny(Family::kTechniqueWanted, List::kTechniques, 15, 1, made);
  SayAny(Family::kTechniqueRefused, List::kTechniques, 5, 1, made);
  SayAny(Family::kAnswered, List::kQuestions, 40, 6, made);
  SayAny(Family::kSubject, List::kSubjects, 5, 1, made);
  if (!made.has_severity() && dice_.Percent(50)) {
    made.set_severity(dice_.Below(11));
  }
  if (!made.has_duration_days() && dice_.Percent(60)) {
    made.set_duration_days(dice_.Percent(30) ? dice_.Below(8)
                                             : dice_.Below(800));
  }
  if (!made.has_age_years() && dice_.Percent(30)) {
    made.set_age_years(dice_.Below(95));
  }
  return made;
}

std::string InFacts(const KnowledgeBase& base, const Complaint& complaint) {
  const Facts facts = ReadFacts(complaint, base.facts(), base.classes());
  std::vector<std::string> names;
  for (const FactId fact : facts.said()) {
    names.push_back(base.facts().Name(fact));
  }
  const auto number = [&names](const char* name, double value) {
    names.push_back(absl::StrCat(name, "=", value));
  };
  if (complaint.has_severity()) number("severity", complaint.severity());
  if (complaint.has_duration_days()) {
    number("duration_days", complaint.duration_days());
  }
  if (complaint.has_age_years()) number("age", complaint.age_years());
  if (complaint.has_pregnancy_weeks()) {
    number("pregnancy_weeks", complaint.pregnancy_weeks());
  }
  return absl::StrJoin(names, " ");
}

}  // namespace unknot::recommendation
