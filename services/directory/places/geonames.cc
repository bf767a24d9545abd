#include "services/directory/places/geonames.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/directory/byte_source.h"
#include "services/directory/fold.h"
#include "services/directory/places/gazetteer_tables.h"

namespace unknot::directory {
namespace {

constexpr size_t kColumns = 12;
constexpr size_t kMostFaults = 20;
// No line of such a file is nearly as long.
constexpr size_t kLongestLine = 4096;
constexpr size_t kLongestName = 200;

// About how many thousand people share a code, so that imported towns can be
// told apart by size from one another.
constexpr double kPeopleOfAmericanCode = 8;
constexpr double kPeopleOfOtherCode = 20;

std::string TownKey(absl::string_view region_code, absl::string_view name) {
  return absl::StrCat(region_code, " ", Fold(name));
}

// A code, town or region goes into a table of tabs and semicolons.
bool IsPlain(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestName && IsValidUtf8(text) &&
         text.find_first_of(";\r\n") == absl::string_view::npos;
}

// "Eastern Alberta (St. Paul)" is an area around a town rather than one.
bool IsTown(absl::string_view name) {
  return name.find_first_of("(/,") == absl::string_view::npos;
}

}  // namespace

absl::StatusOr<GeoNamesImport> GeoNamesImport::Make(
    const GazetteerTables& built_in) {
  GeoNamesImport import;
  for (const absl::string_view line : absl::StrSplit(built_in.regions, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    import.regions_.insert(std::string(line.substr(0, line.find('\t'))));
  }
  const auto entries = ReadGazetteerTables(built_in);
  if (!entries.ok()) return entries.status();
  for (const GazetteerEntry& entry : entries->entries) {
    for (const std::string& name : entry.names) {
      import.known_towns_.insert(
          absl::StrCat(entry.place.region_code(), " ", name));
    }
  }
  return import;
}

absl::Status GeoNamesImport::AddFile(const std::string& path) {
  const auto source = ByteSource::Open(path);
  if (!source.ok()) return source.status();
  LineReader lines(**source, kLongestLine);
  LineReader::Line line;
  for (;;) {
    const auto more = lines.Next(line);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    Count(line.too_long ? absl::InvalidArgumentError("is too long")
                        : ReadLine(line.text));
  }
}

void GeoNamesImport::AddLine(absl::string_view line) {
  Count(ReadLine(absl::StripSuffix(line, "\r")));
}

void GeoNamesImport::Count(const absl::Status& status) {
  ++report_.lines;
  if (status.ok()) return;
  ++report_.refused;
  if (report_.faults.size() < kMostFaults) {
    report_.faults.push_back(
        absl::StrCat("line ", report_.lines, ": ", status.message()));
  }
}

absl::Status GeoNamesImport::ReadLine(absl::string_view line) {
  const std::vector<std::string> columns = absl::StrSplit(line, '\t');
  if (columns.size() != kColumns) {
    return absl::InvalidArgumentError(
        absl::StrCat("has ", columns.size(), " columns instead of ", kColumns));
  }
  const std::string region_code = absl::StrCat(columns[0], "-", columns[4]);
  if (!regions_.contains(region_code)) {
    ++report_.elsewhere;
    return absl::OkStatus();
  }
  double latitude = 0;
  double longitude = 0;
  if (!absl::SimpleAtod(columns[9], &latitude) ||
      !absl::SimpleAtod(columns[10], &longitude) ||
      !(latitude >= -90 && latitude <= 90) ||
      !(longitude >= -180 && longitude <= 180)) {
    return absl::InvalidArgumentError("the point is not on the globe");
  }
  const std::string& code = columns[1];
  const std::string& name = columns[2];
  if (!IsPlain(code) || !IsPlain(name)) {
    return absl::InvalidArgumentError("code or place is not a name");
  }
  PostalArea& area = areas_[absl::StrCat(columns[0], " ", code)];
  if (area.lines == 0) {
    area.code = code;
    area.town = name;
    area.region_code = region_code;
    ++report_.postal_areas;
  }
  area.latitude_sum += latitude;
  area.longitude_sum += longitude;
  ++area.lines;

  std::string key = TownKey(region_code, name);
  if (!IsTown(name) || Fold(name).empty() || known_towns_.contains(key)) {
    return absl::OkStatus();
  }
  Town& town = towns_[std::move(key)];
  if (town.codes == 0) {
    town.name = name;
    town.region_code = region_code;
    ++report_.towns;
  }
  town.latitude_sum += latitude;
  town.longitude_sum += longitude;
  ++town.codes;
  return absl::OkStatus();
}

void GeoNamesImport::Write(std::ostream& out) const {
  // In an order of its own, so that the same files give the same table.
  std::vector<std::string> lines;
  lines.reserve(towns_.size() + areas_.size());
  for (const auto& [key, town] : towns_) {
    const bool american = absl::StartsWith(town.region_code, "US");
    const double people =
        town.codes * (american ? kPeopleOfAmericanCode : kPeopleOfOtherCode);
    lines.push_back(absl::StrFormat(
        "town\t%s\t\t%s\t%.4f\t%.4f\t%d", town.name, town.region_code,
        town.latitude_sum / town.codes, town.longitude_sum / town.codes,
        static_cast<int>(people)));
  }
  for (const auto& [key, area] : areas_) {
    lines.push_back(absl::StrFormat("postal\t%s\t%s\t%s\t%.4f\t%.4f\t1",
                                    area.code, area.town, area.region_code,
                                    area.latitude_sum / area.lines,
                                    area.longitude_sum / area.lines));
  }
  std::sort(lines.begin(), lines.end());
  out << "# Made of postal codes of GeoNames, https://www.geonames.org, CC BY "
         "4.0.\n";
  for (const std::string& line : lines) out << line << '\n';
}

absl::StatusOr<GeoNamesReport> ImportGeoNames(
    const std::vector<std::string>& files, const std::string& output) {
  auto import = GeoNamesImport::Make(BuiltInGazetteerTables());
  if (!import.ok()) return import.status();
  for (const std::string& file : files) {
    if (absl::Status status = import->AddFile(file); !status.ok()) {
      return status;
    }
  }
  if (import->report().postal_areas == 0) {
    return absl::InvalidArgumentError(
        import->report().faults.empty()
            ? "There is no place of the gazetteer's countries in it."
            : absl::StrCat("No line can be used; ",
                           import->report().faults.front()));
  }
  // Whoever reads it meanwhile reads the one before.
  const std::string unfinished = output + ".new";
  std::error_code error;
  {
    std::ofstream out(unfinished, std::ios::trunc);
    import->Write(out);
    out.close();
    if (!out) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) std::filesystem::rename(unfinished, output, error);
  if (error) {
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    return absl::UnavailableError(absl::StrCat("Cannot be written: ", output));
  }
  return import->report();
}

}  // namespace unknot::directory
