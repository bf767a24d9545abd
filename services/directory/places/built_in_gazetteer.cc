// The gazetteer made of the tables in data/, which are part of the program.
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/directory/built_in_data.h"
#include "services/directory/places/places.h"

namespace unknot::directory {

const GazetteerTables& BuiltInGazetteerTables() {
  static const std::string* const towns = new std::string(
      absl::StrCat(BuiltInFile("places/data/towns.tsv"), "\n",
                   BuiltInFile("places/data/towns_canada.tsv"), "\n",
                   BuiltInFile("places/data/towns_united_kingdom.tsv"), "\n",
                   BuiltInFile("places/data/towns_united_states.tsv")));
  static const GazetteerTables* const tables = new GazetteerTables{
      .towns = *towns,
      .regions = BuiltInFile("places/data/regions.tsv"),
      .countries = BuiltInFile("places/data/countries.tsv")};
  return *tables;
}

absl::StatusOr<std::unique_ptr<Places>> MakeBuiltInGazetteer() {
  return MakeGazetteer(BuiltInGazetteerTables());
}

absl::StatusOr<std::unique_ptr<Places>> MakeGazetteerWithFile(
    const std::string& path) {
  if (path.empty()) return MakeBuiltInGazetteer();
  std::ifstream file(path);
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("The file of places cannot be read: ", path));
  }
  const std::string imported{std::istreambuf_iterator<char>(file), {}};
  GazetteerTables tables = BuiltInGazetteerTables();
  tables.imported = imported;
  return MakeGazetteer(tables);
}

}  // namespace unknot::directory
