#include "chatbot/gateway/http_framing.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace unknot::gateway {
namespace {

constexpr int kHttp10 = 10;
constexpr int kHttp11 = 11;

bool IsLength(absl::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool HasControls(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(c) && c != '\t';
  });
}

}  // namespace

Refusal CheckFraming(int version, const Headers& headers) {
  if (version != kHttp10 && version != kHttp11) {
    return {505, "This server speaks HTTP/1.1."};
  }
  int host_count = 0;
  int length_count = 0;
  int coding_count = 0;
  for (const auto& [name, value] : headers) {
    if (HasControls(value)) return {400, "A header has control characters."};
    if (name == "host") ++host_count;
    if (name == "content-length") {
      ++length_count;
      if (!IsLength(value)) return {400, "Content-Length must be a number."};
    }
    if (name == "transfer-encoding") {
      ++coding_count;
      if (!absl::EqualsIgnoreCase(value, "chunked")) {
        return {501, "Transfer-Encoding may only be chunked."};
      }
    }
  }
  if (host_count > 1 || (host_count == 0 && version == kHttp11)) {
    return {400, "There must be exactly one Host."};
  }
  if (length_count > 1) return {400, "There is more than one Content-Length."};
  if (coding_count > 1 || (coding_count == 1 && length_count == 1)) {
    return {400, "The length of the body is given more than once."};
  }
  if (coding_count == 1 && version == kHttp10) {
    return {400, "HTTP/1.0 knows no Transfer-Encoding."};
  }
  return {};
}

bool SplitTarget(absl::string_view target, std::string* path,
                 std::string* query) {
  for (const absl::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(target, scheme)) continue;
    const size_t slash = target.find_first_of("/?", scheme.size());
    target = slash == absl::string_view::npos ? "/" : target.substr(slash);
    break;
  }
  if (target == "*") target = "/";
  if (!absl::StartsWith(target, "/")) return false;
  const size_t mark = target.find('?');
  *path = std::string(target.substr(0, mark));
  *query = mark == absl::string_view::npos
               ? ""
               : std::string(target.substr(mark + 1));
  return true;
}

}  // namespace unknot::gateway
