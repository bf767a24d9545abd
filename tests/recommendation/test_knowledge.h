// Small knowledge bases for tests, written as text where they are used.
#ifndef UNKNOT_TESTS_RECOMMENDATION_TEST_KNOWLEDGE_H_
#define UNKNOT_TESTS_RECOMMENDATION_TEST_KNOWLEDGE_H_

#include <string>
#include <vector>

#include "services/recommendation/knowledge_base.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::recommendation {

// What every knowledge base must have: a source "book", settings, advice for
// each tier, contacts for GB and for an unknown country.
extern const char kCommonKnowledge[];

// Problems of files named a.textproto, b.textproto ..., as "file:line:
// message". Only what is given is checked: add kCommonKnowledge where it should
// be whole.
std::vector<std::string> ProblemsOf(const std::vector<std::string>& texts);

// The base of kCommonKnowledge and `text`. Ends the test program, printing the
// problems, if there are any.
KnowledgeBase::Ptr MakeBase(const std::string& text);

// The knowledge base that is shipped.
KnowledgeBase::Ptr ShippedBase();

// The same for a clinic that takes `options` at open points.
KnowledgeBase::Ptr ShippedBaseWith(const std::vector<std::string>& options);

// A complaint in text format. Ends the test program if it cannot be read.
complaint::v1::Complaint MakeComplaint(const std::string& text);

}  // namespace unknot::recommendation

#endif  // UNKNOT_TESTS_RECOMMENDATION_TEST_KNOWLEDGE_H_
