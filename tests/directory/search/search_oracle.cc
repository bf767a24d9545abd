// Shares no code with the search: distances by the chord through the globe,
// filters straight from the comments of the contract.
#include "tests/directory/search/search_oracle.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>
#include <tuple>

namespace unknot::directory {
namespace {

constexpr const char* kTechniques[] = {"swedish", "deep_tissue", "sports",
                                       "shiatsu", "prenatal"};
constexpr const char* kLanguages[] = {"en", "fr", "zh-Hant", "zh", "pa"};
constexpr const char* kTreats[] = {"neck", "lower_back", "hip"};
constexpr const char* kRegulators[] = {"cmto", "ga_bmt", "cnhc"};
constexpr const char* kInsurers[] = {"Example Life", "Sample Benefits",
                                     "Albion Cover"};
constexpr const char* kFirstNames[] = {
    "Ana", "Anabel", "Bertram", "Chiara", "Dmitri", "Frederik", "Gwen", "Hana"};
constexpr const char* kLastNames[] = {
    "Ashford",  "Ashworth", "Birchfield", "Blythewood", "Castellan",
    "Castello", "Dunmore",  "Dunmoor",    "Iqbal",      "Winterbourne"};
constexpr const char* kClinics[] = {"Lakeside", "Ashgrove", "Winterlake"};

int Pick(std::mt19937& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}
bool Chance(std::mt19937& random, int percent) {
  return Pick(random, 100) < percent;
}
double Between(std::mt19937& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

double Chord(const v1::LatLng& a, const v1::LatLng& b) {
  const auto vector = [](const v1::LatLng& p) {
    const double lat = p.latitude() * M_PI / 180;
    const double lng = p.longitude() * M_PI / 180;
    return std::array<double, 3>{std::cos(lat) * std::cos(lng),
                                 std::cos(lat) * std::sin(lng), std::sin(lat)};
  };
  const auto u = vector(a);
  const auto v = vector(b);
  return std::hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]);
}
double Metres(const v1::LatLng& a, const v1::LatLng& b) {
  return 2 * 6371008.8 * std::asin(std::min(1.0, Chord(a, b) / 2));
}

template <typename List>
bool Has(const List& list, const std::string& entry) {
  for (const std::string& other : list) {
    if (other == entry) return true;
  }
  return false;
}

int DayNumber(const v1::Date& date) {
  return date.year() * 10000 + date.month() * 100 + date.day();
}

// 0 active, 1 unverified, 2 lapsed.
int LicenceClass(const v1::Therapist& t, const v1::Date& today) {
  const v1::Licence& licence = t.licence();
  const bool stopped = licence.status() == v1::LICENCE_STATUS_EXPIRED ||
                       licence.status() == v1::LICENCE_STATUS_SUSPENDED ||
                       licence.status() == v1::LICENCE_STATUS_REVOKED;
  const bool over = licence.has_expire_date() &&
                    DayNumber(licence.expire_date()) < DayNumber(today);
  if (stopped || over) return 2;
  return licence.status() == v1::LICENCE_STATUS_ACTIVE ? 0 : 1;
}

double Bayes(const v1::Therapist& t) {
  return (20 + t.rating().mean() * t.rating().count()) /
         (5 + t.rating().count());
}

double Hourly(const v1::Therapist& t) {
  if (!t.has_price()) return std::numeric_limits<double>::infinity();
  const double minutes =
      t.price().session_minutes() == 0 ? 60 : t.price().session_minutes();
  return t.price().min_minor_units() * 60.0 / minutes;
}

bool SpeaksOneOf(const v1::Therapist& t, const v1::SearchTherapistsRequest& r) {
  for (const std::string& wanted : r.languages()) {
    for (const std::string& spoken : t.languages()) {
      if (spoken == wanted || spoken.rfind(wanted + "-", 0) == 0) return true;
    }
  }
  return r.languages().empty();
}

bool OpenAtOneOf(const v1::Therapist& t, const v1::SearchTherapistsRequest& r) {
  for (const v1::OpenAt& at : r.open_at()) {
    const int start = at.has_start_minute() ? at.start_minute() : 0;
    const int end = at.has_end_minute() ? at.end_minute() : 1440;
    for (const v1::OpeningPeriod& period : t.opening_hours()) {
      if (at.day() != 0 && at.day() != period.day()) continue;
      int open = 0;
      for (int m = start; m < end; ++m) {
        if (m >= period.open_minute() && m < period.close_minute()) ++open;
      }
      if (open >= std::min(30, end - start)) return true;
    }
  }
  return r.open_at().empty();
}

// Words of a name, in lower case; names here are plain ASCII.
std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    for (char& c : word) c = static_cast<char>(std::tolower(c));
    words.push_back(word);
  }
  return words;
}

std::vector<std::string> WordsOf(const v1::Therapist& t) {
  std::vector<std::string> words = Words(t.display_name());
  if (!t.clinic().empty()) {
    const int number = t.clinic().back() - '0';
    for (const auto& word : Words(kClinics[number])) words.push_back(word);
  }
  return words;
}

// Optimal string alignment by the whole table.
int Edits(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                          d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

int AllowedEdits(const std::string& word) {
  return word.size() < 5 ? 0 : word.size() < 9 ? 1 : 2;
}

// What each word of the text may be taken for: words that begin with it, or,
// without any, the closest words.
std::vector<std::set<std::string>> Readings(const std::set<std::string>& known,
                                            const std::string& text) {
  std::vector<std::set<std::string>> readings;
  for (const std::string& wish : Words(text)) {
    std::set<std::string>& reading = readings.emplace_back();
    int fewest = 3;
    for (const std::string& word : known) {
      if (word.rfind(wish, 0) == 0) reading.insert(word);
    }
    if (!reading.empty()) continue;
    for (const std::string& word : known) {
      const bool start =
          word[0] == wish[0] || (word.size() > 1 && wish.size() > 1 &&
                                 word[1] == wish[0] && word[0] == wish[1]);
      const int edits = Edits(wish, word);
      if (!start || edits > std::min(AllowedEdits(wish), AllowedEdits(word)) ||
          edits > fewest) {
        continue;
      }
      if (edits < fewest) reading.clear();
      fewest = edits;
      reading.insert(word);
    }
  }
  return readings;
}

bool TextFits(const v1::Therapist& t,
              const std::vector<std::set<std::string>>& readings) {
  if (readings.empty()) return true;
  const std::vector<std::string> words = WordsOf(t);
  for (const std::set<std::string>& reading : readings) {
    bool found = false;
    for (const std::string& word : words) found |= reading.count(word) > 0;
    if (!found) return false;
  }
  return true;
}

template <typename Offered, typename Wanted>
int CountOf(const Offered& offered, const Wanted& wanted) {
  int count = 0;
  for (const std::string& id : wanted) {
    if (Has(offered, id)) ++count;
  }
  return count;
}

bool HasProblems(const v1::Therapist& t, const v1::SearchTherapistsRequest& r) {
  if (r.treats().empty()) return true;
  const int count = CountOf(t.treats(), r.treats());
  if (r.treats_match() == v1::TREATS_MATCH_ANY) return count > 0;
  if (r.treats_match() == v1::TREATS_MATCH_ALL) return count == r.treats_size();
  return true;
}

double Wait(const v1::Therapist& t, const v1::LocalTime& from) {
  const int now = (from.day() - 1) * 1440 + from.minute();
  double soonest = std::numeric_limits<double>::infinity();
  for (const v1::OpeningPeriod& period : t.opening_hours()) {
    const int midnight = (period.day() - 1) * 1440;
    const int open = midnight + period.open_minute();
    const int close = midnight + period.close_minute();
    // A session takes half an hour, or as long as the place is open.
    const int last_start = std::max(open, close - 30);
    if (now >= open && now <= last_start) return 0;
    soonest = std::min<double>(soonest,
                               open > now ? open - now : open - now + 7 * 1440);
  }
  return soonest;
}

bool OffersTechniques(const v1::Therapist& t,
                      const v1::SearchTherapistsRequest& r) {
  int offered = 0;
  for (const std::string& id : r.technique_ids()) {
    if (Has(t.technique_ids(), id)) ++offered;
  }
  if (r.technique_ids().empty()) return true;
  return r.technique_match() == v1::TECHNIQUE_MATCH_ALL
             ? offered == r.technique_ids_size()
             : offered > 0;
}

bool MayBeShown(const v1::Therapist& t, const SearchQuery& query) {
  const v1::SearchTherapistsRequest& r = query.request;
  if (query.point &&
      std::abs(query.point->latitude() - t.location().point().latitude()) >
          query.radius_m / 111000.0) {
    return false;
  }
  const int licence = LicenceClass(t, query.today);
  if (r.licence_filter() == v1::LICENCE_FILTER_UNSPECIFIED && licence == 2) {
    return false;
  }
  if (r.licence_filter() == v1::LICENCE_FILTER_ACTIVE && licence != 0) {
    return false;
  }
  if (r.gender() != 0 && r.gender() != t.gender()) return false;
  if (r.accepts_new_clients() && !t.accepts_new_clients()) return false;
  if (r.offers_virtual() && !t.offers_virtual()) return false;
  if (r.offers_home_visits() && !t.offers_home_visits()) return false;
  if (r.wheelchair_accessible() && !t.wheelchair_accessible()) return false;
  if (r.exclude_demo() && t.demo()) return false;
  if (!r.clinic().empty() && r.clinic() != t.clinic()) return false;
  if (!r.regulator_ids().empty() &&
      !Has(r.regulator_ids(), t.licence().regulator_id())) {
    return false;
  }
  if (!r.insurers().empty() && CountOf(t.insurers(), r.insurers()) == 0) {
    return false;
  }
  if (r.max_price_minor_units() > 0 || r.min_price_minor_units() > 0) {
    if (std::isinf(Hourly(t))) return false;
    if (r.max_price_minor_units() > 0 &&
        Hourly(t) > r.max_price_minor_units()) {
      return false;
    }
    if (Hourly(t) < r.min_price_minor_units()) return false;
    if (!r.currency_code().empty() &&
        r.currency_code() != t.price().currency_code()) {
      return false;
    }
  }
  if (Bayes(t) < r.min_rating()) return false;
  if (query.point && Metres(*query.point, t.location().point()) >
                         static_cast<double>(query.radius_m)) {
    return false;
  }
  return OffersTechniques(t, r) && SpeaksOneOf(t, r) && HasProblems(t, r) &&
         OpenAtOneOf(t, r);
}

template <typename Offered, typename Wanted>
double Share(const Offered& offered, const Wanted& wanted) {
  double sum = 0;
  double all = 0;
  for (int i = 0; i < wanted.size(); ++i) {
    if (Has(offered, wanted[i])) sum += 1.0 / (i + 1);
    all += 1.0 / (i + 1);
  }
  return sum / all;
}

double Blend(const v1::Therapist& t, const SearchQuery& query) {
  double sum = 0.15 * (Bayes(t) - 1) / 4;
  double all = 0.15 + 0.15;
  if (LicenceClass(t, query.today) == 0) sum += 0.15;
  if (query.point) {
    const double d = Metres(*query.point, t.location().point());
    sum += 0.40 * 8000 / (8000 + d);
    all += 0.40;
  }
  if (!query.request.technique_ids().empty()) {
    sum += 0.30 * Share(t.technique_ids(), query.request.technique_ids());
    all += 0.30;
  }
  if (!query.request.treats().empty()) {
    sum += 0.10 * Share(t.treats(), query.request.treats());
    all += 0.10;
  }
  return sum / all;
}

std::tuple<int, double, std::string, std::string> Rank(
    const v1::Therapist& t, const SearchQuery& query) {
  std::string lower = t.display_name();
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  double rank = 0;
  int group = 0;
  switch (query.request.order_by()) {
    case v1::SEARCH_ORDER_NAME:
      break;
    case v1::SEARCH_ORDER_DISTANCE:
      if (query.point) {
        rank = Metres(*query.point, t.location().point());
        rank = std::round(rank * 1e3) / 1e3;
      }
      break;
    case v1::SEARCH_ORDER_RATING:
      rank = -Bayes(t);
      break;
    case v1::SEARCH_ORDER_PRICE:
      rank = Hourly(t);
      break;
    case v1::SEARCH_ORDER_SOONEST:
      rank = Wait(t, query.local_time);
      break;
    default:
      rank = -Blend(t, query);
      group = t.has_accepts_new_clients() && !t.accepts_new_clients();
  }
  // Two ways to compute one number may differ in its last digits.
  if (std::isfinite(rank)) rank = std::round(rank * 1e7) / 1e7;
  return {group, rank, lower, t.name()};
}

}  // namespace

SearchOracle::SearchOracle(const std::vector<v1::Therapist>& therapists)
    : therapists_(therapists) {
  for (const char* clinic : kClinics) {
    for (const std::string& word : Words(clinic)) known_words_.insert(word);
  }
  for (const v1::Therapist& t : therapists) {
    for (const std::string& word : Words(t.display_name())) {
      known_words_.insert(word);
    }
  }
}

std::vector<std::string> SearchOracle::Search(const SearchQuery& query) const {
  std::vector<std::tuple<int, double, std::string, std::string>> found;
  const auto readings = Readings(known_words_, query.request.text());
  for (const v1::Therapist& t : therapists_) {
    if (MayBeShown(t, query) && TextFits(t, readings)) {
      found.push_back(Rank(t, query));
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (const auto& rank : found) names.push_back(std::get<3>(rank));
  return names;
}

v1::LatLng RandomPoint(std::mt19937& random) {
  constexpr double kCentres[][2] = {
      {43.65, -79.38}, {51.5, -0.12}, {-17.0, 179.9}, {89.2, 20.0}};
  const auto& centre = kCentres[Pick(random, 4)];
  v1::LatLng point;
  point.set_latitude(std::min(90.0, centre[0] + Between(random, -0.9, 0.9)));
  double longitude = centre[1] + Between(random, -0.9, 0.9);
  if (longitude > 180) longitude -= 360;
  point.set_longitude(longitude);
  return point;
}

std::vector<v1::Therapist> RandomTherapists(int count, std::mt19937& random) {
  std::vector<v1::Therapist> therapists(count);
  for (int i = 0; i < count; ++i) {
    v1::Therapist& t = therapists[i];
    t.set_name("therapists/t" + std::to_string(i));
    t.set_display_name(std::string(kFirstNames[Pick(random, 8)]) + " " +
                       kLastNames[Pick(random, 10)]);
    if (Chance(random, 20)) {
      t.set_clinic("clinics/c" + std::to_string(Pick(random, 3)));
    }
    if (Chance(random, 70)) {
      t.mutable_licence()->set_regulator_id(kRegulators[Pick(random, 3)]);
    }
    for (const char* name : kInsurers) {
      if (Chance(random, 30)) t.add_insurers(name);
    }
    t.mutable_licence()->set_status(
        static_cast<v1::LicenceStatus>(Pick(random, 6)));
    if (Chance(random, 50)) {
      v1::Date& date = *t.mutable_licence()->mutable_expire_date();
      date.set_year(2025 + Pick(random, 3));
      date.set_month(1 + Pick(random, 12));
      date.set_day(1 + Pick(random, 28));
    }
    for (const char* id : kTechniques) {
      if (Chance(random, 40)) t.add_technique_ids(id);
    }
    for (const char* id : kTreats) {
      if (Chance(random, 40)) t.add_treats(id);
    }
    for (const char* tag : kLanguages) {
      if (Chance(random, 30)) t.add_languages(tag);
    }
    t.set_gender(static_cast<v1::Gender>(Pick(random, 4)));
    if (Chance(random, 80)) t.set_accepts_new_clients(Chance(random, 70));
    t.set_offers_virtual(Chance(random, 50));
    t.set_offers_home_visits(Chance(random, 50));
    if (Chance(random, 80)) t.set_wheelchair_accessible(Chance(random, 50));
    t.set_demo(Chance(random, 50));
    if (Chance(random, 80)) {
      t.mutable_price()->set_currency_code(Chance(random, 50) ? "CAD" : "GBP");
      t.mutable_price()->set_min_minor_units(1000 * Pick(random, 15));
      t.mutable_price()->set_session_minutes(30 * Pick(random, 4));
    }
    for (int day = 1; day <= 7; ++day) {
      if (!Chance(random, 40)) continue;
      v1::OpeningPeriod& period = *t.add_opening_hours();
      period.set_day(static_cast<v1::Weekday>(day));
      period.set_open_minute(15 * Pick(random, 60));
      period.set_close_minute(period.open_minute() +
                              15 * (1 + Pick(random, 30)));
    }
    if (Chance(random, 70)) {
      t.mutable_rating()->set_count(1 + Pick(random, 30));
      t.mutable_rating()->set_mean(1 + Pick(random, 9) / 2.0);
    }
    *t.mutable_location()->mutable_point() = RandomPoint(random);
  }
  return therapists;
}

std::vector<v1::Clinic> OracleClinics() {
  std::vector<v1::Clinic> clinics;
  for (const char* display_name : kClinics) {
    v1::Clinic& clinic = clinics.emplace_back();
    clinic.set_name("clinics/c" + std::to_string(clinics.size() - 1));
    clinic.set_display_name(display_name);
  }
  return clinics;
}

// A name or two, whole, begun or misspelled.
std::string RandomText(std::mt19937& random) {
  std::string text;
  for (int words = 1 + Pick(random, 2); words > 0; --words) {
    std::string word = Chance(random, 40)   ? kFirstNames[Pick(random, 8)]
                       : Chance(random, 70) ? kLastNames[Pick(random, 10)]
                                            : kClinics[Pick(random, 3)];
    if (Chance(random, 40)) word = word.substr(0, 1 + Pick(random, 4));
    if (Chance(random, 30) && word.size() > 4) {
      std::swap(word[word.size() - 2], word[word.size() - 3]);
    }
    if (Chance(random, 10)) word.push_back('x');
    text += word + " ";
  }
  return text;
}

v1::SearchTherapistsRequest RandomRequest(std::mt19937& random) {
  v1::SearchTherapistsRequest r;
  for (const char* id : kTechniques) {
    if (Chance(random, 15)) r.add_technique_ids(id);
  }
  if (Chance(random, 30)) r.set_technique_match(v1::TECHNIQUE_MATCH_ALL);
  if (Chance(random, 20)) r.add_treats(kTreats[Pick(random, 3)]);
  if (Chance(random, 20)) r.add_languages(kLanguages[Pick(random, 5)]);
  if (Chance(random, 15))
    r.set_gender(static_cast<v1::Gender>(Pick(random, 4)));
  r.set_accepts_new_clients(Chance(random, 15));
  r.set_licence_filter(static_cast<v1::LicenceFilter>(Pick(random, 3)));
  r.set_offers_virtual(Chance(random, 10));
  r.set_offers_home_visits(Chance(random, 10));
  r.set_wheelchair_accessible(Chance(random, 10));
  r.set_exclude_demo(Chance(random, 10));
  while (Chance(random, 20)) {
    v1::OpenAt& at = *r.add_open_at();
    at.set_day(static_cast<v1::Weekday>(Pick(random, 8)));
    if (Chance(random, 60)) at.set_start_minute(10 * Pick(random, 140));
    if (Chance(random, 40)) {
      at.set_end_minute(at.start_minute() + 1 + Pick(random, 40));
    }
  }
  if (Chance(random, 15)) r.set_max_price_minor_units(1000 * Pick(random, 15));
  if (Chance(random, 15)) r.set_currency_code("CAD");
  if (Chance(random, 15)) r.set_min_rating(Pick(random, 10) / 2.0);
  r.set_treats_match(static_cast<v1::TreatsMatch>(Pick(random, 4)));
  if (Chance(random, 10)) r.add_regulator_ids(kRegulators[Pick(random, 3)]);
  if (Chance(random, 10)) r.add_insurers(kInsurers[Pick(random, 3)]);
  if (Chance(random, 5)) r.set_clinic("clinics/c1");
  if (Chance(random, 10)) r.set_min_price_minor_units(1000 * Pick(random, 8));
  if (Chance(random, 15)) r.set_text(RandomText(random));
  r.set_order_by(static_cast<v1::SearchOrder>(Pick(random, 7)));
  return r;
}

}  // namespace unknot::directory
