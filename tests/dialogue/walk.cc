// The random walk in full: unknot_walk [TURNS [SEED]], 100,000 turns by
// default. Exit codes: 0 every promise was kept, 1 one was not, 2 wrong usage.
#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/dialogue/walker.h"

int main(int argc, char** argv) {
  using unknot::dialogue::ShippedChatbot;
  unknot::dialogue::WalkOptions options{.turns = 100000};
  if (argc > 3 || (argc > 1 && !absl::SimpleAtoi(argv[1], &options.turns)) ||
      (argc > 2 && !absl::SimpleAtoi(argv[2], &options.seed))) {
    std::cerr << "usage: unknot_walk [TURNS [SEED]]\n";
    return 2;
  }
  const auto shipped = ShippedChatbot::Start();
  const auto utterances = unknot::dialogue::Utterances();
  if (!shipped.ok() || !utterances.ok()) {
    std::cerr << shipped.status() << " " << utterances.status() << "\n";
    return 1;
  }
  const absl::Time start = absl::Now();
  const auto result = unknot::dialogue::Walk(**shipped, *utterances, options);
  for (const auto& fault : result.faults) std::cout << fault << "\n";
  std::cout << options.turns << " turns of seed " << options.seed << " in "
            << result.conversations << " conversations, "
            << absl::FormatDuration(absl::Now() - start) << ", "
            << result.faults.size() << " faults, largest state "
            << result.largest_state << " bytes\n";
  return result.faults.empty() ? 0 : 1;
}
