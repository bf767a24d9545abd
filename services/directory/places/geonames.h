// Reads the postal code files of GeoNames (https://www.geonames.org, CC
// BY 4.0).
#ifndef UNKNOT_SERVICES_DIRECTORY_PLACES_GEONAMES_H_
#define UNKNOT_SERVICES_DIRECTORY_PLACES_GEONAMES_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/directory/places/places.h"

namespace unknot::directory {

// What became of the lines.
struct GeoNamesReport {
  int64_t lines = 0;
  int64_t postal_areas = 0;
  int64_t towns = 0;
  // Of countries and regions that the gazetteer does not have.
  int64_t elsewhere = 0;
  int64_t refused = 0;
  // The first few that were refused: "line 12: the point is not on the globe".
  std::vector<std::string> faults;
};

// Turns postal codes into places: each code an area with its own point, each
// town a place in the middle of its codes. Towns that `built_in` has are left
// out, since it has more to say of them. Lines have twelve columns separated by
// tabs: country, code, place, admin1 name and code, admin2 and admin3 likewise,
// latitude, longitude, accuracy. Bounded by the number of places, not by the
// size of the files.
class GeoNamesImport {
 public:
  // InvalidArgument if `built_in` has a fault.
  static absl::StatusOr<GeoNamesImport> Make(const GazetteerTables& built_in);

  // Takes the lines of a file, plain or gzip, at most 4096 bytes each.
  // NotFound: it cannot be read; DataLoss: a gzip file is damaged or cut off.
  absl::Status AddFile(const std::string& path);

  // Takes one line without its end. One with a fault is refused, and the others
  // go on.
  void AddLine(absl::string_view line);

  // Writes everything as a table for GazetteerTables.imported.
  void Write(std::ostream& out) const;

  const GeoNamesReport& report() const { return report_; }

 private:
  struct Town {
    std::string name;
    std::string region_code;
    double latitude_sum = 0;
    double longitude_sum = 0;
    int codes = 0;
  };
  struct PostalArea {
    std::string code;
    std::string town;
    std::string region_code;
    double latitude_sum = 0;
    double longitude_sum = 0;
    int lines = 0;
  };

  absl::Status ReadLine(absl::string_view line);
  // Counts a line and what became of it.
  void Count(const absl::Status& status);

  absl::flat_hash_set<std::string> regions_;
  // "ca-on toronto", folded.
  absl::flat_hash_set<std::string> known_towns_;
  absl::flat_hash_map<std::string, Town> towns_;
  absl::flat_hash_map<std::string, PostalArea> areas_;
  GeoNamesReport report_;
};

// Imports files, plain or gzip, into the file `output`, which is replaced as a
// whole. InvalidArgument: none of the lines could be used; NotFound: a file
// cannot be read; DataLoss: a gzip file is damaged or cut off; Unavailable:
// `output` cannot be written.
absl::StatusOr<GeoNamesReport> ImportGeoNames(
    const std::vector<std::string>& files, const std::string& output);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PLACES_GEONAMES_H_
