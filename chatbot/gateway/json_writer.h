// Writes the JSON form of messages several times as fast as protobuf's own
// writer, which was most of what an answer cost (tests/bench, gateway).
#ifndef UNKNOT_CHATBOT_GATEWAY_JSON_WRITER_H_
#define UNKNOT_CHATBOT_GATEWAY_JSON_WRITER_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/statusor.h"

namespace unknot::gateway {

// Returns `message` in proto3 JSON, on one line, with names in lowerCamelCase
// and without fields that are not set. Internal: a string in it is not UTF-8,
// or a Timestamp and the like is out of range.
absl::StatusOr<std::string> WriteJson(const google::protobuf::Message& message);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_JSON_WRITER_H_
