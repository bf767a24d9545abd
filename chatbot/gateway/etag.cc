#include "chatbot/gateway/etag.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::gateway {

std::string EntityTag(absl::string_view content) {
  // FNV-1a: the same in every process, so that any replica may be asked.
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : content) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return absl::StrCat("W/\"", absl::Hex(hash, absl::kZeroPad16), "-",
                      absl::Hex(content.size()), "\"");
}

bool HasTag(absl::string_view if_none_match, absl::string_view tag) {
  for (const absl::string_view each : absl::StrSplit(if_none_match, ',')) {
    const absl::string_view known = absl::StripAsciiWhitespace(each);
    if (known == "*" || known == tag) return true;
  }
  return false;
}

}  // namespace unknot::gateway
