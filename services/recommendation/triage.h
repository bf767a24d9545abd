// The safe next step: what a complaint gives rise to, before any technique is
// thought of.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_TRIAGE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_TRIAGE_H_

#include <vector>

#include "services/recommendation/facts.h"
#include "services/recommendation/knowledge_base.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {

// What made a step necessary.
struct FiredRecord {
  enum class Kind { kFlag, kContraindication, kFactor };

  Kind kind = Kind::kFlag;
  int index = 0;  // in its list of the knowledge base
  knowledge::v1::Tier tier = knowledge::v1::TIER_OK;
  // The rule that holds, for explaining; null where the record has none.
  const CompiledRule* rule = nullptr;
};

// Everything that holds for a complaint.
struct Findings {
  explicit Findings(Facts said) : facts(std::move(said)) {}

  // All facts, `factor/x` included.
  Facts facts;
  // Active rows of the weight matrix, in order of the records.
  std::vector<FiredRecord> factors;
  // Contraindications that apply, the more careful tier first.
  std::vector<FiredRecord> contraindications;
  // The step: the most careful tier of all reasons, TIER_OK without any.
  knowledge::v1::Tier tier = knowledge::v1::TIER_OK;
  // Flags, contraindications and factors that lead to a step above TIER_OK,
  // most careful first; among equals flags, then contraindications, then
  // factors.
  std::vector<FiredRecord> reasons;

  bool AllowsMassage() const { return tier >= knowledge::v1::TIER_CAUTION; }
};

// Examines a complaint. A flag takes the most careful tier of its rules that
// hold. Where a clinician has checked and nothing changed since (see
// Settings.clinician_check), flags that allow it go from SEE_CLINICIAN to
// CAUTION; a more careful tier is never lowered.
//
// `base` must outlive the result.
Findings Examine(const KnowledgeBase& base,
                 const complaint::v1::Complaint& complaint);

// The same for facts that were read, or imagined, already.
Findings Examine(const KnowledgeBase& base, Facts facts);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_TRIAGE_H_
