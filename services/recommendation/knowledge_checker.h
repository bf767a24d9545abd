// Checking records of knowledge against one another: ids, sources, rules,
// ranges. Faults of form are found before, when a file is read.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_CHECKER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_CHECKER_H_

#include <vector>

#include "services/recommendation/check_knowledge.h"
#include "services/recommendation/knowledge_files.h"

namespace unknot::recommendation {

// Appends every fault in and between the records of `files`, each with file and
// line. `files` are taken together: a record may refer to one in another file.
void CheckRecords(const KnowledgeFiles& files,
                  std::vector<KnowledgeProblem>& problems);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_CHECKER_H_
