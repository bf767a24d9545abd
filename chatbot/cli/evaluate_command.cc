// Counts what was right.
#include "chatbot/cli/evaluate_command.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "chatbot/cli/json_lines.h"
#include "chatbot/cli/session.h"

namespace unknot::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using LabelSet = std::set<std::string>;

constexpr size_t kMostShown = 8;  // Labels of a field, in the table.
constexpr double kSeverityNear = 1;
constexpr double kDurationNear = 0.25;  // Of what is expected.
constexpr double kDaysNear = 0.5;

// One label as text: a word, or the values of an object ("knee left").
std::string LabelOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return value.dump();
  std::vector<std::string> parts;
  for (const auto& [key, part] : value.items()) {
    if (!part.is_null()) parts.push_back(LabelOf(part));
  }
  return absl::StrJoin(parts, " ");
}

LabelSet LabelsIn(const json& value) {
  LabelSet labels;
  if (value.is_array()) {
    for (const json& item : value) labels.insert(LabelOf(item));
  } else if (!value.is_null()) {
    labels.insert(LabelOf(value));
  }
  return labels;
}

// Without what does not matter in the name of a place.
std::string PlainPlace(const std::string& place) {
  std::string plain = absl::StrReplaceAll(place, {{",", " "}});
  absl::RemoveExtraAsciiWhitespace(&plain);
  return absl::AsciiStrToLower(plain);
}

bool IsNear(absl::string_view field, double expected, double found) {
  const double apart = std::abs(expected - found);
  if (field == "severity") return apart <= kSeverityNear;
  if (field == "duration_days")
    return apart <= std::max(kDurationNear * expected, kDaysNear);
  return apart == 0;
}

void Count(const LabelSet& expected, const LabelSet& found, FieldScore& score) {
  for (const std::string& label : expected) {
    if (found.contains(label)) {
      ++score.right;
    } else {
      ++score.missed[label];
    }
  }
  for (const std::string& label : found) {
    if (!expected.contains(label)) ++score.wrong[label];
  }
}

json RegionsOf(const json& sites) {
  json regions = json::array();
  if (!sites.is_array()) return regions;
  for (const json& site : sites) {
    if (site.is_object() && site.contains("region"))
      regions.push_back(site["region"]);
  }
  return regions;
}

// Counts, most frequent first.
std::vector<std::pair<std::string, int>> Order(
    const std::map<std::string, int>& counts) {
  std::vector<std::pair<std::string, int>> order(counts.begin(), counts.end());
  std::stable_sort(
      order.begin(), order.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  return order;
}

ordered_json JsonOf(const std::map<std::string, int>& counts) {
  ordered_json list = ordered_json::array();
  for (const auto& [label, count] : Order(counts))
    list.push_back({{"label", label}, {"count", count}});
  return list;
}

std::string Shown(const std::map<std::string, int>& counts) {
  std::vector<std::string> parts;
  for (const auto& [label, count] : Order(counts)) {
    if (parts.size() == kMostShown) {
      parts.push_back("...");
      break;
    }
    parts.push_back(absl::StrCat(label, " ", count));
  }
  return absl::StrJoin(parts, ", ");
}

std::string Dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string Json(int rows, const std::map<std::string, FieldScore>& scores) {
  ordered_json out = {{"rows", rows}};
  out["fields"] = ordered_json::object();
  for (const auto& [name, score] : scores) {
    out["fields"][name] = {{"precision", score.precision()},
                           {"recall", score.recall()},
                           {"f1", score.f1()},
                           {"right", score.right},
                           {"missed", JsonOf(score.missed)},
                           {"wrong", JsonOf(score.wrong)}};
  }
  return absl::StrCat(Dump(out), "\n");
}

std::string Table(int rows, const std::map<std::string, FieldScore>& scores) {
  std::string out = absl::StrFormat("%d messages\n\n%-16s %9s %9s %9s\n", rows,
                                    "field", "precision", "recall", "f1");
  for (const auto& [name, score] : scores) {
    absl::StrAppendFormat(&out, "%-16s %9.3f %9.3f %9.3f\n", name,
                          score.precision(), score.recall(), score.f1());
  }
  for (const auto& [name, score] : scores) {
    if (score.missed.empty() && score.wrong.empty()) continue;
    absl::StrAppend(&out, "\n", name, "\n");
    if (!score.missed.empty())
      absl::StrAppend(&out, "  missed: ", Shown(score.missed), "\n");
    if (!score.wrong.empty())
      absl::StrAppend(&out, "  wrong:  ", Shown(score.wrong), "\n");
  }
  return out;
}

int Total(const std::map<std::string, int>& counts) {
  int total = 0;
  for (const auto& [label, count] : counts) total += count;
  return total;
}

}  // namespace

double FieldScore::precision() const {
  const int found = right + Total(wrong);
  return found == 0 ? 1 : static_cast<double>(right) / found;
}

double FieldScore::recall() const {
  const int expected = right + Total(missed);
  return expected == 0 ? 1 : static_cast<double>(right) / expected;
}

double FieldScore::f1() const {
  const double sum = precision() + recall();
  return sum == 0 ? 0 : 2 * precision() * recall() / sum;
}

void Score(const json& expected, const json& found,
           std::map<std::string, FieldScore>& scores) {
  for (const auto& [field, want] : expected.items()) {
    if (field == "id" || field == "text" || !found.contains(field)) continue;
    const json& have = found[field];
    if (field == "sites") {
      Count(LabelsIn(RegionsOf(want)), LabelsIn(RegionsOf(have)),
            scores["sites"]);
      Count(LabelsIn(want), LabelsIn(have), scores["sites+side"]);
    } else if (field == "place" && want.is_string() && have.is_string()) {
      Count({PlainPlace(want.get<std::string>())},
            {PlainPlace(have.get<std::string>())}, scores[field]);
    } else if (want.is_number() && have.is_number() &&
               IsNear(field, want.get<double>(), have.get<double>())) {
      ++scores[field].right;
    } else {
      Count(LabelsIn(want), LabelsIn(have), scores[field]);
    }
  }
}

int EvaluateLines(std::istream& in, bool as_json, const Labeller& labeller,
                  std::ostream& out, std::ostream& errors) {
  int rows = 0;
  std::map<std::string, FieldScore> scores;
  const int code = ForEachJsonLine(
      in, {"text"}, "\"text\" and labels", errors, [&](const json& row) {
        const auto found = labeller(row["text"].get<std::string>());
        if (!found.ok()) return found.status();
        ++rows;
        Score(row, json(*found), scores);
        return absl::OkStatus();
      });
  if (rows == 0) {
    errors << "There is no labelled message to evaluate.\n";
    return kExitFailed;
  }
  out << (as_json ? Json(rows, scores) : Table(rows, scores)) << std::flush;
  return code;
}

}  // namespace unknot::cli
