// The knowledge base as the service uses it: the records, and their rules made
// ready for evaluation.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_BASE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_BASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/recommendation/fact_table.h"
#include "services/recommendation/facts.h"
#include "services/recommendation/knowledge_files.h"
#include "services/recommendation/topic_index.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {

// Techniques as bits: bit i is technique i of the knowledge base.
using TechniqueSet = uint64_t;

// The weight that takes a technique away whatever its total.
inline constexpr int kVeto = -2;

inline constexpr TechniqueSet Bit(int technique) {
  return TechniqueSet{1} << technique;
}

// Records with their rules compiled. Positions are those in the list of the
// same name in knowledge.v1.KnowledgeBase; -1 means none.
struct CompiledFlag {
  const knowledge::v1::RedFlag* record = nullptr;
  std::vector<std::pair<knowledge::v1::Tier, CompiledRule>> rules;
  int question = -1;
};

struct CompiledContraindication {
  const knowledge::v1::Contraindication* record = nullptr;
  std::vector<CompiledRule> when;
  TechniqueSet blocks = 0;  // all techniques for ABSOLUTE
  TechniqueSet light_only = 0;
};

struct CompiledFactor {
  const knowledge::v1::Factor* record = nullptr;
  std::vector<CompiledRule> when;  // none: always
  std::vector<int8_t> weights;     // by technique, as written
  // What the row adds to each technique: its weight and, unless the row is of a
  // condition, that of the technique it stands in for.
  std::vector<int8_t> counts;
  TechniqueSet vetoes = 0;  // those that one of the two weights takes away
  std::vector<int> replaced_by;
  FactId fact = kNoFact;  // `factor/x`
};

struct CompiledTechnique {
  const knowledge::v1::Technique* record = nullptr;
  CompiledRule eligible_when;  // without needs: always
  int replaces = -1;
  std::vector<int> ask_before;
  FactId wanted = kNoFact;
  FactId refused = kNoFact;
};

struct CompiledQuestion {
  const knowledge::v1::Question* record = nullptr;
  std::vector<CompiledRule> when;
  // What it asks, each with the facts any of which says that it is known.
  std::vector<std::vector<FactId>> asks;
  std::vector<std::vector<FactBits>> known_by;  // the same, as bits
  // Facts that a plain yes brings.
  std::vector<FactId> yes;
  FactId answered = kNoFact;
  // Fact that says that its slot is filled; kNoFact where the slot has none.
  FactId slot_known = kNoFact;
  // All facts that some answer may bring.
  std::vector<FactBits> brings;
  // Rules that such a fact can make hold, with the step they lead to, the most
  // careful step first. Lent by the flags, contraindications and factors.
  std::vector<std::pair<knowledge::v1::Tier, const CompiledRule*>> tiers;
  // Positions of factors with weights, and of contraindications that block,
  // that such a fact can turn on or off.
  std::vector<int> factors;
  std::vector<int> contraindications;
  // Whether a plain yes is a clinician's check.
  bool tells_of_check = false;
};

// That a fact is part of a rule of a flag with a question to it.
struct PartOfFlag {
  int question = 0;
  knowledge::v1::Tier tier = knowledge::v1::TIER_OK;  // where the rule leads
};

struct CompiledAdvice {
  // What goes into a response: the record without its rules and keywords.
  knowledge::v1::Advice shown;
  std::vector<CompiledRule> when;  // none: always
  std::vector<FactId> not_when;

  bool Holds(const Facts& facts) const;
};

// Everything known, checked and compiled. Immutable: share it as
// `shared_ptr<const KnowledgeBase>` and put a new one in its place when files
// change. Safe to read from any thread.
class KnowledgeBase {
 public:
  using Ptr = std::shared_ptr<const KnowledgeBase>;

  // Reads and checks all files of `folder`.
  // Returns FailedPrecondition listing the problems, with file and line, if
  // there is any.
  static absl::StatusOr<Ptr> Load(const std::string& folder);

  // The same for files that were read already.
  static absl::StatusOr<Ptr> Build(const KnowledgeFiles& files);

  const knowledge::v1::KnowledgeBase& records() const { return records_; }

  // SHA-256 of the records, hexadecimal. The same records, in the same order,
  // have the same version.
  const std::string& version() const { return version_; }

  const FactTable& facts() const { return facts_; }
  const FactClasses& classes() const { return classes_; }

  const std::vector<CompiledFlag>& flags() const { return flags_; }
  const std::vector<CompiledContraindication>& contraindications() const {
    return contraindications_;
  }
  const std::vector<CompiledFactor>& factors() const { return factors_; }
  // Factors in an order in which each comes after those it depends on.
  const std::vector<int>& factor_order() const { return factor_order_; }
  const std::vector<CompiledTechnique>& techniques() const {
    return techniques_;
  }
  // In the order of the records.
  const std::vector<CompiledQuestion>& questions() const { return questions_; }
  // What flags with questions a fact can be a part of; none for facts that do
  // not tell that something is wrong.
  absl::Span<const PartOfFlag> PartsOf(FactId fact) const {
    return parts_of_[fact];
  }
  // In the order in which they are shown.
  const std::vector<CompiledAdvice>& self_care() const { return self_care_; }
  const std::vector<CompiledAdvice>& session_tips() const {
    return session_tips_;
  }
  const std::vector<CompiledAdvice>& frequency() const { return frequency_; }
  const CompiledRule& clinician_check() const { return clinician_check_; }

  // Advice of a tier. REQUIRES: a tier that is not UNSPECIFIED.
  const knowledge::v1::TriageAdvice& AdviceFor(knowledge::v1::Tier tier) const {
    return *triage_advice_[tier];
  }
  // Numbers for a country; those for an unknown one where it has none.
  const knowledge::v1::EmergencyContacts& ContactsFor(
      absl::string_view country_code) const;

  // Records by words.
  const TopicIndex& topics() const { return topics_; }

  // Position of a source; -1 if there is none.
  int SourceIndex(absl::string_view id) const;

 private:
  explicit KnowledgeBase(knowledge::v1::KnowledgeBase records);

  absl::Status Compile();
  absl::Status CompileFlags();
  absl::Status CompileContraindications();
  absl::Status CompileFactors();
  absl::Status CompileTechniques();
  absl::Status CompileQuestions();
  void OrderFactors();
  void CountWeights();
  void WeighQuestions();

  const knowledge::v1::KnowledgeBase records_;
  std::string version_;
  TopicIndex topics_;
  FactTable facts_;
  FactClasses classes_;
  std::vector<CompiledFlag> flags_;
  std::vector<CompiledContraindication> contraindications_;
  std::vector<CompiledFactor> factors_;
  std::vector<int> factor_order_;
  std::vector<CompiledTechnique> techniques_;
  std::vector<CompiledQuestion> questions_;
  std::vector<std::vector<PartOfFlag>> parts_of_;  // by fact
  std::vector<CompiledAdvice> self_care_;
  std::vector<CompiledAdvice> session_tips_;
  std::vector<CompiledAdvice> frequency_;
  CompiledRule clinician_check_;
  std::vector<const knowledge::v1::TriageAdvice*> triage_advice_;  // by tier
  absl::flat_hash_map<std::string, const knowledge::v1::EmergencyContacts*>
      contacts_;
  absl::flat_hash_map<std::string, int> source_index_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_BASE_H_
