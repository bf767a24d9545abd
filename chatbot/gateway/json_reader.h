// Reads the JSON form of messages. protobuf's own reader repeats in its errors
// what it could not read, which here may be what a person typed, does not say
// which field it was, and takes much that is not JSON.
#ifndef UNKNOT_CHATBOT_GATEWAY_JSON_READER_H_
#define UNKNOT_CHATBOT_GATEWAY_JSON_READER_H_

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace unknot::gateway {

// Reads `json`, the proto3 JSON form of a message, into *message, which must be
// empty. InvalidArgument with a BadRequest otherwise, which names the first
// field that is wrong, or line and column where it is no JSON at all; *message
// is then unspecified. Names of fields may be in either form; one that the
// message does not have is an error. Never repeats a value.
absl::Status ReadJson(absl::string_view json,
                      google::protobuf::Message* message);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_JSON_READER_H_
