// A token is the web-safe base64 of: a hash of query and position, then the
// parts of the position, each after its length as four bytes.
#include "services/directory/page_token.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/directory/errors.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

constexpr size_t kHashBytes = 16;

std::string FourBytes(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
  return bytes;
}

bool TakePart(absl::string_view& bytes, std::string& part) {
  if (bytes.size() < 4) return false;
  uint32_t length = 0;
  for (int i = 0; i < 4; ++i) {
    length = (length << 8) | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(4);
  if (bytes.size() < length) return false;
  part = std::string(bytes.substr(0, length));
  bytes.remove_prefix(length);
  return true;
}

std::string Join(const std::vector<std::string>& position) {
  std::string bytes;
  for (const std::string& part : position) {
    absl::StrAppend(&bytes, FourBytes(static_cast<uint32_t>(part.size())),
                    part);
  }
  return bytes;
}

}  // namespace

std::string MakePageToken(absl::string_view query,
                          const std::vector<std::string>& position) {
  const std::string bytes = Join(position);
  // The query's own hash in front tells a wrong query from a broken token.
  const std::string query_hash = Fingerprint(query);
  return absl::WebSafeBase64Escape(absl::StrCat(
      query_hash, Fingerprint(absl::StrCat(query_hash, bytes)), bytes));
}

absl::StatusOr<std::vector<std::string>> ReadPageToken(absl::string_view token,
                                                       absl::string_view query,
                                                       size_t parts) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() < 2 * kHashBytes) {
    return error::PageTokenInvalid();
  }
  const absl::string_view all = bytes;
  const absl::string_view query_hash = all.substr(0, kHashBytes);
  const absl::string_view whole_hash = all.substr(kHashBytes, kHashBytes);
  absl::string_view rest = all.substr(2 * kHashBytes);
  if (Fingerprint(absl::StrCat(query_hash, rest)) != whole_hash) {
    return error::PageTokenInvalid();
  }
  if (Fingerprint(query) != query_hash) {
    return error::PageTokenOfAnotherQuery();
  }
  std::vector<std::string> position(parts);
  for (std::string& part : position) {
    if (!TakePart(rest, part)) return error::PageTokenInvalid();
  }
  if (!rest.empty()) return error::PageTokenInvalid();
  return position;
}

std::string NumberToken(double number) {
  return absl::StrCat(std::bit_cast<uint64_t>(number));
}

bool ReadNumberToken(absl::string_view text, double& number) {
  uint64_t bits = 0;
  if (!absl::SimpleAtoi(text, &bits)) return false;
  number = std::bit_cast<double>(bits);
  return !std::isnan(number);
}

}  // namespace unknot::directory
