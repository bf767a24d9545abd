#include "chatbot/embedded/import_places.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "chatbot/embedded/embedded.h"
#include "services/directory/places/geonames.h"

namespace unknot::embedded {

absl::StatusOr<std::vector<std::string>> ImportPlaces(
    const std::vector<std::string>& files, const std::string& output) {
  const std::string path = output.empty() ? DefaultPlaces() : output;
  if (path.empty()) {
    return absl::FailedPreconditionError(
        "Neither XDG_STATE_HOME nor HOME is set; name a file with --output.");
  }
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(),
                                      ignored);
  const auto report = directory::ImportGeoNames(files, path);
  if (!report.ok()) return report.status();
  std::vector<std::string> lines = {absl::StrCat(
      report->lines, " lines gave ", report->postal_areas, " postal areas and ",
      report->towns, " towns in ", path, ".")};
  if (report->elsewhere > 0) {
    lines.push_back(absl::StrCat(report->elsewhere,
                                 " lines are of regions that are not known."));
  }
  if (report->refused > 0) {
    lines.push_back(absl::StrCat(report->refused, " lines were refused:"));
  }
  lines.insert(lines.end(), report->faults.begin(), report->faults.end());
  return lines;
}

}  // namespace unknot::embedded
