// Finds the data files that are shipped beside a program.
#ifndef UNKNOT_SERVICES_RUNTIME_DATA_DIR_H_
#define UNKNOT_SERVICES_RUNTIME_DATA_DIR_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Returns the absolute path of the data folder `name`, for example "knowledge"
// or "language". It is, in this order:
// - $UNKNOT_DATA_DIR/<name>, if that variable is set and not empty;
// - <folder of the executable>/../share/unknot/<name>.
// NotFound, saying where it looked and what to do, if there is no such folder.
// A variable that is set is not second-guessed: if the folder is not there, the
// second place is not tried.
//
// REQUIRES: `name` is a plain name without '/'.
absl::StatusOr<std::string> DataDirectory(absl::string_view name);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_DATA_DIR_H_
