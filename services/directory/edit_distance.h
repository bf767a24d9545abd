// How many typing mistakes lie between two words.
#ifndef UNKNOT_SERVICES_DIRECTORY_EDIT_DISTANCE_H_
#define UNKNOT_SERVICES_DIRECTORY_EDIT_DISTANCE_H_

#include "absl/strings/string_view.h"

namespace unknot::directory {

// Returns the fewest bytes to insert, delete, replace or swap with their
// neighbour that turn `a` into `b`, or some number above `limit` as soon as it
// is known to be above.
int EditDistance(absl::string_view a, absl::string_view b, int limit);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EDIT_DISTANCE_H_
