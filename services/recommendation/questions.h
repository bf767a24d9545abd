// What to ask next.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_QUESTIONS_H_
#define UNKNOT_SERVICES_RECOMMENDATION_QUESTIONS_H_

#include <vector>

#include "absl/types/span.h"
#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"

namespace unknot::recommendation {

// Chooses questions. The way they are weighed against one another is behind
// this interface so that it can be replaced. Safe to use from any thread.
class QuestionChooser {
 public:
  virtual ~QuestionChooser() = default;

  // Positions of at most `limit` questions of `base`, most useful first. Empty
  // where no answer would change the advice. Never one of `asked`, which was
  // answered, whose facts are known, or whose `when` does not hold.
  virtual std::vector<int> Choose(const KnowledgeBase& base,
                                  const Findings& findings,
                                  const Ranking& ranking,
                                  absl::Span<const int> asked,
                                  int limit) const = 0;
};

// Asks by what the answers could change, in this order:
// 1. safety questions an answer to which could lead to a more careful step,
//    alone or together with the answers to the others that are open: first
//    those of which part is there already, then those that could lead to the
//    more careful step;
// 2. whether a clinician has checked it, where that would allow massage;
// 3. what must be asked before a technique that would be offered is;
// 4. what would change what is offered, by how far one answer can drive the
//    techniques apart.
// Before a clinician, any question counts as one of safety whose answer alone
// would lead to a more careful step. Among equals the order of the records
// decides. At EMERGENCY nothing is asked, at URGENT and SEE_CLINICIAN only 1
// and 2.
class OrderedQuestions final : public QuestionChooser {
 public:
  std::vector<int> Choose(const KnowledgeBase& base, const Findings& findings,
                          const Ranking& ranking, absl::Span<const int> asked,
                          int limit) const override;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_QUESTIONS_H_
