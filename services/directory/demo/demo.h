// Clinics and invented therapists for trying the product out.
#ifndef UNKNOT_SERVICES_DIRECTORY_DEMO_DEMO_H_
#define UNKNOT_SERVICES_DIRECTORY_DEMO_DEMO_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/directory/directory.h"

namespace unknot::directory {

// Everything in demo/*.textproto.
struct DemoData {
  std::vector<v1::Clinic> clinics;
  std::vector<v1::Therapist> therapists;
};

// Returns InvalidArgument naming file and line if a file cannot be read.
absl::StatusOr<DemoData> ReadDemoData();

// Adds the demo data to `directory`. What is there already stays as it is, so
// that doing this at every start is harmless.
absl::Status LoadDemo(Directory& directory);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DEMO_DEMO_H_
