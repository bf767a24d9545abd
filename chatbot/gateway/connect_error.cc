#include "chatbot/gateway/connect_error.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "services/runtime/errors.h"

namespace unknot::gateway {
namespace {

using nlohmann::json;

struct CodeRow {
  absl::StatusCode code;
  const char* name;
  int http_status;
};

constexpr CodeRow kCodes[] = {
    {absl::StatusCode::kCancelled, "canceled", 499},
    {absl::StatusCode::kUnknown, "unknown", 500},
    {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
    {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
    {absl::StatusCode::kNotFound, "not_found", 404},
    {absl::StatusCode::kAlreadyExists, "already_exists", 409},
    {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
    {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
    {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
    {absl::StatusCode::kAborted, "aborted", 409},
    {absl::StatusCode::kOutOfRange, "out_of_range", 400},
    {absl::StatusCode::kUnimplemented, "unimplemented", 501},
    {absl::StatusCode::kInternal, "internal", 500},
    {absl::StatusCode::kUnavailable, "unavailable", 503},
    {absl::StatusCode::kDataLoss, "data_loss", 500},
    {absl::StatusCode::kUnauthenticated, "unauthenticated", 401},
};

const CodeRow& RowOf(absl::StatusCode code) {
  for (const CodeRow& row : kCodes) {
    if (row.code == code) return row;
  }
  return kCodes[1];
}

// The detail as JSON, or null where its type is none of this program's.
json DebugOf(const std::string& type, const std::string& bytes) {
  namespace pb = google::protobuf;
  const pb::Descriptor* descriptor =
      pb::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  const pb::Message* prototype =
      pb::MessageFactory::generated_factory()->GetPrototype(descriptor);
  const std::unique_ptr<pb::Message> detail(prototype->New());
  std::string text;
  if (!detail->ParseFromString(bytes) ||
      !pb::util::MessageToJsonString(*detail, &text).ok()) {
    return nullptr;
  }
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

json DetailOf(absl::string_view type_url, const std::string& bytes) {
  const size_t slash = type_url.rfind('/');
  const std::string type(
      slash == absl::string_view::npos ? type_url : type_url.substr(slash + 1));
  std::string value = absl::Base64Escape(bytes);
  while (!value.empty() && value.back() == '=') value.pop_back();
  json detail = {{"type", type}, {"value", value}};
  json debug = DebugOf(type, bytes);
  if (!debug.is_null() && !debug.is_discarded()) {
    detail["debug"] = std::move(debug);
  }
  return detail;
}

absl::StatusCode CodeOfRefusal(int http_status) {
  switch (http_status) {
    case 404:
    case 405:
    case 501:
    case 505:
      return absl::StatusCode::kUnimplemented;
    case 408:
      return absl::StatusCode::kDeadlineExceeded;
    case 413:
    case 431:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInvalidArgument;
  }
}

}  // namespace

absl::string_view ConnectCode(absl::StatusCode code) {
  return RowOf(code).name;
}

int HttpStatusOf(absl::StatusCode code) { return RowOf(code).http_status; }

std::string ConnectErrorJson(const absl::Status& status) {
  nlohmann::ordered_json error = {{"code", RowOf(status.code()).name},
                                  {"message", std::string(status.message())}};
  json details = json::array();
  status.ForEachPayload(
      [&details](absl::string_view type_url, const absl::Cord& payload) {
        details.push_back(DetailOf(type_url, std::string(payload)));
      });
  if (!details.empty()) error["details"] = std::move(details);
  // Text that is not UTF-8 can come from another service; better a mark in its
  // place than no answer.
  return error.dump(-1, ' ', false, json::error_handler_t::replace);
}

HttpResponse ErrorResponse(const absl::Status& status, int http_status) {
  HttpResponse response;
  response.status =
      http_status == 0 ? HttpStatusOf(status.code()) : http_status;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"}};
  response.body = ConnectErrorJson(status);
  return response;
}

HttpResponse RefusalResponse(int http_status, absl::string_view why) {
  return ErrorResponse(absl::Status(CodeOfRefusal(http_status), why),
                       http_status);
}

}  // namespace unknot::gateway
