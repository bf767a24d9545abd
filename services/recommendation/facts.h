// The facts of one complaint, and the rules that hold for them.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_FACTS_H_
#define UNKNOT_SERVICES_RECOMMENDATION_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/recommendation/fact_table.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/knowledge/v1/rules.pb.h"

namespace unknot::recommendation {

// A set of facts that hold. Cheap to copy. Not safe to change from several
// threads at once.
class Facts {
 public:
  // None hold. `table` must outlive the set.
  explicit Facts(const FactTable& table)
      : table_(&table), words_((table.fact_count() + 63) / 64) {}

  bool Has(FactId fact) const { return (words_[fact >> 6] >> (fact & 63)) & 1; }

  // Adds a fact that was said, and all that comes with it.
  void Say(FactId fact);

  // Adds a fact that follows from others; it is not among those said.
  void Add(FactId fact) { words_[fact >> 6] |= uint64_t{1} << (fact & 63); }

  void Remove(FactId fact) {
    words_[fact >> 6] &= ~(uint64_t{1} << (fact & 63));
  }

  // Of the facts said, those that `fact` holds for, most of all itself; `fact`
  // itself where it follows from a number. None for facts about the
  // conversation (`known/`, `answered/`, `factor/`) and the clinic (`option/`).
  // REQUIRES: Has(fact).
  std::vector<FactId> SaidFor(FactId fact) const;

  // The facts said, in the order of the table.
  const std::vector<FactId>& said() const { return said_; }

  const FactTable& table() const { return *table_; }

 private:
  const FactTable* table_;
  std::vector<uint64_t> words_;
  std::vector<FactId> said_;
};

// Classes of duration and severity as numbers, for reading complaints.
struct NumberClassBounds {
  double min = 0;
  double max = 0;  // exclusive; 0: no end

  bool Contains(double value) const {
    return value >= min && (max == 0 || value < max);
  }
};

// What reading a complaint needs besides the table of facts.
struct FactClasses {
  std::vector<NumberClassBounds> duration;
  std::vector<NumberClassBounds> severity;
};

// The facts of `complaint`, except `factor/x`, and those that always hold. Ids
// that the table does not know are passed over (validation refuses them
// before).
//
// What is present and absent at once is present: absence is dropped where the
// thing, or anything below it, is present, past or suspected.
Facts ReadFacts(const complaint::v1::Complaint& complaint,
                const FactTable& table, const FactClasses& classes);

// A rule with its facts as numbers.
struct CompiledRule {
  struct Need {
    std::vector<FactId> any_of;
    int at_least = 1;

    bool Holds(const Facts& facts) const;
  };
  std::vector<Need> needs;
  std::vector<FactId> unless;

  bool Holds(const Facts& facts) const;

  // The facts said that make it hold, in the order of the rule, each once, as
  // rules write them.
  std::vector<std::string> Explain(const Facts& facts) const;
};

// Returns InvalidArgument for the first fact that cannot be read.
absl::StatusOr<CompiledRule> Compile(const knowledge::v1::Rule& rule,
                                     FactTable& table);

// The first of `rules` that holds; null if none does.
const CompiledRule* FirstThatHolds(absl::Span<const CompiledRule> rules,
                                   const Facts& facts);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_FACTS_H_
