// Evaluates factors, flags and contraindications over the facts.
#include "services/recommendation/triage.h"

#include <algorithm>
#include <utility>

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;
using Kind = FiredRecord::Kind;

void FindFactors(const KnowledgeBase& base, Findings& findings) {
  Facts& facts = findings.facts;
  for (const int index : base.factor_order()) {
    const CompiledFactor& factor = base.factors()[index];
    const CompiledRule* rule = FirstThatHolds(factor.when, facts);
    if (rule == nullptr && !factor.when.empty()) continue;
    const bool replaced = std::any_of(
        factor.replaced_by.begin(), factor.replaced_by.end(),
        [&](int other) { return facts.Has(base.factors()[other].fact); });
    if (replaced) continue;
    facts.Add(factor.fact);
    findings.factors.push_back(
        {Kind::kFactor, index, factor.record->tier(), rule});
  }
  std::ranges::sort(findings.factors, {}, &FiredRecord::index);
}

void FindFlags(const KnowledgeBase& base, Findings& findings) {
  const bool checked = base.clinician_check().Holds(findings.facts);
  for (int i = 0; i < static_cast<int>(base.flags().size()); ++i) {
    const CompiledFlag& flag = base.flags()[i];
    for (const auto& [tier, rule] : flag.rules) {
      if (!rule.Holds(findings.facts)) continue;
      const bool lowered = checked && tier == v1::TIER_SEE_CLINICIAN &&
                           flag.record->lowered_by_clinician_check();
      findings.reasons.push_back(
          {Kind::kFlag, i, lowered ? v1::TIER_CAUTION : tier, &rule});
      break;  // rules are ordered, the most careful first
    }
  }
}

void FindContraindications(const KnowledgeBase& base, Findings& findings) {
  for (int i = 0; i < static_cast<int>(base.contraindications().size()); ++i) {
    const CompiledContraindication& one = base.contraindications()[i];
    const CompiledRule* rule = FirstThatHolds(one.when, findings.facts);
    if (rule == nullptr) continue;
    findings.contraindications.push_back(
        {Kind::kContraindication, i, one.record->tier(), rule});
  }
  std::ranges::stable_sort(findings.contraindications, {}, &FiredRecord::tier);
}

void AddReasons(const std::vector<FiredRecord>& fired, Findings& findings) {
  for (const FiredRecord& record : fired) {
    if (record.tier != v1::TIER_UNSPECIFIED && record.tier != v1::TIER_OK) {
      findings.reasons.push_back(record);
    }
  }
}

}  // namespace

Findings Examine(const KnowledgeBase& base,
                 const complaint::v1::Complaint& complaint) {
  return Examine(base, ReadFacts(complaint, base.facts(), base.classes()));
}

Findings Examine(const KnowledgeBase& base, Facts facts) {
  Findings findings(std::move(facts));
  FindFactors(base, findings);
  FindFlags(base, findings);
  FindContraindications(base, findings);
  AddReasons(findings.contraindications, findings);
  AddReasons(findings.factors, findings);
  std::ranges::stable_sort(findings.reasons, {}, &FiredRecord::tier);
  if (!findings.reasons.empty()) findings.tier = findings.reasons.front().tier;
  return findings;
}

}  // namespace unknot::recommendation
