#include "services/directory/demo/generator_data.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::directory {
namespace {

// "12345:540-1020/6:600-900"
absl::StatusOr<HoursPattern> ReadHours(absl::string_view text) {
  HoursPattern pattern;
  for (const absl::string_view part : absl::StrSplit(text, '/')) {
    const std::vector<std::string> pieces =
        absl::StrSplit(part, absl::ByAnyChar(":-"));
    HoursPart& read = pattern.emplace_back();
    if (pieces.size() != 3 || !absl::SimpleAtoi(pieces[1], &read.open_minute) ||
        !absl::SimpleAtoi(pieces[2], &read.close_minute)) {
      return absl::InvalidArgumentError("opening hours of the wrong shape");
    }
    for (const char day : pieces[0]) read.days.push_back(day - '0');
  }
  return pattern;
}

}  // namespace

absl::Status GeneratorData::ReadLine(absl::string_view line) {
  const std::vector<std::string> columns = absl::StrSplit(line, '\t');
  if (columns.size() != 3) {
    return absl::InvalidArgumentError("needs three columns");
  }
  std::vector<Weighted>& list =
      entries_[absl::StrCat(columns[0], " ", columns[1])];
  for (const absl::string_view entry : absl::StrSplit(columns[2], ';')) {
    if (columns[0] == "hours") {
      auto pattern = ReadHours(entry);
      if (!pattern.ok()) return pattern.status();
      hours_.push_back(*std::move(pattern));
      continue;
    }
    const size_t colon = entry.rfind(':');
    Weighted weighted{std::string(entry), 0};
    // A colon may also belong to a sentence.
    if (colon != absl::string_view::npos &&
        absl::SimpleAtoi(entry.substr(colon + 1), &weighted.percent)) {
      weighted.text.resize(colon);
    }
    list.push_back(std::move(weighted));
  }
  return absl::OkStatus();
}

absl::StatusOr<GeneratorData> GeneratorData::Read(absl::string_view table) {
  GeneratorData data;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(table, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    if (absl::Status status = data.ReadLine(line); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("generator.tsv:", number, ": ", status.message()));
    }
  }
  for (const char* needed :
       {"given female", "given male", "given other", "surname_start *",
        "surname_end *", "surname *", "technique *", "treats *",
        "first_language *", "notice *", "verified_by *"}) {
    if (data.entries_[needed].empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("generator.tsv: there is no line of ", needed));
    }
  }
  if (data.hours_.empty()) {
    return absl::InvalidArgumentError("generator.tsv: there are no hours");
  }
  return data;
}

const std::vector<Weighted>& GeneratorData::Of(absl::string_view kind,
                                               absl::string_view scope) const {
  static const auto* const none = new std::vector<Weighted>;
  const auto found = entries_.find(absl::StrCat(kind, " ", scope));
  return found == entries_.end() ? *none : found->second;
}

const std::vector<Weighted>& GeneratorData::For(
    absl::string_view kind, absl::string_view region_code) const {
  const std::vector<Weighted>& region = Of(kind, region_code);
  if (!region.empty()) return region;
  const std::vector<Weighted>& country = Of(kind, region_code.substr(0, 2));
  return country.empty() ? Of(kind, "*") : country;
}

}  // namespace unknot::directory
