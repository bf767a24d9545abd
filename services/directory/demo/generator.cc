// Each therapist has a random stream of its own, made of seed and number, so
// that any one can be made without those before.
#include "services/directory/demo/generator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/directory/built_in_data.h"
#include "services/directory/demo/generator_data.h"
#include "services/directory/places/gazetteer_tables.h"
#include "services/directory/rating.h"

namespace unknot::directory {
namespace {

constexpr double kMetresPerDegree = 111195;
// 2026-01-01, when the invented licences were looked up at the latest.
constexpr int64_t kLatestCheck = 1767225600;

// SplitMix64: small, quick and the same everywhere.
class Random {
 public:
  Random(uint64_t seed, int64_t number)
      : state_(seed * 0x9E3779B97F4A7C15u ^
               static_cast<uint64_t>(number) * 0xD1B54A32D192ED03u) {
    Next();
  }
  uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // From 0 to below `below`.
  int Pick(size_t below) {
    return static_cast<int>((Next() >> 32) * below >> 32);
  }
  bool Chance(int percent) { return Pick(100) < percent; }
  // From 0 to below 1.
  double Share() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  double Normal() {
    const double radius = std::sqrt(-2 * std::log(1 - Share()));
    return radius * std::cos(2 * std::numbers::pi * Share());
  }
  template <typename T>
  const T& Of(const std::vector<T>& list) {
    return list[Pick(list.size())];
  }

 private:
  uint64_t state_;
};

v1::Date DateOf(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

class TownGenerator final : public Generator {
 public:
  TownGenerator(uint64_t seed, GeneratorData data, GazetteerEntries towns)
      : seed_(seed), data_(std::move(data)), towns_(std::move(towns)) {
    for (const GazetteerEntry& entry : towns_.entries) {
      if (entry.place.kind() != v1::PLACE_KIND_TOWN) continue;
      people_ += entry.people_thousands;
      chosen_from_.push_back({people_, &entry});
    }
  }

  v1::Therapist Invent(int64_t number) const override {
    Random random(seed_, number);
    const GazetteerEntry& town = Town(random);
    const std::string& region = town.place.region_code();
    v1::Therapist therapist;
    therapist.set_name(absl::StrCat("therapists/gen-", seed_, "-", number));
    therapist.set_demo(true);
    therapist.set_notice(data_.Of("notice", "*")[0].text);
    NamePerson(random, therapist);
    GiveLicence(random, region, number, *therapist.mutable_licence());
    GiveSkills(random, region, therapist);
    GiveTerms(random, region, therapist);
    Locate(random, town, *therapist.mutable_location());
    Rate(random, therapist);
    return therapist;
  }

 private:
  struct Choice {
    // People of this town and all before it.
    int64_t up_to;
    const GazetteerEntry* town;
  };

  const GazetteerEntry& Town(Random& random) const {
    const auto lot =
        static_cast<int64_t>(random.Share() * static_cast<double>(people_));
    return *std::upper_bound(chosen_from_.begin(), chosen_from_.end(), lot,
                             [](int64_t value, const Choice& choice) {
                               return value < choice.up_to;
                             })
                ->town;
  }

  void NamePerson(Random& random, v1::Therapist& therapist) const {
    const int lot = random.Pick(100);
    const char* names = lot < 70 ? "female" : lot < 93 ? "male" : "other";
    if (lot < 67) {
      therapist.set_gender(v1::GENDER_FEMALE);
    } else if (lot >= 70 && lot < 90) {
      therapist.set_gender(v1::GENDER_MALE);
    } else if (lot >= 95) {
      therapist.set_gender(v1::GENDER_NON_BINARY);
    }
    std::string surname = random.Of(data_.Of("surname", "*")).text;
    if (random.Chance(70)) {
      surname = absl::StrCat(random.Of(data_.Of("surname_start", "*")).text,
                             random.Of(data_.Of("surname_end", "*")).text);
    }
    therapist.set_display_name(
        absl::StrCat(random.Of(data_.Of("given", names)).text, " ", surname));
  }

  void GiveLicence(Random& random, const std::string& region, int64_t number,
                   v1::Licence& licence) const {
    const std::vector<Weighted>& regulator = data_.For("regulator", region);
    const int lot = random.Pick(100);
    if (lot < 2 || regulator.size() != 3) return;
    std::string low = absl::AsciiStrToLower(region.substr(3));
    licence.set_number(absl::StrCat("DEMO-", number));
    licence.set_regulator_id(
        absl::StrReplaceAll(regulator[0].text, {{"{region}", low}}));
    licence.set_regulator_name(absl::StrReplaceAll(
        regulator[1].text, {{"{region_name}", region.substr(3)}}));
    licence.set_title(regulator[2].text);
    licence.set_status(lot < 86   ? v1::LICENCE_STATUS_ACTIVE
                       : lot < 92 ? v1::LICENCE_STATUS_UNVERIFIED
                       : lot < 96 ? v1::LICENCE_STATUS_EXPIRED
                       : lot < 98 ? v1::LICENCE_STATUS_SUSPENDED
                                  : v1::LICENCE_STATUS_REVOKED);
    // Far away, so that a demonstration stays one for some years.
    const bool over = licence.status() == v1::LICENCE_STATUS_EXPIRED;
    const int year = over ? 2015 + random.Pick(10) : 2034 + random.Pick(8);
    *licence.mutable_expire_date() =
        DateOf(year, 1 + random.Pick(12), 1 + random.Pick(28));
    if (licence.status() == v1::LICENCE_STATUS_UNVERIFIED) return;
    licence.mutable_verify_time()->set_seconds(kLatestCheck -
                                               86400 * random.Pick(700));
    licence.set_verified_by(data_.Of("verified_by", "*")[0].text);
  }

  // Each entry with its own percentage.
  template <typename Add>
  static void Draw(Random& random, const std::vector<Weighted>& list, Add add) {
    for (const Weighted& entry : list) {
      if (random.Chance(entry.percent)) add(entry.text);
    }
  }

  void GiveSkills(Random& random, const std::string& region,
                  v1::Therapist& therapist) const {
    Draw(random, data_.Of("technique", "*"),
         [&](const std::string& id) { therapist.add_technique_ids(id); });
    if (therapist.technique_ids().empty()) {
      therapist.add_technique_ids(random.Of(data_.Of("technique", "*")).text);
    }
    Draw(random, data_.Of("treats", "*"),
         [&](const std::string& id) { therapist.add_treats(id); });
    const std::string& first = data_.For("first_language", region)[0].text;
    therapist.add_languages(first);
    Draw(random, data_.For("other_language", region),
         [&](const std::string& tag) {
           if (tag != first) therapist.add_languages(tag);
         });
    Draw(random, data_.For("insurer", region),
         [&](const std::string& name) { therapist.add_insurers(name); });
  }

  void GiveTerms(Random& random, const std::string& region,
                 v1::Therapist& therapist) const {
    if (random.Chance(92)) {
      therapist.set_accepts_new_clients(random.Chance(88));
    }
    therapist.set_offers_virtual(random.Chance(9));
    therapist.set_offers_home_visits(random.Chance(14));
    if (random.Chance(85)) {
      therapist.set_wheelchair_accessible(random.Chance(72));
    }
    GivePrice(random, region, therapist);
    if (random.Chance(88)) {
      for (const HoursPart& part : random.Of(data_.hours())) {
        for (const int day : part.days) {
          v1::OpeningPeriod& period = *therapist.add_opening_hours();
          period.set_day(static_cast<v1::Weekday>(day));
          period.set_open_minute(part.open_minute);
          period.set_close_minute(part.close_minute);
        }
      }
    }
    const std::vector<Weighted>& phone = data_.For("phone", region);
    if (!phone.empty()) {
      therapist.set_phone(absl::StrReplaceAll(
          phone[0].text,
          {{"{area}", absl::StrCat(200 + random.Pick(780))},
           {"{nnn}", absl::StrFormat("%03d", random.Pick(1000))},
           {"{nn}", absl::StrFormat("%02d", random.Pick(100))}}));
    }
  }

  void GivePrice(Random& random, const std::string& region,
                 v1::Therapist& therapist) const {
    const std::vector<Weighted>& price = data_.For("price", region);
    if (price.size() != 3 || !random.Chance(88)) return;
    int least = 0;
    int most = 0;
    if (!absl::SimpleAtoi(price[1].text, &least) ||
        !absl::SimpleAtoi(price[2].text, &most) || most <= least) {
      return;
    }
    // Prices are round.
    const int hourly = (least + random.Pick(most - least)) / 500 * 500;
    const int minutes = random.Chance(85) ? 60 : random.Chance(50) ? 30 : 90;
    v1::PriceRange& range = *therapist.mutable_price();
    range.set_currency_code(price[0].text);
    range.set_min_minor_units(hourly * minutes / 60);
    range.set_max_minor_units(range.min_minor_units() + 500 * random.Pick(8));
    range.set_session_minutes(minutes);
  }

  static void Locate(Random& random, const GazetteerEntry& town,
                     v1::Location& location) {
    const v1::Place& place = town.place;
    location.set_town(place.town());
    location.set_region_code(place.region_code());
    location.set_country_code(place.country_code());
    if (!town.postal_areas.empty()) {
      location.set_postal_code(random.Of(town.postal_areas));
    }
    // Large towns are wide; one in seven works in the country around.
    double spread_m = 1200 + 150 * std::sqrt(town.people_thousands);
    if (random.Chance(15)) spread_m = 30000;
    const double latitude = place.point().latitude() +
                            random.Normal() * spread_m / kMetresPerDegree;
    const double narrow = std::cos(latitude * std::numbers::pi / 180);
    const double longitude =
        place.point().longitude() +
        random.Normal() * spread_m / kMetresPerDegree / narrow;
    location.mutable_point()->set_latitude(std::round(latitude * 1e5) / 1e5);
    location.mutable_point()->set_longitude(std::round(longitude * 1e5) / 1e5);
  }

  static void Rate(Random& random, v1::Therapist& therapist) {
    v1::Rating& rating = *therapist.mutable_rating();
    if (random.Chance(75)) {
      // Few have many reviews, and most means are good ones.
      const double rare = random.Share();
      rating.set_count(1 + static_cast<int>(120 * rare * rare * rare));
      const double mean = 4.35 + 0.4 * random.Normal();
      rating.set_mean(std::round(std::clamp(mean, 1.0, 5.0) * 10) / 10);
    }
    rating = Complete(rating);
  }

  const uint64_t seed_;
  const GeneratorData data_;
  const GazetteerEntries towns_;
  int64_t people_ = 0;
  std::vector<Choice> chosen_from_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Generator>> Generator::Make(uint64_t seed) {
  auto data = GeneratorData::Read(BuiltInFile("demo/generator.tsv"));
  if (!data.ok()) return data.status();
  auto towns = ReadGazetteerTables(BuiltInGazetteerTables());
  if (!towns.ok()) return towns.status();
  return std::make_unique<TownGenerator>(seed, *std::move(data),
                                         *std::move(towns));
}

}  // namespace unknot::directory
