#include "services/runtime/request_id.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace unknot::runtime {
namespace {

constexpr size_t kLongest = 64;

}  // namespace

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '-';
         });
}

std::string NewRequestId() {
  thread_local std::mt19937_64 random{
      (static_cast<uint64_t>(std::random_device{}()) << 32) ^
      std::random_device{}()};
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad16));
}

}  // namespace unknot::runtime
