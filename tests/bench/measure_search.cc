// What finding therapists costs over a country's worth of invented ones: how
// long, how much memory, how soon a change is seen, and how many times faster
// than databases on the same rows and queries.
//
//   unknot_measure_search [--rows N] [--queries N] [--seed N] [--no-rivals]
//
// The query is always: within 25 km, one technique, one language, an active
// licence, the best 20. Every answer of a database is compared with the index.
// Exit codes: 0 measured, 1 an answer differed or a database failed.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/directory/demo/generator.h"
#include "services/directory/search/index.h"
#include "services/directory/search/search.h"
#include "tests/bench/search_rivals.h"

namespace unknot::bench {
namespace {

namespace dir = ::unknot::directory;
using Clock = std::chrono::steady_clock;

constexpr const char* kTechniques[] = {
    "swedish", "deep_tissue", "trigger_point", "myofascial_release", "sports",
    "gentle",  "prenatal",    "chair",         "acupressure",        "shiatsu"};
constexpr const char* kLanguages[] = {"en", "fr", "es", "pl", "pa"};

struct Options {
  int64_t rows = 1'000'000;
  int queries = 2000;
  uint64_t seed = 1;
  bool no_rivals = false;
};

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double ResidentMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    double kilobytes = 0;
    if (words.size() > 1 && words[0] == "VmRSS:" &&
        absl::SimpleAtod(words[1], &kilobytes)) {
      return kilobytes / 1024;
    }
  }
  return 0;
}

// Times in microseconds.
class Times {
 public:
  void Add(double us) { all_.push_back(us); }
  double At(double share) {
    std::sort(all_.begin(), all_.end());
    if (all_.empty()) return 0;
    return all_[std::min(all_.size() - 1,
                         static_cast<size_t>(share * all_.size()))];
  }
  void Print(const std::string& what) {
    absl::PrintF("  %-34s p50 %10.1f us   p99 %10.1f us\n", what, At(0.5),
                 At(0.99));
  }

 private:
  std::vector<double> all_;
};

// One query, for the index and for databases.
struct Asked {
  dir::v1::SearchTherapistsRequest request;
  dir::v1::LatLng point;
  RivalQuery rival;
};

Asked Ask(const dir::v1::LatLng& point, std::mt19937_64& random) {
  Asked asked;
  const size_t technique = random() % std::size(kTechniques);
  // Most people look in English.
  const size_t language =
      random() % 10 < 7 ? 0 : random() % std::size(kLanguages);
  asked.request.add_technique_ids(kTechniques[technique]);
  asked.request.add_languages(kLanguages[language]);
  asked.request.set_licence_filter(dir::v1::LICENCE_FILTER_ACTIVE);
  asked.point = point;
  asked.rival = {point.latitude(), point.longitude(), 1 << technique,
                 1 << language};
  return asked;
}

std::vector<dir::Found> Find(const Asked& asked, const dir::Parts& parts) {
  dir::v1::Date today;
  today.set_year(2026);
  today.set_month(6);
  today.set_day(1);
  const dir::SearchQuery query{.request = asked.request,
                               .point = asked.point,
                               .radius_m = 25000,
                               .today = today,
                               .local_time = {},
                               .after = {},
                               .limit = 20};
  return dir::FindBest(dir::Wishes(query), parts);
}

RivalRow ToRivalRow(int64_t id, const dir::v1::Therapist& therapist) {
  RivalRow row;
  row.id = id;
  row.latitude = therapist.location().point().latitude();
  row.longitude = therapist.location().point().longitude();
  row.rating = therapist.rating().bayesian_mean();
  row.active = therapist.licence().status() == dir::v1::LICENCE_STATUS_ACTIVE;
  row.refuses_clients =
      therapist.has_accepts_new_clients() && !therapist.accepts_new_clients();
  for (size_t i = 0; i < std::size(kTechniques); ++i) {
    for (const auto& offered : therapist.technique_ids()) {
      if (offered == kTechniques[i]) row.techniques |= 1 << i;
    }
  }
  for (size_t i = 0; i < std::size(kLanguages); ++i) {
    for (const auto& spoken : therapist.languages()) {
      if (spoken == kLanguages[i]) row.languages |= 1 << i;
    }
  }
  return row;
}

class Measurement {
 public:
  explicit Measurement(const Options& options) : options_(options) {}

  bool Run() {
    auto generator = dir::Generator::Make(options_.seed);
    if (!generator.ok()) return false;
    generator_ = *std::move(generator);
    absl::PrintF("search over %d therapists, seed %d\n", options_.rows,
                 options_.seed);
    Load();
    MeasureSearches();
    MeasureChanges();
    return options_.no_rivals || MeasureRivals();
  }

 private:
  void Load() {
    const double before = ResidentMegabytes();
    const auto start = Clock::now();
    double inventing = 0;
    index_.BeginLoad();
    for (int64_t n = 0; n < options_.rows; ++n) {
      const auto invent = Clock::now();
      const dir::v1::Therapist therapist = generator_->Invent(n);
      inventing += SecondsSince(invent);
      index_.Change({&therapist}, {});
    }
    const auto end_load = Clock::now();
    index_.EndLoad();
    const double building = SecondsSince(end_load);
    absl::PrintF("  loaded in %.1f s, of which arranged in %.1f s\n",
                 SecondsSince(start) - inventing, building);
    malloc_trim(0);
    const auto parts = index_.Current();
    const dir::Segment& segment = *(*parts)[0].segment;
    const auto rows = static_cast<double>(options_.rows);
    absl::PrintF(
        "  %.1f bytes a therapist in the index, %.1f packed beside it; "
        "%.0f MB resident for both\n",
        static_cast<double>(segment.index_bytes()) / rows,
        static_cast<double>(segment.payloads.bytes()) / rows,
        ResidentMegabytes() - before);
    const auto rebuild = Clock::now();
    dir::SegmentBuilder builder;
    builder.AddSegment(segment, nullptr);
    const auto rebuilt = builder.Build();
    absl::PrintF("  rebuilt in the background in %.1f s\n",
                 SecondsSince(rebuild));
  }

  dir::v1::LatLng Somewhere(std::mt19937_64& random) const {
    // Where people are: near therapists who are not in the index.
    const auto number = static_cast<int64_t>(random() % 1'000'000);
    return generator_->Invent(options_.rows + number).location().point();
  }

  void MeasureSearches() {
    std::mt19937_64 random(options_.seed);
    for (int i = 0; i < options_.queries; ++i) {
      mixed_.push_back(Ask(Somewhere(random), random));
    }
    TimeAll("mixed places", mixed_);
    const double city = TimeAt("dense city (New York)", 40.713, -74.006);
    TimeAt("dense city (London)", 51.507, -0.128);
    TimeAt("dense city (Toronto)", 43.653, -79.383);
    const double country = TimeAt("countryside (Ontario)", 44.60, -81.00);
    TimeAt("countryside (Georgia)", 32.60, -82.30);
    absl::PrintF("  dense city / countryside %.1f\n", city / country);
  }

  double TimeAt(const std::string& what, double latitude, double longitude) {
    std::mt19937_64 random(options_.seed);
    std::uniform_real_distribution<double> aside(-0.05, 0.05);
    std::vector<Asked> asked;
    for (int i = 0; i < options_.queries; ++i) {
      dir::v1::LatLng point;
      point.set_latitude(latitude + aside(random));
      point.set_longitude(longitude + aside(random));
      asked.push_back(Ask(point, random));
    }
    return TimeAll(what, asked);
  }

  double TimeAll(const std::string& what, const std::vector<Asked>& asked) {
    Times times;
    const auto parts = index_.Current();
    // Once to have everything in the caches that a busy service has there.
    for (const Asked& one : asked) Find(one, *parts);
    for (const Asked& one : asked) {
      const auto start = Clock::now();
      const auto found = Find(one, *parts);
      times.Add(SecondsSince(start) * 1e6);
    }
    times.Print(what);
    return times.At(0.5);
  }

  void MeasureChanges() {
    Times times;
    for (int64_t n = 0; n < 500; ++n) {
      dir::v1::Therapist changed = generator_->Invent(n * 7);
      changed.set_display_name("Changed Name");
      const auto start = Clock::now();
      index_.Change({&changed}, {});
      times.Add(SecondsSince(start) * 1e6);
    }
    times.Print("a changed row is found after");
    index_.WaitUntilSettled();
    TimeAll("mixed places, after the changes", mixed_);
    // Back to how it was, for the comparison.
    for (int64_t n = 0; n < 500; ++n) {
      const dir::v1::Therapist changed = generator_->Invent(n * 7);
      index_.Change({&changed}, {});
    }
    index_.WaitUntilSettled();
  }

  bool MeasureRivals() {
    std::vector<RivalRow> rows;
    rows.reserve(options_.rows);
    for (int64_t n = 0; n < options_.rows; ++n) {
      rows.push_back(ToRivalRow(n, generator_->Invent(n)));
    }
    bool good = Compare(MakeSqliteRival(rows));
    const char* postgis = std::getenv("UNKNOT_BENCH_POSTGIS");
    if (postgis == nullptr) {
      absl::PrintF("  PostGIS: skipped, see tests/bench/with_postgis\n");
      return good;
    }
    return Compare(MakePostgisRival(rows, postgis)) && good;
  }

  // Both take turns, so that both meet the same machine.
  bool Compare(absl::StatusOr<std::unique_ptr<Rival>> made) {
    if (!made.ok()) {
      absl::PrintF("  failed: %s\n", made.status().ToString());
      return false;
    }
    Rival& rival = **made;
    Times ours;
    Times theirs;
    int different = 0;
    const auto parts = index_.Current();
    const size_t count = std::min<size_t>(mixed_.size(), 400);
    for (size_t i = 0; i < count; ++i) {
      const auto start = Clock::now();
      const auto ids = rival.Find(mixed_[i].rival);
      theirs.Add(SecondsSince(start) * 1e6);
      if (!ids.ok()) {
        absl::PrintF("  failed: %s\n", ids.status().ToString());
        return false;
      }
      const auto again = Clock::now();
      const auto found = Find(mixed_[i], *parts);
      ours.Add(SecondsSince(again) * 1e6);
      if (!SameScores(found, *parts, *ids)) ++different;
    }
    theirs.Print(rival.name());
    ours.Print("  the index, taking turns with it");
    absl::PrintF(
        "  times faster than %s: %.0f at p50, %.0f at p99; %d of %d "
        "answers differ\n",
        rival.name(), theirs.At(0.5) / ours.At(0.5),
        theirs.At(0.99) / ours.At(0.99), different, count);
    return different == 0;
  }

  // The same people, but for those who tie for the last place.
  static bool SameScores(const std::vector<dir::Found>& found,
                         const dir::Parts& parts,
                         const std::vector<int64_t>& ids) {
    if (found.size() != ids.size()) return false;
    std::vector<std::string> names;
    for (const dir::Found& one : found) {
      names.emplace_back(parts[one.part].segment->PayloadOf(one.row).name);
    }
    size_t missing = 0;
    for (const int64_t id : ids) {
      const std::string end = absl::StrFormat("-%d", id);
      const bool there =
          std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return name.size() > end.size() &&
                   name.compare(name.size() - end.size(), end.size(), end) == 0;
          });
      if (!there) ++missing;
    }
    return missing <= 1;
  }

  const Options options_;
  std::unique_ptr<dir::Generator> generator_;
  dir::Index index_;
  std::vector<Asked> mixed_;
};

int Run(int argc, char** argv) {
  Options options;
  CLI::App app("Measures the search for therapists.", "unknot_measure_search");
  app.add_option("--rows", options.rows, "therapists")
      ->check(CLI::Range(int64_t{1}, int64_t{50'000'000}));
  app.add_option("--queries", options.queries, "searches of each kind")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seed", options.seed, "of rows and queries");
  app.add_flag("--no-rivals", options.no_rivals, "without the databases");
  CLI11_PARSE(app, argc, argv);
  return Measurement(options).Run() ? 0 : 1;
}

}  // namespace
}  // namespace unknot::bench

int main(int argc, char** argv) { return unknot::bench::Run(argc, argv); }
