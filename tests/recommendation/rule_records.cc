// Writes records in text format.
#include "tests/recommendation/rule_records.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace unknot::recommendation {
namespace {

constexpr absl::string_view kCited = " citations { source_id: 'book' } ";

}  // namespace

std::string Concept(absl::string_view list, absl::string_view id,
                    absl::string_view more) {
  return absl::StrCat(list, " { id: '", id, "' name: '", id, "' ", more,
                      " }\n");
}

std::string Technique(absl::string_view id, int rank, absl::string_view more) {
  return absl::StrCat("techniques { id: '", id, "' name: '", id,
                      "' summary: 's' strokes: 's' pressure: 'p' "
                      "chosen_for: 'c' evidence_summary: 'e' grade: GRADE_C "
                      "gentleness_rank: ",
                      rank, " ", more, kCited, "}\n");
}

std::string When(const std::vector<absl::string_view>& needs,
                 absl::string_view unless) {
  std::string rule;
  for (const absl::string_view need : needs) {
    absl::StrAppend(&rule, "need { any_of: ['",
                    absl::StrJoin(absl::StrSplit(need, '|'), "', '"), "'] } ");
  }
  if (!unless.empty()) absl::StrAppend(&rule, "unless: '", unless, "' ");
  return rule;
}

std::string Flag(absl::string_view id, absl::string_view tier,
                 absl::string_view when, absl::string_view question) {
  const std::string asks =
      question.empty() ? "" : absl::StrCat("question_id: '", question, "'");
  return absl::StrCat("red_flags { id: '", id, "' code: '",
                      absl::AsciiStrToUpper(id), "' name: '", id,
                      "' reason: 'r' rules { tier: TIER_", tier, " when { ",
                      when, " } } ", asks, kCited, "}\n");
}

std::string Row(absl::string_view id, absl::string_view when,
                const std::vector<std::pair<absl::string_view, int>>& weights,
                absl::string_view more) {
  std::string row = absl::StrCat("factors { id: '", id, "' reason: 'r' ", more);
  if (!when.empty()) absl::StrAppend(&row, " when { ", when, " }");
  for (const auto& [technique, weight] : weights) {
    absl::StrAppend(&row, " weights { technique_id: '", technique,
                    "' weight: ", weight, " }");
  }
  return absl::StrCat(row, kCited, "}\n");
}

std::string Blocking(absl::string_view id, absl::string_view when,
                     const std::vector<absl::string_view>& techniques) {
  return absl::StrCat(
      "contraindications { id: '", id, "' code: '", absl::AsciiStrToUpper(id),
      "' name: '", id,
      "' type: CONTRAINDICATION_TYPE_RELATIVE adaptation: 'a' reason: 'r' "
      "tier: TIER_CAUTION blocks: ['",
      absl::StrJoin(techniques, "', '"), "'] ", when, kCited, "}\n");
}

std::string Question(absl::string_view id, absl::string_view slot,
                     absl::string_view more) {
  return absl::StrCat("questions { id: '", id, "' slot: '", slot,
                      "' text: 't' ", more, " }\n");
}

}  // namespace unknot::recommendation
