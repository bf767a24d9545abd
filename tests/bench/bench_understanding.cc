// What reading a message costs: one engine, messages of people, short and long.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
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
  // Seconds for a millionth of the bytes: microseconds a byte.
  state.counters["us_per_byte"] =
      benchmark::Counter(static_cast<double>(text.size()) * 1e-6,
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

void UnderstandUsual(benchmark::State& state) { Understand(state, kUsual); }
BENCHMARK(UnderstandUsual);

void UnderstandShort(benchmark::State& state) { Understand(state, kShort); }
BENCHMARK(UnderstandShort);

void UnderstandTypos(benchmark::State& state) { Understand(state, kTypos); }
BENCHMARK(UnderstandTypos);

void UnderstandLong(benchmark::State& state) { Understand(state, kLong); }
BENCHMARK(UnderstandLong);

// Long pasted texts of several shapes: the cost must grow with the length and
// no faster, so us_per_byte must stay the same down each column of sizes.
enum Shape {
  kSentences,  // A story told many times over.
  kUnstopped,  // The same without a full stop or comma.
  kNegations,
  kFindings,
  kNumbers,
  kTimes,
  kRelations,
  kPlaces,
  kOneWord,
  kMisspelt,
  kEmoji,
  kCommas,
  kQuestions,
};

std::string Repeated(absl::string_view unit, size_t size) {
  std::string text;
  while (text.size() < size) text.append(unit.data(), unit.size());
  text.resize(size);
  return text;
}

std::string TextOf(Shape shape, size_t size) {
  switch (shape) {
    case kSentences:
      return Repeated(absl::StrCat(kLong, " "), size);
    case kUnstopped:
      return Repeated(absl::StrReplaceAll(absl::StrCat(kLong, " "),
                                          {{".", ""}, {",", ""}, {"?", ""}}),
                      size);
    case kNegations:
      return Repeated("no ", size);
    case kFindings:
      return Repeated("pain ", size);
    case kNumbers:
      return Repeated("twenty 7 ", size);
    case kTimes:
      return Repeated("3 weeks and ", size);
    case kRelations:
      return Repeated("my mum has left ", size);
    case kPlaces:
      return Repeated("in Leeds near Bath ", size);
    case kOneWord:
      return Repeated("a", size);
    case kMisspelt:
      return Repeated("sholdre acheing wrose numbnes ", size);
    case kEmoji:
      return Repeated("\xF0\x9F\x98\xA2", size - size % 4);
    case kCommas:
      return Repeated(",", size);
    case kQuestions:
      return Repeated("knee? ", size);
  }
  return "";
}

void UnderstandPasted(benchmark::State& state, Shape shape) {
  Understand(state, TextOf(shape, static_cast<size_t>(state.range(0))));
}

void Sizes(benchmark::internal::Benchmark* bench) {
  bench->Arg(1'000)->Arg(10'000)->Arg(100'000);
}

BENCHMARK_CAPTURE(UnderstandPasted, sentences, kSentences)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, unstopped, kUnstopped)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, negations, kNegations)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, findings, kFindings)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, numbers, kNumbers)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, times, kTimes)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, relations, kRelations)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, places, kPlaces)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, one_word, kOneWord)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, misspelt, kMisspelt)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, emoji, kEmoji)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, commas, kCommas)->Apply(Sizes);
BENCHMARK_CAPTURE(UnderstandPasted, questions, kQuestions)->Apply(Sizes);

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
