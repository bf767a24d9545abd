// What advice costs in process: no network, the shipped knowledge base.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/recommender.h"
#include "tests/bench/allocations.h"
#include "tests/bench/requests.h"

namespace unknot::bench {
namespace {

namespace rec = ::unknot::recommendation;

constexpr char kKnowledge[] =
    UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";

// The shipped knowledge base; null, and `state` in error, if it is not good.
rec::KnowledgeBase::Ptr SharedKnowledge(benchmark::State& state) {
  static const absl::StatusOr<rec::KnowledgeBase::Ptr> base =
      rec::KnowledgeBase::Load(kKnowledge);
  if (!base.ok()) {
    state.SkipWithError(std::string(base.status().message()).c_str());
    return nullptr;
  }
  return *base;
}

// The given share of `times` is no longer than this.
double Quantile(std::vector<double>& times, double share) {
  const auto at =
      times.begin() +
      static_cast<std::ptrdiff_t>(share * static_cast<double>(times.size()));
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

void Recommend(benchmark::State& state,
               const rec::v1::RecommendRequest& request) {
  const rec::KnowledgeBase::Ptr base = SharedKnowledge(state);
  if (base == nullptr) return;
  const rec::OrderedQuestions questions;
  const rec::Recommender recommender(base, questions);
  rec::v1::RecommendResponse response;
  std::vector<double> times;
  times.reserve(1 << 20);
  uint64_t allocations = 0;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    const uint64_t before = AllocationCount();
    const absl::Status status = recommender.Recommend(request, &response);
    allocations += AllocationCount() - before;
    times.push_back(std::chrono::duration<double, std::micro>(
                        std::chrono::steady_clock::now() - begin)
                        .count());
    if (!status.ok()) {
      state.SkipWithError(std::string(status.message()).c_str());
      return;
    }
  }
  state.counters["reply_bytes"] = static_cast<double>(response.ByteSizeLong());
  state.counters["p50_us"] = Quantile(times, 0.5);
  state.counters["p99_us"] = Quantile(times, 0.99);
  state.counters["allocations"] =
      static_cast<double>(allocations) / static_cast<double>(times.size());
}

void RecommendNeck(benchmark::State& state) { Recommend(state, NeckRequest()); }
BENCHMARK(RecommendNeck);

void RecommendManyConditions(benchmark::State& state) {
  Recommend(state, ManyConditionsRequest());
}
BENCHMARK(RecommendManyConditions);

void RecommendEmergency(benchmark::State& state) {
  Recommend(state, EmergencyRequest());
}
BENCHMARK(RecommendEmergency);

void LoadKnowledge(benchmark::State& state) {
  for (auto _ : state) {
    const auto base = rec::KnowledgeBase::Load(kKnowledge);
    if (!base.ok()) {
      state.SkipWithError(std::string(base.status().message()).c_str());
      return;
    }
  }
}
BENCHMARK(LoadKnowledge)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot::bench
