// Reads messages as they come over the wire, and says in words what is wrong
// with one that cannot be read, without repeating any of it.
#ifndef UNKNOT_SERVICES_RUNTIME_WIRE_H_
#define UNKNOT_SERVICES_RUNTIME_WIRE_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Parses `bytes` into *message, replacing what it held. InvalidArgument if that
// fails, with a BadRequest whose field is the path to a string that is not
// UTF-8 or to the place where the bytes break off. *message is then
// unspecified.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes,
                          google::protobuf::Message* message);

// Serializes `message` to *bytes, replacing what it held; ResourceExhausted if
// it is larger than 2 GiB.
absl::Status SerializeMessage(const google::protobuf::Message& message,
                              grpc::ByteBuffer* bytes);

// Returns `bytes` as gRPC takes them, without a copy.
grpc::ByteBuffer BytesOf(std::string bytes);

// Returns the error for `bytes`, which could not be parsed as a `type`.
absl::Status ExplainUnreadable(absl::string_view bytes,
                               const google::protobuf::Descriptor& type);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_WIRE_H_
