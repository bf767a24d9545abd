// Finds postal codes of Canada, the United States and the United Kingdom in a
// text, and expands ranges of them.
#ifndef UNKNOT_SERVICES_DIRECTORY_PLACES_POSTAL_CODE_H_
#define UNKNOT_SERVICES_DIRECTORY_PLACES_POSTAL_CODE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::directory {

// One reading of a text as a postal code.
struct PostalReading {
  // ISO 3166-1 code of the country.
  std::string country_code;

  // The area, in capitals: forward sortation area, ZIP code or outward code.
  std::string area;

  // Areas to look up, the most exact first: "SW1A", "SW1", "SW".
  std::vector<std::string> lookups;
};

// Returns every reading of the first words of `folded` (see Fold) that look
// like a postal code; a bare "N1C" can be Canadian as well as British. Empty
// means that there is none.
std::vector<PostalReading> ReadPostalCodes(absl::string_view folded);

// Expands "M2H-M2R" and "30097-30099" to the codes in between, both ends
// included; a single code is itself. Returns InvalidArgument when the ends do
// not belong together.
absl::StatusOr<std::vector<std::string>> ExpandPostalRange(
    absl::string_view range);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PLACES_POSTAL_CODE_H_
