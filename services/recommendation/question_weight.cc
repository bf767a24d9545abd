// Works out, while loading, what the answer to each question could change.
#include <algorithm>

#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// The families and the number that a slot fills.
struct SlotFacts {
  absl::string_view slot;
  std::vector<Family> families;
  std::vector<Number> numbers;
};

const std::vector<SlotFacts>& AllSlots() {
  static const auto* const slots = new std::vector<SlotFacts>{
      {"site", {Family::kRegion, Family::kSite}, {}},
      {"radiation", {Family::kRadiation, Family::kSite}, {}},
      {"duration", {Family::kDuration}, {Number::kDurationDays}},
      {"severity", {Family::kSeverity}, {Number::kSeverity}},
      {"age", {}, {Number::kAge}},
      {"cause", {Family::kCause}, {}},
      {"quality", {Family::kQuality}, {}},
      {"pattern", {Family::kPattern}, {}},
      {"goal", {Family::kGoal}, {}},
      {"pressure", {Family::kPreference}, {}},
      {"conditions", {}, {Number::kPregnancyWeeks}}};
  return *slots;
}

// Facts that an answer may bring.
std::vector<bool> FactsOf(const CompiledQuestion& question,
                          const FactTable& table) {
  std::vector<bool> brought(table.fact_count());
  const auto bring = [&](FactId fact) {
    for (const FactId implied : table.Implied(fact)) brought[implied] = true;
  };
  for (const auto& any : question.asks) {
    for (const FactId fact : any) bring(fact);
  }
  for (const FactId fact : question.yes) bring(fact);
  // A question that says what it asks fills only that.
  if (!question.asks.empty() || !question.yes.empty()) return brought;
  for (const SlotFacts& slot : AllSlots()) {
    if (slot.slot != question.record->slot()) continue;
    for (FactId fact = 0; fact < table.fact_count(); ++fact) {
      for (const Family family : slot.families) {
        if (table.FamilyOf(fact) == static_cast<int>(family)) {
          brought[fact] = true;
        }
      }
    }
    for (const Comparison& comparison : table.comparisons()) {
      for (const Number number : slot.numbers) {
        if (comparison.number == number) brought[comparison.fact] = true;
      }
    }
  }
  return brought;
}

using FactSet = std::vector<bool>;  // by fact

bool Any(const std::vector<FactId>& among, const FactSet& facts) {
  return std::any_of(among.begin(), among.end(),
                     [&facts](FactId fact) { return facts[fact]; });
}

// Whether one of `facts` is among what the rule needs.
bool Needs(const CompiledRule& rule, const FactSet& facts) {
  return std::any_of(rule.needs.begin(), rule.needs.end(),
                     [&facts](const CompiledRule::Need& need) {
                       return Any(need.any_of, facts);
                     });
}

// Whether one of `facts` can turn what the rules say on or off.
bool Turns(const std::vector<CompiledRule>& rules, const FactSet& facts) {
  return std::any_of(rules.begin(), rules.end(),
                     [&facts](const CompiledRule& rule) {
                       return Needs(rule, facts) || Any(rule.unless, facts);
                     });
}

class Weigher {
 public:
  Weigher(CompiledQuestion& question, const FactTable& table)
      : question_(question), facts_(FactsOf(question, table)) {}

  void NoteFacts() {
    std::vector<FactId> brought;
    for (size_t fact = 0; fact < facts_.size(); ++fact) {
      if (facts_[fact]) brought.push_back(static_cast<FactId>(fact));
    }
    question_.brings = BitsOf(brought);
  }

  void NoteRule(v1::Tier tier, const CompiledRule& rule) {
    if (tier == v1::TIER_UNSPECIFIED || tier == v1::TIER_OK) return;
    if (Needs(rule, facts_)) question_.tiers.emplace_back(tier, &rule);
  }

  void NoteContraindication(int index, const CompiledContraindication& one) {
    for (const CompiledRule& rule : one.when) {
      NoteRule(one.record->tier(), rule);
    }
    if (one.blocks != 0 && Turns(one.when, facts_)) {
      question_.contraindications.push_back(index);
    }
  }

  void NoteFactor(int index, const CompiledFactor& factor) {
    for (const CompiledRule& rule : factor.when) {
      NoteRule(factor.record->tier(), rule);
    }
    const bool weighs =
        std::any_of(factor.weights.begin(), factor.weights.end(),
                    [](int weight) { return weight != 0; });
    if (weighs && Turns(factor.when, facts_)) {
      question_.factors.push_back(index);
    }
  }

  void NoteCheck(const CompiledRule& check) {
    FactSet yes(facts_.size());
    for (const FactId fact : question_.yes) yes[fact] = true;
    question_.tells_of_check = Needs(check, yes);
  }

  void Finish() {
    std::stable_sort(
        question_.tiers.begin(), question_.tiers.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
  }

 private:
  CompiledQuestion& question_;
  const FactSet facts_;
};

// Facts that say something is wrong, as against where, how long and what was
// talked about.
bool IsTelling(int family) {
  switch (static_cast<Family>(family)) {
    case Family::kSymptom:
    case Family::kCondition:
    case Family::kConditionPast:
    case Family::kConditionSuspected:
    case Family::kCause:
    case Family::kPattern:
      return true;
    default:
      return false;
  }
}

}  // namespace

void KnowledgeBase::WeighQuestions() {
  parts_of_.resize(facts_.fact_count());
  for (const CompiledFlag& flag : flags_) {
    if (flag.question < 0) continue;
    for (const auto& [tier, rule] : flag.rules) {
      for (const CompiledRule::Need& need : rule.needs) {
        for (const FactId fact : need.any_of) {
          if (!IsTelling(facts_.FamilyOf(fact))) continue;
          parts_of_[fact].push_back({flag.question, tier});
        }
      }
    }
  }
  for (CompiledQuestion& question : questions_) {
    Weigher weigher(question, facts_);
    weigher.NoteFacts();
    for (const CompiledFlag& flag : flags_) {
      for (const auto& [tier, rule] : flag.rules) weigher.NoteRule(tier, rule);
    }
    for (size_t i = 0; i < contraindications_.size(); ++i) {
      weigher.NoteContraindication(static_cast<int>(i), contraindications_[i]);
    }
    for (size_t i = 0; i < factors_.size(); ++i) {
      weigher.NoteFactor(static_cast<int>(i), factors_[i]);
    }
    weigher.NoteCheck(clinician_check_);
    weigher.Finish();
  }
}

}  // namespace unknot::recommendation
