#include "chatbot/gateway/http_message.h"

#include "absl/strings/str_cat.h"

namespace unknot::gateway {

absl::string_view HttpRequest::Header(absl::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

std::string HttpRequest::JoinedHeader(absl::string_view name) const {
  std::string joined;
  for (const auto& [key, value] : headers) {
    if (key == name) absl::StrAppend(&joined, joined.empty() ? "" : ",", value);
  }
  return joined;
}

}  // namespace unknot::gateway
