// A small, made-up knowledge base on which rules can be tested one by one.
#ifndef UNKNOT_TESTS_RECOMMENDATION_SMALL_KNOWLEDGE_H_
#define UNKNOT_TESTS_RECOMMENDATION_SMALL_KNOWLEDGE_H_

#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {

// Techniques soft (rank 1), flat (2), firm (3), hard (4, after question
// "medicines") and belly (5, when pregnant, in place of flat).
KnowledgeBase::Ptr SmallBase();

}  // namespace unknot::recommendation

#endif  // UNKNOT_TESTS_RECOMMENDATION_SMALL_KNOWLEDGE_H_
