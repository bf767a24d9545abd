// What a turn costs: the whole chatbot as shipped, with both services in this
// process, and the processor time of all its threads. A turn is to take less
// than 2 ms.
#include <benchmark/benchmark.h>

#include <ctime>
#include <memory>
#include <vector>

#include "tests/dialogue/shipped_chatbot.h"

namespace unknot::bench {
namespace {

using dialogue::ShippedChatbot;
using dialogue::Talk;

using Said = std::vector<const char*>;

// From the first words to a therapist, with questions in between.
const Said& Usual() {
  static const auto* const kSaid =
      new Said{"hi, my neck has been stiff for two weeks from the laptop",
               "no, none of those",
               "about a 5",
               "which massage would help?",
               "why that one?",
               "who says so?",
               "is there anyone near Mississauga?",
               "a woman, on a Saturday please",
               "thanks, bye"};
  return *kSaid;
}

// Danger, and what is said after it.
const Said& Danger() {
  static const auto* const kSaid =
      new Said{"lower back pain since friday after lifting",
               "I can't feel it when I wipe", "which massage helps?",
               "you misread me, that was a joke"};
  return *kSaid;
}

// An iteration is one turn; the conversation starts afresh at its end.
void Turns(benchmark::State& state, const Said& said) {
  static const auto shipped = ShippedChatbot::Start();
  if (!shipped.ok()) {
    state.SkipWithError(std::string(shipped.status().message()).c_str());
    return;
  }
  auto talk = std::make_unique<Talk>((*shipped)->chat(), "en-CA");
  size_t next = 0;
  const std::clock_t before = std::clock();
  for (auto _ : state) {
    const auto answer = talk->Say(said[next]);
    if (!answer.ok()) state.SkipWithError("A turn was refused.");
    if (++next < said.size()) continue;
    next = 0;
    talk = std::make_unique<Talk>((*shipped)->chat(), "en-CA");
  }
  state.counters["processor_us"] = benchmark::Counter(
      1e6 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC,
      benchmark::Counter::kAvgIterations);
}

BENCHMARK_CAPTURE(Turns, usual, Usual())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Turns, danger, Danger())->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace unknot::bench
