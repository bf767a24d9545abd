// The facts of one complaint, and the rules that hold for them.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_FACTS_H_
#define UNKNOT_SERVICES_RECOMMENDATION_FACTS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/recommendation/fact_table.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/knowledge/v1/rules.pb.h"

namespace unknot::recommendation {

// Facts of a rule that share a word of the set below, as bits of that word.
struct FactBits {
  int32_t word = 0;
  uint64_t bits = 0;
};

// The same facts, sorted by word, each word once.
std::vector<FactBits> BitsOf(absl::Span<const FactId> facts);

// A set of facts that hold. Cheap to copy. Not safe to change from several
// threads at once.
class Facts {
 public:
  // None hold. `table` must outlive the set.
  explicit Facts(const FactTable& table)
      : table_(&table), words_((table.fact_count() + 63) / 64) {}

  bool Has(FactId fact) const { return (words_[fact >> 6] >> (fact & 63)) & 1; }

  bool HasAny(absl::Span<const FactBits> facts) const {
    for (const FactBits& some : facts) {
      if (words_[some.word] & some.bits) return true;
    }
    return false;
  }

  // How many of `facts` hold.
  int CountOf(absl::Span<const FactBits> facts) const {
    int count = 0;
    for (const FactBits& some : facts) {
      count += std::popcount(words_[some.word] & some.bits);
    }
    return count;
  }

  // Calls `visit(FactId)` for each fact that holds, in the order of the table.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        visit(static_cast<FactId>(i * 64 + std::countr_zero(rest)));
      }
    }
  }

  // Adds a fact that was said, and all that comes with it.
  void Say(FactId fact);

  // Adds a fact that follows from others; it is not among those said.
  void Add(FactId fact) { words_[fact >> 6] |= uint64_t{1} << (fact & 63); }

  void Add(absl::Span<const FactBits> facts) {
    for (const FactBits& some : facts) words_[some.word] |= some.bits;
  }

  void Remove(FactId fact) {
    words_[fact >> 6] &= ~(uint64_t{1} << (fact & 63));
  }

  // Of the facts said, those that `fact` holds for, most of all itself; `fact`
  // itself where it follows from a number. None for facts about the
  // conversation (`known/`, `answered/`, `factor/`) and the clinic (`option/`).
  // REQUIRES: Has(fact).
  std::vector<FactId> SaidFor(FactId fact) const;

  // The facts said, in the order of the table.
  absl::Span<const FactId> said() const { return said_; }

  const FactTable& table() const { return *table_; }

 private:
  const FactTable* table_;
  // Room for the facts of the shipped knowledge base, and for what one person
  // says, without allocating.
  absl::InlinedVector<uint64_t, 48> words_;
  absl::InlinedVector<FactId, 24> said_;
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
    std::vector<FactBits> bits;  // of any_of

    bool Holds(const Facts& facts) const {
      return at_least == 1 ? facts.HasAny(bits)
                           : facts.CountOf(bits) >= at_least;
    }
  };
  std::vector<Need> needs;
  std::vector<FactId> unless;
  std::vector<FactBits> unless_bits;  // of unless

  bool Holds(const Facts& facts) const { return CouldHold(facts, facts); }

  // Whether its needs hold by `imagined` and nothing that is known excepts it.
  bool CouldHold(const Facts& imagined, const Facts& known) const {
    for (const Need& need : needs) {
      if (!need.Holds(imagined)) return false;
    }
    return !known.HasAny(unless_bits);
  }

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
