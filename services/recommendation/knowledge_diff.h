// What a change of the knowledge base changes for people.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_DIFF_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_DIFF_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {

// How the outcomes of many complaints differ between two knowledge bases.
struct KnowledgeDiff {
  // Complaints whose outcome differs in one way.
  struct Change {
    int count = 0;
    // Some of them: the facts, then what came before and what comes now.
    std::vector<std::string> examples;
  };

  // Complaints tried, those with any change, and those that only one of the
  // bases can read because the other lacks a record.
  int tried = 0;
  int changed = 0;
  int unreadable = 0;
  // By what changed: "step TIER_OK -> TIER_CAUTION", "first technique",
  // "techniques offered", "cautions", "questions".
  std::map<std::string, Change> changes;
};

// Compares on `count` complaints made up from both bases, half from each; the
// same bases, count and seed give the same result.
KnowledgeDiff Compare(const KnowledgeBase& before, const KnowledgeBase& after,
                      int count, uint64_t seed);

// The result in words, a line each, for a terminal.
std::vector<std::string> InLines(const KnowledgeDiff& diff);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_DIFF_H_
