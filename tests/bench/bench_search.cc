// What a search costs in process, over many invented therapists: half of them
// around a few cities, half spread over a country. The same seed every time.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/directory/search/search.h"

namespace unknot::bench {
namespace {

namespace dir = ::unknot::directory;

constexpr double kCities[][2] = {
    {43.65, -79.38}, {45.50, -73.57}, {49.28, -123.12}, {51.05, -114.07}};
constexpr const char* kTechniques[] = {
    "swedish", "deep_tissue", "trigger_point", "myofascial_release",
    "sports",  "shiatsu",     "gentle",        "prenatal"};
constexpr const char* kLanguages[] = {"en", "fr", "zh", "pa", "es"};

double Between(double low, double high, std::mt19937_64& random) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

dir::v1::Therapist InventTherapist(int64_t number, std::mt19937_64& random) {
  dir::v1::Therapist therapist;
  therapist.set_name(absl::StrCat("therapists/bench-", number));
  therapist.set_display_name(absl::StrCat("Bench Therapist ", number));
  dir::v1::LatLng& point = *therapist.mutable_location()->mutable_point();
  if (number % 2 == 0) {
    const auto& city = kCities[random() % std::size(kCities)];
    std::normal_distribution<double> spread(0, 0.15);
    point.set_latitude(city[0] + spread(random));
    point.set_longitude(city[1] + spread(random));
  } else {
    point.set_latitude(Between(43, 54, random));
    point.set_longitude(Between(-125, -65, random));
  }
  for (int i = 0; i < 3; ++i) {
    therapist.add_technique_ids(kTechniques[random() % std::size(kTechniques)]);
  }
  therapist.add_languages("en");
  therapist.add_languages(kLanguages[random() % std::size(kLanguages)]);
  dir::v1::Licence& licence = *therapist.mutable_licence();
  licence.set_status(dir::v1::LICENCE_STATUS_ACTIVE);
  licence.mutable_expire_date()->set_year(2099);
  licence.mutable_expire_date()->set_month(1);
  licence.mutable_expire_date()->set_day(1);
  therapist.mutable_rating()->set_count(static_cast<int>(random() % 40));
  therapist.mutable_rating()->set_mean(Between(3, 5, random));
  therapist.mutable_rating()->set_bayesian_mean(therapist.rating().mean());
  return therapist;
}

// Everybody, made once for each size.
const dir::Search& SearchOver(int64_t rows) {
  static std::map<int64_t, std::unique_ptr<dir::Search>> made;
  std::unique_ptr<dir::Search>& search = made[rows];
  if (search == nullptr) {
    search = dir::MakeMemorySearch();
    std::mt19937_64 random(20260601);
    for (int64_t number = 0; number < rows; ++number) {
      search->Put(InventTherapist(number, random));
    }
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
