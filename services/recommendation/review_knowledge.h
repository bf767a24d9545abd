// The tools of those who write and review knowledge, over folders.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_REVIEW_KNOWLEDGE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_REVIEW_KNOWLEDGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace unknot::recommendation {

// Everything wrong with the knowledge in `folder`, a line each: first the
// faults of its files (see CheckKnowledge); where there is none, what can never
// come about, what contradicts itself, and the vignettes that do not come out
// as they must: those in its folder `vignettes` and those in `more_vignettes`,
// which may be empty. Empty means that all is well.
std::vector<std::string> ReviewKnowledge(const std::string& folder,
                                         const std::string& more_vignettes);

// What changes for people from the knowledge in `before` to that in `after`, in
// lines, on `count` made-up complaints. FailedPrecondition: one has faults.
absl::StatusOr<std::vector<std::string>> DiffKnowledge(
    const std::string& before, const std::string& after, int count);

// The knowledge in `folder` as a page of HTML. FailedPrecondition: it has
// faults.
absl::StatusOr<std::string> ReportKnowledge(const std::string& folder);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_REVIEW_KNOWLEDGE_H_
