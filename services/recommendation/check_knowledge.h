// Checking a folder of knowledge for those who write it: every fault, with the
// file and line it stands on.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_CHECK_KNOWLEDGE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_CHECK_KNOWLEDGE_H_

#include <string>
#include <vector>

namespace unknot::recommendation {

// One fault in a file of knowledge.
struct KnowledgeProblem {
  // Name of the file, as a path that can be opened from where the check ran.
  std::string file;

  // Line it stands on, from 1; 0 where it concerns the file or folder as a
  // whole.
  int line = 0;

  // What is wrong and, where that helps, what would be right. One sentence.
  std::string message;
};

// The problem as "file:line: message", or "file: message" without a line.
std::string ToString(const KnowledgeProblem& problem);

// Reads every *.textproto file of `folder` (not of folders below it) and
// returns all problems, in order of file and line. Empty means that a service
// would load it. A folder that cannot be read, or has no such file, is a
// problem too.
std::vector<KnowledgeProblem> CheckKnowledge(const std::string& folder);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_CHECK_KNOWLEDGE_H_
