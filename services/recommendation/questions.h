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

// Asks in a fixed order:
// 1. safety questions that could make the step more careful, first those of
//    which part is there already (the more careful flag first);
// 2. what must be asked before a technique that would be offered is;
// 3. what can still move the ranking.
// At EMERGENCY nothing is asked, at URGENT and SEE_CLINICIAN only 1.
class OrderedQuestions final : public QuestionChooser {
 public:
  std::vector<int> Choose(const KnowledgeBase& base, const Findings& findings,
                          const Ranking& ranking, absl::Span<const int> asked,
                          int limit) const override;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_QUESTIONS_H_
