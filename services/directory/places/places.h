// Turns what people write for a place into a point, offline.
#ifndef UNKNOT_SERVICES_DIRECTORY_PLACES_PLACES_H_
#define UNKNOT_SERVICES_DIRECTORY_PLACES_PLACES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "unknot/directory/v1/place.pb.h"

namespace unknot::directory {

// What a text means as a place.
struct PlaceAnswer {
  // How the text was understood.
  v1::PlaceMatchKind match = v1::PLACE_MATCH_KIND_UNSPECIFIED;

  // The place; absent when several are meant equally often.
  std::optional<v1::Place> place;

  // Other places it may mean, best known first. Not empty if `place` is absent.
  std::vector<v1::Place> alternatives;
};

// Knows where places are. Safe to use from any thread.
class Places {
 public:
  virtual ~Places() = default;

  // Understands a town, a district, either with its state or country, a postal
  // code, or `places/{id}`. Among places of one name, one in `country_code`
  // (empty: none preferred) goes first, and one that is much better known than
  // the others is taken; otherwise the answer is ambiguous. Small misspellings
  // are seen only when nothing else fits. Nothing means: no such place.
  virtual std::optional<PlaceAnswer> Resolve(
      absl::string_view text, absl::string_view country_code) const = 0;

  // Returns the town or district of that name within one state or province, as
  // an address has it. Nothing means: not known.
  virtual std::optional<v1::Place> FindTown(
      absl::string_view town, absl::string_view region_code) const = 0;
};

// The text of the gazetteer's tables; `data/` explains their columns.
struct GazetteerTables {
  absl::string_view towns;
  absl::string_view regions;
  absl::string_view countries;
  // Places that somebody imported, in the columns of the towns. One that is
  // among the towns already is left out. May be empty.
  absl::string_view imported = {};
};

// Builds a gazetteer; the tables may be destroyed afterwards. Returns
// InvalidArgument naming table and line if a line has the wrong shape, names
// an unknown region, lies off the globe or repeats a place.
absl::StatusOr<std::unique_ptr<Places>> MakeGazetteer(
    const GazetteerTables& tables);

// The tables that come with the program: more than 2,300 towns and districts of
// Canada, the United States and the United Kingdom.
const GazetteerTables& BuiltInGazetteerTables();

// Builds the gazetteer that comes with the program.
absl::StatusOr<std::unique_ptr<Places>> MakeBuiltInGazetteer();

// Builds it with the places of a file that ImportGeoNames wrote besides. An
// empty path means none. NotFound: there is no such file; InvalidArgument:
// naming the line.
absl::StatusOr<std::unique_ptr<Places>> MakeGazetteerWithFile(
    const std::string& path);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PLACES_PLACES_H_
