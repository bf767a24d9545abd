// Reads the gazetteer's tables into plain entries: for places/ itself, and for
// what is made up over its towns.
#ifndef UNKNOT_SERVICES_DIRECTORY_PLACES_GAZETTEER_TABLES_H_
#define UNKNOT_SERVICES_DIRECTORY_PLACES_GAZETTEER_TABLES_H_

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "services/directory/places/places.h"

namespace unknot::directory {

// One town, district or postal area.
struct GazetteerEntry {
  v1::Place place;
  // About how many thousand people live there.
  int people_thousands = 0;
  // Its name and its other names, folded.
  std::vector<std::string> names;
  // What people may add after the name, folded: districts, towns, counties.
  std::vector<std::string> within;
  // The region and the country in all their spellings, shared by all entries
  // of the region.
  std::shared_ptr<const absl::flat_hash_set<std::string>> area;

  // Whether the name alone does not mean the place: "mobile" hardly ever means
  // Mobile, Alabama.
  bool needs_qualifier = false;

  bool MayBeQualifiedBy(const std::string& phrase) const {
    return area->contains(phrase) ||
           std::find(within.begin(), within.end(), phrase) != within.end();
  }
  // Postal areas, expanded.
  std::vector<std::string> postal_areas;
};

// Everything in the tables, in their order.
struct GazetteerEntries {
  std::vector<GazetteerEntry> entries;
  // Every word or phrase that qualifies any entry.
  absl::flat_hash_set<std::string> qualifiers;
};

// Returns InvalidArgument naming table and line when something is wrong.
absl::StatusOr<GazetteerEntries> ReadGazetteerTables(
    const GazetteerTables& tables);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PLACES_GAZETTEER_TABLES_H_
