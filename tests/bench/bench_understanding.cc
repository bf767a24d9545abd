// What reading a message costs: one engine, messages of people, short and long.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chatbot/understanding/engine.h"
#include "chatbot/understanding/language_pack.h"
#include "services/recommendation/knowledge_base.h"

namespace unknot::bench {
namespace {

using understanding::Engine;

constexpr char kKnowledge[] =
    UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";
constexpr char kLanguage[] = UNKNOT_SOURCE_DIR "/chatbot/language/en";

constexpr char kShort[] = "hi, my neck hurts";
constexpr char kUsual[] =
    "two weeks of laptop work and my neck and left shoulder are really stiff, "
    "about a 5 out of 10, no numbness or fever";
constexpr char kTypos[] =
    "my sholder has been acheing for 3 wks, its wrose when i sit, masage "
    "helped befor";
constexpr char kLong[] =
    "I'm 46 and I've had an ache in my lower back for about three months. It "
    "started after I moved house and lifted some heavy boxes. It is worse in "
    "the morning and when I sit at my desk for long, and better when I walk. "
    "No numbness, no tingling, no fever, and I have not lost any weight. I "
    "take blood pressure tablets and I used to have sciatica years ago. My "
    "doctor checked it and said it is muscular. I had a Swedish massage once "
    "and liked it, but nothing too deep please. Is there somebody in Leeds "
    "who can see me on a Saturday?";

absl::StatusOr<std::unique_ptr<const Engine>> BuildEngine() {
  const auto knowledge = recommendation::KnowledgeBase::Load(kKnowledge);
  if (!knowledge.ok()) return knowledge.status();
  const auto pack = understanding::LoadLanguagePack(kLanguage);
  if (!pack.ok()) return pack.status();
  return Engine::Build(*pack, (*knowledge)->records());
}

void Understand(benchmark::State& state, const std::string& text) {
  static const auto engine = BuildEngine();
  if (!engine.ok()) {
    state.SkipWithError(std::string(engine.status().message()).c_str());
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize((*engine)->Understand(text, {}));
  }
  state.counters["bytes_per_message"] = static_cast<double>(text.size());
}

void UnderstandUsual(benchmark::State& state) { Understand(state, kUsual); }
BENCHMARK(UnderstandUsual);

void UnderstandShort(benchmark::State& state) { Understand(state, kShort); }
BENCHMARK(UnderstandShort);

void UnderstandTypos(benchmark::State& state) { Understand(state, kTypos); }
BENCHMARK(UnderstandTypos);

void UnderstandLong(benchmark::State& state) { Understand(state, kLong); }
BENCHMARK(UnderstandLong);

// A pasted wall of text; the cost must grow with its length and no faster.
void UnderstandPasted(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<size_t>(state.range(0))) {
    text += kLong;
    text += ' ';
  }
  Understand(state, text);
}
BENCHMARK(UnderstandPasted)->Arg(5'000)->Arg(20'000)->Arg(80'000);

void BuildEngineFromData(benchmark::State& state) {
  for (auto _ : state) {
    const auto engine = BuildEngine();
    if (!engine.ok()) {
      state.SkipWithError(std::string(engine.status().message()).c_str());
      return;
    }
  }
}
BENCHMARK(BuildEngineFromData)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot::bench
