// Complaints made up from a knowledge base, for trying it on very many.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_MADE_COMPLAINTS_H_
#define UNKNOT_SERVICES_RECOMMENDATION_MADE_COMPLAINTS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/recommendation/knowledge_base.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::recommendation {

// A stream of random numbers that is the same on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  // From 0 to n - 1. REQUIRES: n > 0.
  int Below(int n) {
    return static_cast<int>(Next() % static_cast<uint64_t>(n));
  }
  bool Percent(int percent) { return Below(100) < percent; }

 private:
  uint64_t state_;
};

// Adds to `complaint` what makes `fact` hold, as far as a complaint can say it:
// `region/neck` adds a site, `age>=65` sets an age. Where a number is set
// already it stays. Returns whether the fact can be said; `factor/x`, `known/x`
// and `option/x` cannot.
bool Say(const KnowledgeBase& base, FactId fact,
         complaint::v1::Complaint& complaint);

// Adds what makes every need of `rule` hold, chosen by `dice`. Returns whether
// all of it could be said.
bool SayRule(const KnowledgeBase& base, const CompiledRule& rule, Dice& dice,
             complaint::v1::Complaint& complaint);

// Makes up complaints. The same base and seed make the same complaints.
class MadeComplaints {
 public:
  // `base` must outlive it.
  MadeComplaints(const KnowledgeBase& base, uint64_t seed)
      : base_(base), dice_(seed) {}

  // The next complaint, valid for the base. About half of them also say what
  // some rule of a flag, contraindication or factor needs, so that rare
  // combinations come up.
  complaint::v1::Complaint Next();

  Dice& dice() { return dice_; }

 private:
  void SayAny(Family family, List list, int percent, int most,
              complaint::v1::Complaint& complaint);
  const CompiledRule* AnyRule();

  const KnowledgeBase& base_;
  Dice dice_;
};

// The complaint as the facts it says, in the language of rules, one blank
// between them: for messages about made-up complaints.
std::string InFacts(const KnowledgeBase& base,
                    const complaint::v1::Complaint& complaint);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_MADE_COMPLAINTS_H_
