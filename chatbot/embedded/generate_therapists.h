// Invented therapists for the chatbot's own commands.
#ifndef UNKNOT_CHATBOT_EMBEDDED_GENERATE_THERAPISTS_H_
#define UNKNOT_CHATBOT_EMBEDDED_GENERATE_THERAPISTS_H_

#include <cstdint>
#include <ostream>

#include "absl/status/status.h"

namespace unknot::embedded {

// Writes `count` invented therapists, each a directory.v1.Therapist as proto3
// JSON on a line of its own. The same seed writes the same lines, and a larger
// count the same lines first. Unavailable: `out` takes no more.
// REQUIRES: count >= 0.
absl::Status GenerateTherapists(int64_t count, uint64_t seed,
                                std::ostream& out);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_GENERATE_THERAPISTS_H_
