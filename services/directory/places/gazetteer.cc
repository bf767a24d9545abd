// The gazetteer: names and postal areas in hash tables, misspellings by a walk
// over all names.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/directory/edit_distance.h"
#include "services/directory/fold.h"
#include "services/directory/places/gazetteer_tables.h"
#include "services/directory/places/places.h"
#include "services/directory/places/postal_code.h"

namespace unknot::directory {
namespace {

// A place is taken for the one that is meant when it has at least this many
// times the people of the next of that name: whoever writes "London" hardly
// ever means the smaller ones, whoever writes "Cambridge" may mean any.
constexpr int kBetterKnownFactor = 4;

// Most alternatives in an answer.
constexpr size_t kMostAlternatives = 10;

// Longest text that is looked at, in bytes; no place is written longer.
constexpr size_t kLongestText = 200;

// Misspelled letters allowed in a name of that many bytes. Short names are too
// close to each other and to ordinary words.
int AllowedEdits(size_t name_length) {
  if (name_length < 5) return 0;
  return name_length < 9 ? 1 : 2;
}

using Entries = std::vector<const GazetteerEntry*>;

// A name with what people added to it, both folded: one way to read a text.
struct Reading {
  std::string name;
  std::vector<std::string> qualifiers;
};

class Gazetteer final : public Places {
 public:
  explicit Gazetteer(GazetteerEntries all) : all_(std::move(all)) {
    for (const GazetteerEntry& entry : all_.entries) {
      by_resource_name_[entry.place.name()] = &entry;
      for (const std::string& name : entry.names) {
        by_name_[name].push_back(&entry);
      }
      for (const std::string& area : entry.postal_areas) {
        by_postal_area_[absl::StrCat(entry.place.country_code(), " ", area)]
            .push_back(&entry);
      }
    }
  }

  std::optional<PlaceAnswer> Resolve(
      absl::string_view text, absl::string_view country_code) const override {
    if (text.size() > kLongestText) return std::nullopt;
    if (absl::StartsWith(text, "places/")) return ByResourceName(text);
    const std::string folded = Fold(text);
    if (folded.empty()) return std::nullopt;
    if (auto answer = ByPostalCode(folded, country_code)) return answer;
    const std::vector<Reading> readings = Read(folded);
    if (auto answer = ByName(readings, country_code)) return answer;
    return BySpelling(readings, country_code);
  }

  std::optional<v1::Place> FindTown(
      absl::string_view town, absl::string_view region_code) const override {
    const auto found = by_name_.find(Fold(town));
    if (found == by_name_.end()) return std::nullopt;
    for (const GazetteerEntry* entry : found->second) {
      if (entry->place.region_code() == region_code) return entry->place;
    }
    return std::nullopt;
  }

 private:
  std::optional<PlaceAnswer> ByResourceName(absl::string_view name) const {
    constexpr absl::string_view kPostal = "places/postal-";
    if (absl::StartsWith(name, kPostal)) {
      const absl::string_view code = name.substr(kPostal.size());
      if (code.size() < 4 || code[2] != '-') return std::nullopt;
      return ByPostalCode(Fold(code.substr(3)),
                          absl::AsciiStrToUpper(code.substr(0, 2)));
    }
    const auto found = by_resource_name_.find(name);
    if (found == by_resource_name_.end()) return std::nullopt;
    PlaceAnswer answer;
    answer.match = v1::PLACE_MATCH_KIND_NAME;
    answer.place = found->second->place;
    return answer;
  }

  // The area's entry that names it best: the area itself before a district,
  // that before its town, then where more people live.
  const GazetteerEntry* BestForArea(const PostalReading& reading) const {
    for (const std::string& lookup : reading.lookups) {
      const auto found =
          by_postal_area_.find(absl::StrCat(reading.country_code, " ", lookup));
      if (found == by_postal_area_.end()) continue;
      return *std::max_element(
          found->second.begin(), found->second.end(),
          [](const GazetteerEntry* a, const GazetteerEntry* b) {
            // Kinds are in the order of how exact they are.
            if (a->place.kind() != b->place.kind()) {
              return a->place.kind() < b->place.kind();
            }
            return a->people_thousands < b->people_thousands;
          });
    }
    return nullptr;
  }

  std::optional<PlaceAnswer> ByPostalCode(
      const std::string& folded, absl::string_view country_code) const {
    std::vector<v1::Place> places;
    for (const PostalReading& reading : ReadPostalCodes(folded)) {
      const GazetteerEntry* entry = BestForArea(reading);
      if (entry == nullptr) continue;
      v1::Place place = entry->place;
      place.set_name(absl::StrCat("places/postal-",
                                  absl::AsciiStrToLower(reading.country_code),
                                  "-", absl::AsciiStrToLower(reading.area)));
      if (entry->place.kind() != v1::PLACE_KIND_POSTAL_AREA) {
        place.set_display_name(
            absl::StrCat(reading.area, ", ", entry->place.display_name()));
      }
      place.set_kind(v1::PLACE_KIND_POSTAL_AREA);
      const bool preferred = reading.country_code == country_code;
      places.insert(preferred ? places.begin() : places.end(), place);
    }
    if (places.empty()) return std::nullopt;
    PlaceAnswer answer;
    answer.match = v1::PLACE_MATCH_KIND_POSTAL;
    if (places.size() == 1 || places[0].country_code() == country_code) {
      answer.place = places[0];
      places.erase(places.begin());
    }
    answer.alternatives = std::move(places);
    return answer;
  }

  // All ways to read a text as a name followed by qualifiers, longest name
  // first: "new york new york" is the name of nothing, and then New York in
  // New York.
  std::vector<Reading> Read(const std::string& folded) const {
    const std::vector<std::string> words = absl::StrSplit(folded, ' ');
    std::vector<Reading> readings;
    for (size_t name_words = words.size(); name_words > 0; --name_words) {
      Reading reading;
      reading.name =
          absl::StrJoin(words.begin(), words.begin() + name_words, " ");
      if (ReadQualifiers(words, name_words, reading.qualifiers)) {
        readings.push_back(std::move(reading));
      }
    }
    return readings;
  }

  bool ReadQualifiers(const std::vector<std::string>& words, size_t from,
                      std::vector<std::string>& qualifiers) const {
    if (from == words.size()) return true;
    for (size_t to = words.size(); to > from; --to) {
      std::string phrase =
          absl::StrJoin(words.begin() + from, words.begin() + to, " ");
      if (!all_.qualifiers.contains(phrase)) continue;
      qualifiers.push_back(std::move(phrase));
      if (ReadQualifiers(words, to, qualifiers)) return true;
      qualifiers.pop_back();
    }
    return false;
  }

  static bool Fits(const GazetteerEntry& entry, const Reading& reading) {
    if (entry.needs_qualifier && reading.qualifiers.empty()) return false;
    return std::all_of(reading.qualifiers.begin(), reading.qualifiers.end(),
                       [&](const std::string& qualifier) {
                         return entry.MayBeQualifiedBy(qualifier);
                       });
  }

  std::optional<PlaceAnswer> ByName(const std::vector<Reading>& readings,
                                    absl::string_view country_code) const {
    for (const Reading& reading : readings) {
      const auto found = by_name_.find(reading.name);
      if (found == by_name_.end()) continue;
      Entries fitting;
      for (const GazetteerEntry* entry : found->second) {
        if (Fits(*entry, reading)) fitting.push_back(entry);
      }
      if (fitting.empty()) continue;
      PlaceAnswer answer = Choose(fitting, country_code);
      const bool proper = std::any_of(
          fitting.begin(), fitting.end(), [&](const GazetteerEntry* entry) {
            return entry->names.front() == reading.name;
          });
      answer.match =
          proper ? v1::PLACE_MATCH_KIND_NAME : v1::PLACE_MATCH_KIND_ALIAS;
      return answer;
    }
    return std::nullopt;
  }

  // The names with the fewest wrong letters. The first letter has to be right
  // unless it changed places with the second: people rarely get it wrong, and
  // other names often differ in just that.
  std::optional<PlaceAnswer> BySpelling(const std::vector<Reading>& readings,
                                        absl::string_view country_code) const {
    int fewest = 3;
    Entries closest;
    for (const Reading& reading : readings) {
      // An ordinary word is not a misspelled name.
      if (reading.qualifiers.empty() && by_name_.contains(reading.name)) {
        continue;
      }
      const int allowed = AllowedEdits(reading.name.size());
      for (const auto& [name, entries] : by_name_) {
        const int limit =
            std::min({allowed, AllowedEdits(name.size()), fewest});
        if (limit == 0 || !SameStart(reading.name, name)) continue;
        const int edits = EditDistance(reading.name, name, limit);
        if (edits > limit) continue;
        for (const GazetteerEntry* entry : entries) {
          if (!Fits(*entry, reading)) continue;
          if (edits < fewest) closest.clear();
          fewest = std::min(fewest, edits);
          if (std::find(closest.begin(), closest.end(), entry) ==
              closest.end()) {
            closest.push_back(entry);
          }
        }
      }
    }
    if (closest.empty()) return std::nullopt;
    PlaceAnswer answer = Choose(closest, country_code);
    answer.match = v1::PLACE_MATCH_KIND_SPELLING;
    return answer;
  }

  static bool SameStart(absl::string_view a, absl::string_view b) {
    return a[0] == b[0] || (a[0] == b[1] && a[1] == b[0]);
  }

  static PlaceAnswer Choose(Entries entries, absl::string_view country_code) {
    std::sort(entries.begin(), entries.end(),
              [&](const GazetteerEntry* a, const GazetteerEntry* b) {
                const bool a_near = a->place.country_code() == country_code;
                const bool b_near = b->place.country_code() == country_code;
                if (a_near != b_near) return a_near;
                if (a->people_thousands != b->people_thousands) {
                  return a->people_thousands > b->people_thousands;
                }
                return a->place.name() < b->place.name();
              });
    PlaceAnswer answer;
    size_t next = 0;
    if (entries.size() == 1 ||
        IsClearlyMeant(*entries[0], *entries[1], country_code)) {
      answer.place = entries[0]->place;
      next = 1;
    }
    for (; next < entries.size(); ++next) {
      if (answer.alternatives.size() == kMostAlternatives) break;
      answer.alternatives.push_back(entries[next]->place);
    }
    return answer;
  }

  static bool IsClearlyMeant(const GazetteerEntry& first,
                             const GazetteerEntry& second,
                             absl::string_view country_code) {
    const bool only_preferred = first.place.country_code() == country_code &&
                                second.place.country_code() != country_code;
    return only_preferred || first.people_thousands >=
                                 kBetterKnownFactor * second.people_thousands;
  }

  const GazetteerEntries all_;
  absl::flat_hash_map<std::string, const GazetteerEntry*> by_resource_name_;
  absl::flat_hash_map<std::string, Entries> by_name_;
  // Keys are "CA L5B".
  absl::flat_hash_map<std::string, Entries> by_postal_area_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Places>> MakeGazetteer(
    const GazetteerTables& tables) {
  auto all = ReadGazetteerTables(tables);
  if (!all.ok()) return all.status();
  return std::make_unique<Gazetteer>(*std::move(all));
}

}  // namespace unknot::directory
