// What a search costs in process, over many invented therapists, with all that
// is shown of those found. The same seed every time. For a country's worth of
// them, and against databases, see measure_search.cc.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "services/directory/demo/generator.h"
#include "services/directory/search/search.h"

namespace unknot::bench {
namespace {

namespace dir = ::unknot::directory;

// Everybody, made once for each size.
const dir::Search& SearchOver(int64_t rows) {
  static std::map<int64_t, std::unique_ptr<dir::Search>> made;
  std::unique_ptr<dir::Search>& search = made[rows];
  if (search == nullptr) {
    search = dir::MakeMemorySearch();
    const auto generator = dir::Generator::Make(/*seed=*/20260601);
    search->BeginLoad();
    for (int64_t number = 0; number < rows; ++number) {
      search->Put((*generator)->Invent(number));
    }
    search->EndLoad();
  }
  return *search;
}

// Best 20 within 25 km of a point who offer one of two techniques in English.
void Find(benchmark::State& state, double latitude, double longitude) {
  const dir::Search& search = SearchOver(state.range(0));
  dir::v1::SearchTherapistsRequest request;
  request.add_technique_ids("deep_tissue");
  request.add_technique_ids("swedish");
  request.add_languages("en");
  dir::v1::Date today;
  today.set_year(2026);
  today.set_month(6);
  today.set_day(1);
  dir::v1::LatLng point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  const dir::SearchQuery query{.request = request,
                               .point = point,
                               .radius_m = 25000,
                               .today = today,
                               .local_time = {},
                               .after = std::nullopt,
                               .limit = 20};
  size_t found = 0;
  for (auto _ : state) {
    found = search.Find(query).size();
    benchmark::DoNotOptimize(found);
  }
  state.counters["results"] = static_cast<double>(found);
  state.counters["rows"] = static_cast<double>(state.range(0));
}

void FindInCity(benchmark::State& state) { Find(state, 43.65, -79.38); }
BENCHMARK(FindInCity)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void FindInTheCountry(benchmark::State& state) { Find(state, 50.0, -97.0); }
BENCHMARK(FindInTheCountry)->Arg(1'000)->Arg(10'000)->Arg(100'000);

}  // namespace
}  // namespace unknot::bench
