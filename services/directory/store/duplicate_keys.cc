// Keys are 63 bits of a cryptographic hash: nobody makes two people meet.
#include "services/directory/store/duplicate_keys.h"

#include <cstring>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/directory/fold.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

int64_t KeyOf(absl::string_view text) {
  const std::string hash = Fingerprint(text);
  uint64_t key = 0;
  std::memcpy(&key, hash.data(), sizeof(key));
  return static_cast<int64_t>((key >> 1) | 1);
}

}  // namespace

std::optional<int64_t> LicenceKey(const v1::Therapist& therapist) {
  const v1::Licence& licence = therapist.licence();
  std::string number;
  for (const char c : licence.number()) {
    if (absl::ascii_isalnum(c)) number.push_back(absl::ascii_toupper(c));
  }
  if (number.empty()) return std::nullopt;
  const std::string body =
      !licence.regulator_id().empty()     ? licence.regulator_id()
      : !licence.regulator_name().empty() ? Fold(licence.regulator_name())
                                          : therapist.location().region_code();
  return KeyOf(absl::StrCat("licence\n", body, "\n", number));
}

std::optional<int64_t> ContactKey(const v1::Therapist& therapist) {
  std::string digits;
  for (const char c : therapist.phone()) {
    if (absl::ascii_isdigit(c)) digits.push_back(c);
  }
  if (digits.size() < 7) return std::nullopt;
  if (digits.size() > 10) digits.erase(0, digits.size() - 10);
  const v1::Location& location = therapist.location();
  return KeyOf(absl::StrCat("contact\n", Fold(therapist.display_name()), "\n",
                            digits, "\n", Fold(location.town()), "\n",
                            location.region_code()));
}

}  // namespace unknot::directory
