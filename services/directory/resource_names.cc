// Ids are written with 32 letters and digits, five bits each.
#include "services/directory/resource_names.h"

#include <sodium.h>

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace unknot::directory {
namespace {

constexpr absl::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

std::string Encode(absl::string_view bytes) {
  std::string text;
  uint32_t bits = 0;
  int bit_count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    bit_count += 8;
    while (bit_count >= 5) {
      bit_count -= 5;
      text.push_back(kAlphabet[(bits >> bit_count) & 31]);
    }
  }
  return text;
}

}  // namespace

bool IsResourceId(absl::string_view id) {
  if (id.empty() || id.size() > 63) return false;
  if (!absl::ascii_islower(id.front()) || id.back() == '-') return false;
  for (const char c : id) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return true;
}

bool IsResourceName(absl::string_view name, absl::string_view collection) {
  return absl::ConsumePrefix(&name, collection) &&
         absl::ConsumePrefix(&name, "/") && IsResourceId(name);
}

std::string RandomId() {
  std::string bytes(16, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return absl::StrCat("t", Encode(bytes));
}

std::string IdOfContent(absl::string_view content) {
  return absl::StrCat("i", Encode(Fingerprint(content)));
}

std::string Fingerprint(absl::string_view bytes) {
  std::string hash(crypto_generichash_BYTES_MIN, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  return hash;
}

}  // namespace unknot::directory
