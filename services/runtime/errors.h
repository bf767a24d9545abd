// How every part of Unknot says no: absl::Status with machine-readable details
// (google.rpc.ErrorInfo, google.rpc.BadRequest), and its form on the wire.
//
//   return runtime::Error(absl::StatusCode::kNotFound, "THERAPIST_NOT_FOUND",
//                         absl::StrCat("No therapist is named ", name, "."),
//                         {{"name", name}});
//
// A message may repeat an id or a number. It never repeats what a person typed.
#ifndef UNKNOT_SERVICES_RUNTIME_ERRORS_H_
#define UNKNOT_SERVICES_RUNTIME_ERRORS_H_

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc {
class Status;
}

namespace unknot::runtime {

// The `domain` of every ErrorInfo that Unknot sends.
inline constexpr char kErrorDomain[] = "unknot";

// Names and values that vary in a message: {{"name", "therapists/ana"}}.
using Metadata =
    std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

// Returns an error of `code` that programs recognise by `reason`, a constant in
// UPPER_SNAKE_CASE. `message` is one or two sentences for a developer, which
// say what to do next; every variable part of it is in `metadata` too.
//
// REQUIRES: code != kOk, `reason` matches [A-Z][A-Z0-9_]{0,61}[A-Z0-9].
absl::Status Error(absl::StatusCode code, absl::string_view reason,
                   absl::string_view message, Metadata metadata = {});

// One field of a request that cannot be accepted, and why.
struct FieldViolation {
  // Path from the request down, as AIP-193 writes it: "complaint.severity",
  // "techniques[2].id". May be empty when the field is not known.
  std::string field;
  // A sentence that says which values are accepted. Never repeats the value
  // when a person could have typed it.
  std::string description;
};

// Returns InvalidArgument with a BadRequest that lists `violations` and an
// ErrorInfo with `reason`. The message names the first field.
//
// REQUIRES: !violations.empty()
absl::Status InvalidFields(const std::vector<FieldViolation>& violations,
                           absl::string_view reason = "INVALID_FIELD");

// The usual case of one field.
absl::Status InvalidField(absl::string_view field,
                          absl::string_view description,
                          absl::string_view reason = "INVALID_FIELD");

// What an ErrorInfo says.
struct ErrorInfo {
  std::string reason;
  std::string domain;
  std::map<std::string, std::string> metadata;
};

// Returns the ErrorInfo of `status`, or nothing if it has none.
std::optional<ErrorInfo> ErrorInfoOf(const absl::Status& status);

// Returns the reason of the ErrorInfo of `status`, or "" if it has none.
std::string ReasonOf(const absl::Status& status);

// Returns the violations of the BadRequest of `status`; empty if it has none.
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

// Converts for the wire. Code and message stay; payloads become the details of
// a google.rpc.Status in `grpc-status-details-bin`.
grpc::Status ToGrpcStatus(const absl::Status& status);

// Converts back: FromGrpcStatus(ToGrpcStatus(s)) == s. Details that cannot be
// read are dropped; code and message always survive.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_ERRORS_H_
