// The gazetteer made of the tables in data/, which are part of the program.
#include "services/directory/built_in_data.h"
#include "services/directory/places/places.h"

namespace unknot::directory {

absl::StatusOr<std::unique_ptr<Places>> MakeBuiltInGazetteer() {
  return MakeGazetteer({.towns = BuiltInFile("places/data/towns.tsv"),
                        .regions = BuiltInFile("places/data/regions.tsv"),
                        .countries = BuiltInFile("places/data/countries.tsv")});
}

}  // namespace unknot::directory
