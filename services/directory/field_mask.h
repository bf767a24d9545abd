// Applies an update mask.
#ifndef UNKNOT_SERVICES_DIRECTORY_FIELD_MASK_H_
#define UNKNOT_SERVICES_DIRECTORY_FIELD_MASK_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "services/directory/validate.h"

namespace unknot::directory {

// Makes the fields of `target` that `mask` names equal to those of `source`,
// absence included. An empty mask means all fields that are set in `source`,
// "*" all fields; fields in `output_only` are left alone by both. A path that
// is not a field of the message, lies more than two levels deep or is output
// only fails in `checks` as update_mask, and `target` is then unspecified.
//
// REQUIRES: both messages are of the same type.
void ApplyMask(const google::protobuf::FieldMask& mask,
               const absl::flat_hash_set<std::string>& output_only,
               const google::protobuf::Message& source,
               google::protobuf::Message& target, FieldChecks& checks);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_FIELD_MASK_H_
