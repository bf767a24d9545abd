// Postal codes are recognized by shape; whether they exist is for the tables.
#include "services/directory/places/postal_code.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::directory {
namespace {

// Writes letters as 'A' and digits as '9': "m5v" has the shape "A9A".
std::string Shape(absl::string_view word) {
  std::string shape;
  for (const char c : word) {
    if (absl::ascii_isdigit(c)) {
      shape.push_back('9');
    } else if (absl::ascii_isalpha(c)) {
      shape.push_back('A');
    } else {
      shape.push_back('?');
    }
  }
  return shape;
}

bool IsOutward(absl::string_view shape) {
  return shape == "A9" || shape == "A99" || shape == "AA9" || shape == "AA99" ||
         shape == "A9A" || shape == "AA9A";
}

// The only outward codes of the shape A9A are those of E1, N1 and W1; all
// others of that shape are Canadian.
bool IsInnerLondon(absl::string_view word) {
  const absl::string_view district = word.substr(0, 2);
  return district == "e1" || district == "n1" || district == "w1";
}

PostalReading Canadian(absl::string_view area) {
  PostalReading reading{"CA", absl::AsciiStrToUpper(area), {}};
  for (size_t length = reading.area.size(); length > 0; --length) {
    reading.lookups.push_back(reading.area.substr(0, length));
  }
  return reading;
}

PostalReading American(absl::string_view zip) {
  return {"US",
          std::string(zip),
          {std::string(zip), std::string(zip.substr(0, 3))}};
}

PostalReading British(absl::string_view outward) {
  PostalReading reading{"GB", absl::AsciiStrToUpper(outward), {}};
  std::string code = reading.area;
  reading.lookups.push_back(code);
  if (absl::ascii_isalpha(code.back())) {
    code.pop_back();
    reading.lookups.push_back(code);
  }
  while (absl::ascii_isdigit(code.back())) code.pop_back();
  reading.lookups.push_back(code);
  return reading;
}

}  // namespace

std::vector<PostalReading> ReadPostalCodes(absl::string_view folded) {
  const std::vector<std::string> words =
      absl::StrSplit(folded, ' ', absl::SkipEmpty());
  std::vector<PostalReading> readings;
  for (size_t i = 0; i < words.size() && readings.empty(); ++i) {
    const absl::string_view word = words[i];
    const std::string shape = Shape(word);
    const std::string next = i + 1 < words.size() ? Shape(words[i + 1]) : "";
    const absl::string_view shape_view = shape;
    if (shape == "99999") {
      readings.push_back(American(word));
    } else if (shape == "A9A9A9" || (shape == "A9A" && next == "9A9")) {
      readings.push_back(Canadian(word.substr(0, 3)));
    } else if (IsOutward(shape) && next == "9AA") {
      readings.push_back(British(word));
    } else if (shape.size() > 4 && absl::EndsWith(shape, "9AA") &&
               IsOutward(shape_view.substr(0, shape.size() - 3))) {
      readings.push_back(British(word.substr(0, word.size() - 3)));
    } else if (IsOutward(shape)) {
      if (shape == "A9A") readings.push_back(Canadian(word));
      if (shape != "A9A" || IsInnerLondon(word)) {
        readings.push_back(British(word));
      }
    }
  }
  return readings;
}

absl::StatusOr<std::vector<std::string>> ExpandPostalRange(
    absl::string_view range) {
  const std::pair<std::string, std::string> ends =
      absl::StrSplit(range, absl::MaxSplits('-', 1));
  const auto& [first, last] = ends;
  if (first.empty()) return absl::InvalidArgumentError("empty postal area");
  if (last.empty()) return std::vector<std::string>{first};
  const auto bad = absl::InvalidArgumentError(
      absl::StrCat("\"", range, "\" is not a range of postal areas"));
  std::vector<std::string> codes;

  if (absl::ascii_isalpha(first.back())) {
    const std::string stem = first.substr(0, first.size() - 1);
    if (last.size() != first.size() || last.substr(0, stem.size()) != stem ||
        last.back() < first.back()) {
      return bad;
    }
    for (char c = first.back(); c <= last.back(); ++c)
      codes.push_back(stem + c);
    return codes;
  }

  const size_t digits = first.find_last_not_of("0123456789") + 1;
  const std::string stem = first.substr(0, digits);
  int from = 0;
  int to = 0;
  if (last.substr(0, digits) != stem ||
      !absl::SimpleAtoi(first.substr(digits), &from) ||
      !absl::SimpleAtoi(last.substr(digits), &to) || to < from) {
    return bad;
  }
  for (int n = from; n <= to; ++n) {
    std::string number = absl::StrCat(n);
    // ZIP codes keep their leading zeros, outward codes have none.
    while (stem.empty() && number.size() < first.size()) number.insert(0, "0");
    codes.push_back(stem + number);
  }
  return codes;
}

}  // namespace unknot::directory
