// Which techniques fit: the weight matrix, and what overrides it.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_RANKING_H_
#define UNKNOT_SERVICES_RECOMMENDATION_RANKING_H_

#include "absl/container/inlined_vector.h"
#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/triage.h"

namespace unknot::recommendation {

// Most techniques offered at once.
inline constexpr int kMaxOffered = 3;

// Lowest total at which a technique is offered.
inline constexpr int kMinTotal = 1;

// How the techniques stand for one complaint. Positions are those of the
// knowledge base.
struct Ranking {
  // Sum of the weights of active rows, by technique. A technique that stands in
  // for another has that one's total too, except rows of conditions.
  absl::InlinedVector<int, 24> totals;
  // Forbidden by a contraindication.
  TechniqueSet blocked = 0;
  // An active row says kVeto.
  TechniqueSet vetoed = 0;
  // Not in question: not eligible, or another one stands in for it.
  TechniqueSet aside = 0;
  // Refused by the person.
  TechniqueSet refused = 0;
  // A question must be asked before it is offered.
  TechniqueSet withheld = 0;

  // What is offered, best first, at most kMaxOffered. Empty above CAUTION.
  absl::InlinedVector<int, kMaxOffered> offered;
  // What would be offered if its questions were answered harmlessly.
  absl::InlinedVector<int, kMaxOffered> awaiting;

  TechniqueSet excluded() const { return blocked | vetoed | aside | refused; }

  bool Allowed(int technique) const {
    return (excluded() & Bit(technique)) == 0 && totals[technique] >= kMinTotal;
  }
};

// Whether everything `question` asks about is known, or it has been answered.
bool IsKnown(const CompiledQuestion& question, const Facts& facts);

// Ranks by total; the gentler technique first among equals. A contraindication,
// a weight of -2 and a refusal each remove a technique whatever its total. A
// technique that is wanted and allowed is always among those offered; a wish
// does nothing else.
Ranking Rank(const KnowledgeBase& base, const Findings& findings);

// Sets `offered` and `awaiting` anew after totals or exclusions changed.
void Offer(const KnowledgeBase& base, const Facts& facts, Ranking& ranking);

// Of the allowed techniques that need no question first, the one that comes
// nearest to `technique` in gentleness, the better total first; -1 if there is
// none.
int Nearest(const KnowledgeBase& base, const Ranking& ranking, int technique);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_RANKING_H_
