// Moments as the contract writes them.
#ifndef UNKNOT_SERVICES_DIRECTORY_PROTO_TIME_H_
#define UNKNOT_SERVICES_DIRECTORY_PROTO_TIME_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace unknot::directory {

// To the microsecond.
inline google::protobuf::Timestamp ToProto(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(time));
}

inline absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PROTO_TIME_H_
