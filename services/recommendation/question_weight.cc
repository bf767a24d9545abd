// Works out, while loading, what the answer to each question could change.
#include <algorithm>
#include <set>

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
      {"pressure", {Family::kPreference}, {}}};
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

bool Mentions(const CompiledRule& rule, const std::vector<bool>& facts) {
  const auto among = [&facts](FactId fact) { return facts[fact]; };
  return std::any_of(rule.unless.begin(), rule.unless.end(), among) ||
         std::any_of(rule.needs.begin(), rule.needs.end(),
                     [&among](const CompiledRule::Need& need) {
                       return std::any_of(need.any_of.begin(),
                                          need.any_of.end(), among);
                     });
}

bool Mentions(const std::vector<CompiledRule>& rules,
              const std::vector<bool>& facts) {
  return std::any_of(
      rules.begin(), rules.end(),
      [&facts](const CompiledRule& rule) { return Mentions(rule, facts); });
}

}  // namespace

void KnowledgeBase::WeighQuestions() {
  for (CompiledQuestion& question : questions_) {
    const std::vector<bool> facts = FactsOf(question, facts_);
    const auto lead_to = [&question](v1::Tier tier) {
      if (tier != v1::TIER_UNSPECIFIED) {
        question.most_careful = std::min(question.most_careful, tier);
      }
    };
    for (const CompiledFlag& flag : flags_) {
      for (const auto& [tier, rule] : flag.rules) {
        if (Mentions(rule, facts)) lead_to(tier);
      }
    }
    for (const CompiledContraindication& one : contraindications_) {
      if (!Mentions(one.when, facts)) continue;
      lead_to(one.record->tier());
      question.moves_ranking |= one.blocks != 0;
    }
    for (const CompiledFactor& factor : factors_) {
      if (!Mentions(factor.when, facts)) continue;
      lead_to(factor.record->tier());
      question.moves_ranking |=
          std::any_of(factor.weights.begin(), factor.weights.end(),
                      [](int weight) { return weight != 0; });
    }
  }
}

}  // namespace unknot::recommendation
