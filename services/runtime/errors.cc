#include "services/runtime/errors.h"

#include <grpcpp/support/status.h>

#include <cassert>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace unknot::runtime {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat(kTypePrefix, Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(const Detail& detail, absl::Status* status) {
  status->SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

// Returns the detail, or nothing if it is absent or cannot be read.
template <typename Detail>
std::optional<Detail> Attached(const absl::Status& status) {
  const absl::optional<absl::Cord> payload =
      status.GetPayload(TypeUrl<Detail>());
  Detail detail;
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) {
    return std::nullopt;
  }
  return detail;
}

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason,
                   absl::string_view message, Metadata metadata) {
  assert(code != absl::StatusCode::kOk);
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kErrorDomain);
  for (const auto& [name, value] : metadata) {
    (*info.mutable_metadata())[std::string(name)] = std::string(value);
  }
  absl::Status status(code, message);
  Attach(info, &status);
  return status;
}

absl::Status InvalidFields(const std::vector<FieldViolation>& violations,
                           absl::string_view reason) {
  assert(!violations.empty());
  const FieldViolation& first = violations.front();
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    auto* added = bad_request.add_field_violations();
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  std::string message =
      first.field.empty() ? first.description
                          : absl::StrCat(first.field, ": ", first.description);
  if (violations.size() > 1) {
    absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  }
  absl::Status status =
      first.field.empty()
          ? Error(absl::StatusCode::kInvalidArgument, reason, message)
          : Error(absl::StatusCode::kInvalidArgument, reason, message,
                  {{"field", first.field}});
  Attach(bad_request, &status);
  return status;
}

absl::Status InvalidField(absl::string_view field,
                          absl::string_view description,
                          absl::string_view reason) {
  return InvalidFields({{std::string(field), std::string(description)}},
                       reason);
}

std::optional<ErrorInfo> ErrorInfoOf(const absl::Status& status) {
  const auto detail = Attached<google::rpc::ErrorInfo>(status);
  if (!detail.has_value()) return std::nullopt;
  ErrorInfo info{detail->reason(), detail->domain(), {}};
  info.metadata.insert(detail->metadata().begin(), detail->metadata().end());
  return info;
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<ErrorInfo> info = ErrorInfoOf(status);
  return info.has_value() ? info->reason : "";
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  if (const auto detail = Attached<google::rpc::BadRequest>(status)) {
    for (const auto& violation : detail->field_violations()) {
      violations.push_back({violation.field(), violation.description()});
    }
  }
  return violations;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status wire;
  status.ForEachPayload(
      [&wire](absl::string_view type_url, const absl::Cord& payload) {
        google::protobuf::Any* detail = wire.add_details();
        detail->set_type_url(std::string(type_url));
        detail->set_value(std::string(payload));
      });
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const std::string message(status.message());
  if (wire.details().empty()) return grpc::Status(code, message);
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(message);
  return grpc::Status(code, message, wire.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
  google::rpc::Status wire;
  if (wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : wire.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

}  // namespace unknot::runtime
