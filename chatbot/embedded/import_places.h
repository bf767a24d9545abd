// Importing places for the chatbot's own commands.
#ifndef UNKNOT_CHATBOT_EMBEDDED_IMPORT_PLACES_H_
#define UNKNOT_CHATBOT_EMBEDDED_IMPORT_PLACES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace unknot::embedded {

// Turns postal code files of GeoNames, plain or gzip, into the file of places
// `output`; empty means DefaultPlaces(). Returns what was done, a sentence a
// line, for the person. Errors are in words for the person, too.
absl::StatusOr<std::vector<std::string>> ImportPlaces(
    const std::vector<std::string>& files, const std::string& output);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_IMPORT_PLACES_H_
