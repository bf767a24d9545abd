// What must hold of every understanding, whatever bytes it was made of.
#ifndef UNKNOT_TESTS_FUZZ_INVARIANTS_H_
#define UNKNOT_TESTS_FUZZ_INVARIANTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chatbot/understanding/engine.h"

namespace unknot::fuzz {

// The engine over the English pack and the knowledge base of the source tree.
absl::StatusOr<std::unique_ptr<const understanding::Engine>> ShippedEngine();

// Reads `text` as the answer to a question about `slot` and names the first
// thing that must hold and does not; empty where all holds.
std::string BrokenInvariant(const understanding::Engine& engine,
                            absl::string_view text, absl::string_view slot);

// The slot that a number chooses, so that bytes can choose one.
absl::string_view SlotOf(unsigned number);

// Messages to begin with: those of the pack's tests.
std::vector<std::string> Seeds();

}  // namespace unknot::fuzz

#endif  // UNKNOT_TESTS_FUZZ_INVARIANTS_H_
