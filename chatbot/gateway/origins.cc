#include "chatbot/gateway/origins.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace unknot::gateway {
namespace {

absl::Status NotAnOrigin(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text,
      "\" is not an origin. Write https://clinic.example, "
      "http://localhost:8081, https://*.clinic.example, or * for everybody; "
      "without a path."));
}

// The scheme with "://", or "" where it is none of the web's.
absl::string_view SchemeOf(absl::string_view origin) {
  for (const absl::string_view scheme : {"https://", "http://"}) {
    if (absl::StartsWith(origin, scheme)) return scheme;
  }
  return "";
}

bool IsAuthority(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == ':' ||
           c == '[' || c == ']' || c == '_';
  });
}

}  // namespace

absl::StatusOr<OriginList> OriginList::Parse(
    const std::vector<std::string>& origins) {
  OriginList list;
  for (const std::string& written : origins) {
    if (written == "*") {
      list.everybody_ = true;
      continue;
    }
    const std::string origin = absl::AsciiStrToLower(written);
    const absl::string_view scheme = SchemeOf(origin);
    absl::string_view authority(origin);
    authority.remove_prefix(scheme.size());
    const bool is_wildcard = absl::ConsumePrefix(&authority, "*.");
    if (scheme.empty() || !IsAuthority(authority) ||
        absl::StartsWith(authority, ".")) {
      return NotAnOrigin(written);
    }
    if (is_wildcard) {
      list.wildcards_.push_back(
          {std::string(scheme), absl::StrCat(".", authority)});
    } else {
      list.exact_.insert(origin);
    }
  }
  return list;
}

bool OriginList::Allows(absl::string_view origin) const {
  // "null" is what sandboxed and local pages have in common with everybody.
  const absl::string_view scheme = SchemeOf(origin);
  if (scheme.empty()) return false;
  if (everybody_ || exact_.contains(std::string(origin))) return true;
  const absl::string_view authority = origin.substr(scheme.size());
  return std::any_of(
      wildcards_.begin(), wildcards_.end(), [&](const Wildcard& wildcard) {
        return wildcard.scheme == scheme && IsAuthority(authority) &&
               authority.size() > wildcard.suffix.size() &&
               absl::EndsWith(authority, wildcard.suffix);
      });
}

bool IsSameSite(absl::string_view origin, absl::string_view host) {
  const absl::string_view scheme = SchemeOf(origin);
  return !scheme.empty() && !host.empty() &&
         absl::EqualsIgnoreCase(origin.substr(scheme.size()), host);
}

}  // namespace unknot::gateway
