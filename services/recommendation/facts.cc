// Turns complaints into facts and evaluates rules over them.
#include "services/recommendation/facts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace unknot::recommendation {
namespace {

using complaint::v1::Complaint;

class Reader {
 public:
  Reader(const Complaint& complaint, const FactTable& table,
         const FactClasses& classes)
      : complaint_(complaint),
        table_(table),
        classes_(classes),
        facts_(table) {}

  Facts Read() {
    for (const FactId fact : table_.Always()) facts_.Add(fact);
    ReadSites();
    SayAll(complaint_.quality_ids(), List::kQualities, Family::kQuality,
           KnownTopic::kQuality);
    SayAll(complaint_.pattern_ids(), List::kPatterns, Family::kPattern,
           KnownTopic::kPattern);
    SayAll(complaint_.cause_ids(), List::kCauses, Family::kCause,
           KnownTopic::kCause);
    SayAll(complaint_.goal_ids(), List::kGoals, Family::kGoal,
           KnownTopic::kGoal);
    SayAll(complaint_.preference_ids(), List::kPreferences, Family::kPreference,
           KnownTopic::kPreference);
    ReadFindings();
    ReadTechniques();
    ReadNumbers();
    for (const std::string& id : complaint_.answered_question_ids()) {
      Say(Family::kAnswered, table_.IndexOf(List::kQuestions, id));
    }
    if (complaint_.subject() == complaint::v1::SUBJECT_OTHER) {
      facts_.Say(table_.Fact(Family::kSubject, 0));
    }
    return std::move(facts_);
  }

 private:
  void Say(Family family, int index) {
    if (index >= 0) facts_.Say(table_.Fact(family, index));
  }

  template <typename Ids>
  void SayAll(const Ids& ids, List list, Family family, KnownTopic topic) {
    for (const std::string& id : ids) Say(family, table_.IndexOf(list, id));
    if (!ids.empty()) facts_.Add(table_.Fact(topic));
  }

  void SaySite(Family family, const complaint::v1::Site& site) {
    const std::string& id = site.place().empty() ? site.region() : site.place();
    Say(family, table_.IndexOf(List::kRegions, id));
    if (site.side() != complaint::v1::SIDE_UNSPECIFIED) {
      facts_.Add(table_.Fact(KnownTopic::kSide));
    }
  }

  void ReadSites() {
    for (const auto& site : complaint_.sites()) SaySite(Family::kRegion, site);
    for (const auto& site : complaint_.radiates_to()) {
      SaySite(Family::kRadiation, site);
    }
    if (complaint_.sites_size() > 0) {
      facts_.Add(table_.Fact(KnownTopic::kRegion));
    }
    if (complaint_.radiates_to_size() > 0) {
      facts_.Add(table_.Fact(KnownTopic::kRadiation));
    }
  }

  void ReadFindings() {
    for (const auto& condition : complaint_.conditions()) {
      SayWithStatus(
          Family::kCondition, condition.status(),
          table_.IndexOf(List::kConditions, condition.condition_id()));
    }
    for (const auto& symptom : complaint_.symptoms()) {
      SayWithStatus(Family::kSymptom, symptom.status(),
                    table_.IndexOf(List::kSymptoms, symptom.symptom_id()));
    }
    DropContradictedAbsence(Family::kCondition, List::kConditions);
    DropContradictedAbsence(Family::kSymptom, List::kSymptoms);
  }

  // The four families of a list stand in the order present, past, suspected,
  // absent.
  static Family After(Family present, int steps) {
    return static_cast<Family>(static_cast<int>(present) + steps);
  }

  void SayWithStatus(Family present, complaint::v1::Status status, int index) {
    switch (status) {
      case complaint::v1::STATUS_ABSENT:
        return Say(After(present, 3), index);
      case complaint::v1::STATUS_PAST:
        return Say(After(present, 1), index);
      case complaint::v1::STATUS_SUSPECTED:
        return Say(After(present, 2), index);
      default:
        return Say(present, index);
    }
  }

  void DropContradictedAbsence(Family present, List list) {
    for (int i = 0; i < table_.list_size(list); ++i) {
      const FactId absent = table_.Fact(After(present, 3), i);
      if (facts_.Has(absent) &&
          (facts_.Has(table_.Fact(present, i)) ||
           facts_.Has(table_.Fact(After(present, 1), i)) ||
           facts_.Has(table_.Fact(After(present, 2), i)))) {
        facts_.Remove(absent);
      }
    }
  }

  void ReadTechniques() {
    for (const auto& mention : complaint_.techniques()) {
      Family family = Family::kTechniqueAbout;
      if (mention.stance() == complaint::v1::STANCE_WANTED) {
        family = Family::kTechniqueWanted;
      }
      if (mention.stance() == complaint::v1::STANCE_REFUSED) {
        family = Family::kTechniqueRefused;
      }
      Say(family, table_.IndexOf(List::kTechniques, mention.technique_id()));
    }
  }

  void SayClasses(const std::vector<NumberClassBounds>& classes, double value,
                  Family family) {
    for (size_t i = 0; i < classes.size(); ++i) {
      if (classes[i].Contains(value)) Say(family, static_cast<int>(i));
    }
  }

  void ReadNumbers() {
    std::optional<double> values[kNumberCount];
    if (complaint_.has_age_years()) {
      values[static_cast<int>(Number::kAge)] = complaint_.age_years();
      facts_.Add(table_.Fact(KnownTopic::kAge));
    }
    if (complaint_.has_severity()) {
      values[static_cast<int>(Number::kSeverity)] = complaint_.severity();
      facts_.Add(table_.Fact(KnownTopic::kSeverity));
      SayClasses(classes_.severity, complaint_.severity(), Family::kSeverity);
    }
    if (complaint_.has_duration_days()) {
      values[static_cast<int>(Number::kDurationDays)] =
          complaint_.duration_days();
      facts_.Add(table_.Fact(KnownTopic::kDuration));
      SayClasses(classes_.duration, complaint_.duration_days(),
                 Family::kDuration);
    }
    if (complaint_.has_pregnancy_weeks()) {
      values[static_cast<int>(Number::kPregnancyWeeks)] =
          complaint_.pregnancy_weeks();
    }
    for (const Comparison& comparison : table_.comparisons()) {
      const auto& value = values[static_cast<int>(comparison.number)];
      if (value.has_value() && comparison.Holds(*value)) {
        facts_.Add(comparison.fact);
      }
    }
  }

  const Complaint& complaint_;
  const FactTable& table_;
  const FactClasses& classes_;
  Facts facts_;
};

}  // namespace

std::vector<FactBits> BitsOf(absl::Span<const FactId> facts) {
  std::map<int32_t, uint64_t> words;
  for (const FactId fact : facts) {
    words[fact >> 6] |= uint64_t{1} << (fact & 63);
  }
  std::vector<FactBits> bits;
  for (const auto& [word, mask] : words) bits.push_back({word, mask});
  return bits;
}

void Facts::Say(FactId fact) {
  for (const FactId implied : table_->Implied(fact)) Add(implied);
  if (std::find(said_.begin(), said_.end(), fact) == said_.end()) {
    said_.insert(std::upper_bound(said_.begin(), said_.end(), fact), fact);
  }
}

std::vector<FactId> Facts::SaidFor(FactId fact) const {
  const int family = table_->FamilyOf(fact);
  if (family == kFamilyCount) return {fact};
  if (family == static_cast<int>(Family::kKnown) ||
      family == static_cast<int>(Family::kAnswered) ||
      family == static_cast<int>(Family::kFactor) ||
      family == static_cast<int>(Family::kOption)) {
    return {};
  }
  std::vector<FactId> said;
  for (const FactId candidate : said_) {
    const absl::Span<const FactId> implied = table_->Implied(candidate);
    if (std::find(implied.begin(), implied.end(), fact) != implied.end()) {
      said.push_back(candidate);
    }
  }
  return said;
}

Facts ReadFacts(const Complaint& complaint, const FactTable& table,
                const FactClasses& classes) {
  return Reader(complaint, table, classes).Read();
}

std::vector<std::string> CompiledRule::Explain(const Facts& facts) const {
  std::vector<FactId> said;
  for (const Need& need : needs) {
    for (const FactId fact : need.any_of) {
      if (!facts.Has(fact)) continue;
      for (const FactId source : facts.SaidFor(fact)) {
        if (std::find(said.begin(), said.end(), source) == said.end()) {
          said.push_back(source);
        }
      }
    }
  }
  std::vector<std::string> names;
  names.reserve(said.size());
  for (const FactId fact : said) names.push_back(facts.table().Name(fact));
  return names;
}

absl::StatusOr<CompiledRule> Compile(const knowledge::v1::Rule& rule,
                                     FactTable& table) {
  CompiledRule compiled;
  for (const knowledge::v1::Need& need : rule.need()) {
    CompiledRule::Need& into = compiled.needs.emplace_back();
    into.at_least = std::max(1, need.at_least());
    for (const std::string& text : need.any_of()) {
      const absl::StatusOr<FactId> fact = table.Compile(text);
      if (!fact.ok()) return fact.status();
      into.any_of.push_back(*fact);
    }
    into.bits = BitsOf(into.any_of);
  }
  for (const std::string& text : rule.unless()) {
    const absl::StatusOr<FactId> fact = table.Compile(text);
    if (!fact.ok()) return fact.status();
    compiled.unless.push_back(*fact);
  }
  compiled.unless_bits = BitsOf(compiled.unless);
  return compiled;
}

const CompiledRule* FirstThatHolds(absl::Span<const CompiledRule> rules,
                                   const Facts& facts) {
  for (const CompiledRule& rule : rules) {
    if (rule.Holds(facts)) return &rule;
  }
  return nullptr;
}

}  // namespace unknot::recommendation
