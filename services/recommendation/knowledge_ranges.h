// Numbers of records that must lie in a range, and lists that must not repeat.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_RANGES_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_RANGES_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace unknot::recommendation {

// Techniques are kept as bits of a word.
inline constexpr int kMaxTechniques = 64;

// A field of a record that breaks its range.
struct RangeProblem {
  std::string field;
  std::string message;
  int index = 0;  // of the entry, where the field is a list
};

// The problems of one message itself, not of messages in it.
std::vector<RangeProblem> CheckRanges(const google::protobuf::Message& message);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_RANGES_H_
