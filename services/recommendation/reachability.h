// Whether everything in a knowledge base can come about, and whether parts of
// it speak against one another: what its author cannot see record by record.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_REACHABILITY_H_
#define UNKNOT_SERVICES_RECOMMENDATION_REACHABILITY_H_

#include <string>
#include <vector>

#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {

// One sentence for each of:
// - a rule of a flag that never decides the step of its flag, because no
//   complaint makes it hold or a more careful rule always holds with it;
// - a contraindication that never applies and a row that is never active;
// - a technique that is never offered first, and a question never asked.
// Each is searched for among complaints made for it and many made at random,
// the same on every run; what needs an option that is not taken is left out.
std::vector<std::string> FindUnreachable(const KnowledgeBase& base);

// One sentence for each pair of records that contradict one another: rows with
// the same rules whose weights speak for and against a technique, and rows that
// speak for a technique which a contraindication always takes away with them.
std::vector<std::string> FindContradictions(const KnowledgeBase& base);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_REACHABILITY_H_
