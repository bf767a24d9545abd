// Reads demo/generator.tsv. Inside of demo/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_DATA_H_
#define UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_DATA_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::directory {

// "swedish:83" of a list.
struct Weighted {
  std::string text;
  int percent = 0;
};

// One stretch of opening time on several days.
struct HoursPart {
  std::vector<int> days;
  int open_minute = 0;
  int close_minute = 0;
};
using HoursPattern = std::vector<HoursPart>;

// The lines of the file, by kind and scope.
class GeneratorData {
 public:
  // InvalidArgument naming the line.
  static absl::StatusOr<GeneratorData> Read(absl::string_view table);

  // Entries of the closest scope: the region's, the country's, everybody's.
  // Empty if there are none.
  const std::vector<Weighted>& For(absl::string_view kind,
                                   absl::string_view region_code) const;
  const std::vector<Weighted>& Of(absl::string_view kind,
                                  absl::string_view scope) const;
  const std::vector<HoursPattern>& hours() const { return hours_; }

 private:
  absl::Status ReadLine(absl::string_view line);

  // Keys are "kind scope".
  absl::flat_hash_map<std::string, std::vector<Weighted>> entries_;
  std::vector<HoursPattern> hours_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_DATA_H_
