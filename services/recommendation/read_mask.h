// Leaving out of a response what the caller did not ask for.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_READ_MASK_H_
#define UNKNOT_SERVICES_RECOMMENDATION_READ_MASK_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace unknot::recommendation {

// InvalidArgument, naming `read_mask.paths[i]`, where a path leads nowhere in
// messages of the kind `described`. Paths go through lists (`techniques.name`).
absl::Status CheckReadMask(const google::protobuf::FieldMask& mask,
                           const google::protobuf::Descriptor* described);

// Clears every field of `message` that no path of `mask` leads to, those named
// in `always` excepted. An empty mask clears nothing.
// REQUIRES: CheckReadMask is OK for both.
void ApplyReadMask(const google::protobuf::FieldMask& mask,
                   absl::Span<const absl::string_view> always,
                   google::protobuf::Message* message);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_READ_MASK_H_
