// The tools of those who keep the knowledge base, for the chatbot's own
// commands.
#ifndef UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_
#define UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace unknot::embedded {

// Everything wrong with the knowledge in `folder`, a line each: faults as
// "file:line: message" in order of file and line, then what can never come
// about, and vignettes (its own, and those in `more_vignettes`, which may be
// empty) that fail. Empty means that all is well.
std::vector<std::string> CheckKnowledge(const std::string& folder,
                                        const std::string& more_vignettes);

// What changes for people from `before` to `after`, on `count` complaints made
// up. FailedPrecondition: one of the folders has faults.
absl::StatusOr<std::vector<std::string>> DiffKnowledge(
    const std::string& before, const std::string& after, int count);

// The knowledge in `folder` as a page of HTML. FailedPrecondition: it has
// faults.
absl::StatusOr<std::string> ReportKnowledge(const std::string& folder);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_
