// The protos with their comments, which generated code leaves out. Made by the
// build; see proto_sources.cmake.
#ifndef UNKNOT_CHATBOT_GATEWAY_PROTO_SOURCES_H_
#define UNKNOT_CHATBOT_GATEWAY_PROTO_SOURCES_H_

#include "absl/strings/string_view.h"

namespace unknot::gateway {

// A google.protobuf.FileDescriptorSet with source_code_info, serialized, files
// before those that import them.
absl::string_view ProtoSources();

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_PROTO_SOURCES_H_
