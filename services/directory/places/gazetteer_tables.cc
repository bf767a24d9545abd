// Tables are tab separated, `#` begins a comment line.
#include "services/directory/places/gazetteer_tables.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/directory/fold.h"
#include "services/directory/places/postal_code.h"

namespace unknot::directory {
namespace {

using Columns = std::vector<std::string>;

// A country or a region, with all its spellings folded.
struct Area {
  std::string name;
  std::vector<std::string> spellings;
  // For regions: with those of the country.
  std::shared_ptr<const absl::flat_hash_set<std::string>> qualifiers;
};
using Areas = absl::flat_hash_map<std::string, Area>;

// Calls `row` for every line of data; an error gets table and line added.
absl::Status ForEachRow(absl::string_view table_name, absl::string_view table,
                        size_t least_columns, size_t most_columns,
                        const std::function<absl::Status(Columns&)>& row) {
  int line_number = 0;
  for (const absl::string_view line : absl::StrSplit(table, '\n')) {
    ++line_number;
    const absl::string_view text = absl::StripSuffix(line, "\r");
    if (text.empty() || text[0] == '#') continue;
    Columns columns = absl::StrSplit(text, '\t');
    absl::Status status;
    if (columns.size() < least_columns || columns.size() > most_columns) {
      status = absl::InvalidArgumentError(
          absl::StrCat("has ", columns.size(), " columns instead of ",
                       least_columns, " to ", most_columns));
    } else {
      columns.resize(most_columns);
      status = row(columns);
    }
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(table_name, ":", line_number, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> Items(absl::string_view list) {
  return absl::StrSplit(list, ';', absl::SkipEmpty());
}

absl::StatusOr<Areas> ReadAreas(absl::string_view table_name,
                                absl::string_view table) {
  Areas areas;
  const absl::Status status =
      ForEachRow(table_name, table, 2, 3, [&](Columns& columns) {
        Area area{columns[1], {Fold(columns[1])}, nullptr};
        for (const std::string& other : Items(columns[2])) {
          area.spellings.push_back(Fold(other));
        }
        if (!areas.emplace(columns[0], std::move(area)).second) {
          return absl::InvalidArgumentError(
              absl::StrCat(columns[0], " is there twice"));
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return areas;
}

absl::Status ReadPoint(const Columns& columns, v1::LatLng& point) {
  double latitude = 0;
  double longitude = 0;
  if (!absl::SimpleAtod(columns[4], &latitude) ||
      !absl::SimpleAtod(columns[5], &longitude) ||
      !(latitude >= -90 && latitude <= 90) ||
      !(longitude >= -180 && longitude <= 180)) {
    return absl::InvalidArgumentError("the point is not on the globe");
  }
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return absl::OkStatus();
}

// Makes "ca-on-st-catharines" of a region code and a name.
std::string PlaceId(absl::string_view region_code, absl::string_view name) {
  return absl::StrCat(absl::AsciiStrToLower(region_code), "-",
                      absl::StrReplaceAll(Fold(name), {{" ", "-"}}));
}

absl::StatusOr<GazetteerEntry> ReadTown(const Columns& columns,
                                        const Areas& regions,
                                        const Areas& countries) {
  GazetteerEntry entry;
  v1::Place& place = entry.place;
  if (columns[0] == "town" || columns[0] == "word") {
    place.set_kind(v1::PLACE_KIND_TOWN);
    entry.needs_qualifier = columns[0] == "word";
  } else if (columns[0] == "district") {
    place.set_kind(v1::PLACE_KIND_DISTRICT);
  } else if (columns[0] == "postal") {
    place.set_kind(v1::PLACE_KIND_POSTAL_AREA);
  } else {
    return absl::InvalidArgumentError(
        "the kind is neither town, word, district nor postal");
  }
  const std::string& name = columns[1];
  const std::string& region_code = columns[3];
  const auto region = regions.find(region_code);
  const auto country = countries.find(region_code.substr(0, 2));
  if (name.empty()) return absl::InvalidArgumentError("the name is empty");
  if (region == regions.end() || country == countries.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the region ", region_code, " is not known"));
  }
  const std::vector<std::string> within = Items(columns[2]);
  const bool in_town = place.kind() != v1::PLACE_KIND_TOWN;
  if (in_town && within.empty()) {
    return absl::InvalidArgumentError(
        "a district or postal area needs its town");
  }

  place.set_name("places/" + PlaceId(region_code, name));
  place.set_town(in_town ? within.front() : name);
  place.set_region_code(region_code);
  place.set_country_code(country->first);
  place.set_display_name(
      absl::StrCat(name, in_town ? absl::StrCat(", ", within.front()) : "",
                   ", ", region->second.name, ", ", country->second.name));
  if (absl::Status status = ReadPoint(columns, *place.mutable_point());
      !status.ok()) {
    return status;
  }
  if (!absl::SimpleAtoi(columns[6], &entry.people_thousands) ||
      entry.people_thousands <= 0) {
    return absl::InvalidArgumentError("people is not a number above 0");
  }

  entry.area = region->second.qualifiers;
  for (const std::string& outer : within) entry.within.push_back(Fold(outer));
  if (place.kind() == v1::PLACE_KIND_POSTAL_AREA) {
    entry.postal_areas.push_back(name);
    return entry;
  }
  entry.names.push_back(Fold(name));
  for (const std::string& alias : Items(columns[8])) {
    const std::string folded = Fold(alias);
    if (std::find(entry.names.begin(), entry.names.end(), folded) ==
        entry.names.end()) {
      entry.names.push_back(folded);
    }
  }
  for (const std::string& range : Items(columns[7])) {
    auto codes = ExpandPostalRange(range);
    if (!codes.ok()) return codes.status();
    entry.postal_areas.insert(entry.postal_areas.end(), codes->begin(),
                              codes->end());
  }
  return entry;
}

// Gives each region what may be added to its towns' names, and collects it.
void ShareQualifiers(const Areas& countries, Areas& regions,
                     absl::flat_hash_set<std::string>& all) {
  for (auto& [code, region] : regions) {
    auto shared = std::make_shared<absl::flat_hash_set<std::string>>(
        region.spellings.begin(), region.spellings.end());
    const auto country = countries.find(code.substr(0, 2));
    if (country != countries.end()) {
      shared->insert(country->second.spellings.begin(),
                     country->second.spellings.end());
    }
    all.insert(shared->begin(), shared->end());
    region.qualifiers = std::move(shared);
  }
}

}  // namespace

absl::StatusOr<GazetteerEntries> ReadGazetteerTables(
    const GazetteerTables& tables) {
  auto regions = ReadAreas("regions.tsv", tables.regions);
  if (!regions.ok()) return regions.status();
  const auto countries = ReadAreas("countries.tsv", tables.countries);
  if (!countries.ok()) return countries.status();
  GazetteerEntries all;
  ShareQualifiers(*countries, *regions, all.qualifiers);

  absl::flat_hash_set<std::string> seen;
  const auto add_rows = [&](absl::string_view name, absl::string_view table,
                            bool repeats_allowed) {
    return ForEachRow(name, table, 7, 9, [&](Columns& columns) {
      auto entry = ReadTown(columns, *regions, *countries);
      if (!entry.ok()) return entry.status();
      if (!seen.insert(entry->place.name()).second) {
        if (repeats_allowed) return absl::OkStatus();
        return absl::InvalidArgumentError(
            absl::StrCat(entry->place.name(), " is there twice"));
      }
      all.qualifiers.insert(entry->within.begin(), entry->within.end());
      all.entries.push_back(*std::move(entry));
      return absl::OkStatus();
    });
  };
  absl::Status status = add_rows("towns.tsv", tables.towns, false);
  if (status.ok()) status = add_rows("imported places", tables.imported, true);
  if (!status.ok()) return status;
  return all;
}

}  // namespace unknot::directory
