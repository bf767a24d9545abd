// The forms in which messages travel over HTTP.
#ifndef UNKNOT_CHATBOT_GATEWAY_CODEC_H_
#define UNKNOT_CHATBOT_GATEWAY_CODEC_H_

#include <google/protobuf/message.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::gateway {

enum class Codec { kJson, kProto };

// Returns the codec of "application/json" (with `charset=utf-8` or without) or
// "application/proto"; nothing for any other type.
std::optional<Codec> CodecOfContentType(absl::string_view content_type);

// Returns the codec of "json" or "proto", as a query names it.
std::optional<Codec> CodecOfName(absl::string_view name);

// "application/json" or "application/proto".
const char* ContentTypeOf(Codec codec);

// Reads *message, which must be empty, of `bytes`. InvalidArgument, with the
// field where it can be told and without any of the bytes; *message is then
// unspecified.
absl::Status Decode(Codec codec, absl::string_view bytes,
                    google::protobuf::Message* message);

// Returns `message` in the form of `codec`. Internal: it cannot be written, for
// example because text in it is not UTF-8.
absl::StatusOr<std::string> Encode(Codec codec,
                                   const google::protobuf::Message& message);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CODEC_H_
