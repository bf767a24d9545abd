// The knowledge base that is shipped loads, and holds what it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendation/check_knowledge.h"

namespace unknot::recommendation {
namespace {

TEST(ShippedKnowledgeTest, HasNoProblems) {
  std::vector<std::string> lines;
  for (const KnowledgeProblem& problem :
       CheckKnowledge(std::string(UNKNOT_SOURCE_DIR) +
                      "/services/recommendation/knowledge")) {
    lines.push_back(ToString(problem));
  }

  EXPECT_THAT(lines, testing::IsEmpty());
}

}  // namespace
}  // namespace unknot::recommendation
