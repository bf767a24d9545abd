// Data files that are compiled into the program, so that it works wherever it
// is put.
#ifndef UNKNOT_SERVICES_DIRECTORY_BUILT_IN_DATA_H_
#define UNKNOT_SERVICES_DIRECTORY_BUILT_IN_DATA_H_

#include "absl/strings/string_view.h"

namespace unknot::directory {

// Returns the content of a file below services/directory/, by its path from
// there. Lives as long as the program. Empty if no such file is built in, which
// is a mistake in CMakeLists.txt.
absl::string_view BuiltInFile(absl::string_view path);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_BUILT_IN_DATA_H_
