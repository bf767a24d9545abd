// The ranges that knowledge.proto and rules.proto state.
#include "services/recommendation/knowledge_ranges.h"

#include <cmath>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;
using Problems = std::vector<RangeProblem>;

void Check(const v1::Weight& weight, Problems& problems) {
  if (weight.weight() < -2 || weight.weight() > 2) {
    problems.push_back(
        {"weight", absl::StrCat(weight.weight(), " is not between -2 and 2")});
  }
}

void Check(const v1::Factor& factor, Problems& problems) {
  std::set<std::string> seen;
  for (int i = 0; i < factor.weights_size(); ++i) {
    const std::string& id = factor.weights(i).technique_id();
    if (!seen.insert(id).second) {
      problems.push_back(
          {"weights", absl::StrCat("a second weight for \"", id, "\""), i});
    }
  }
}

void Check(const v1::Need& need, Problems& problems) {
  if (need.at_least() < 0 || need.at_least() > need.any_of_size()) {
    problems.push_back(
        {"at_least", absl::StrCat(need.at_least(), " of ", need.any_of_size(),
                                  " facts can never hold")});
  }
}

void Check(const v1::FlagRule& rule, Problems& problems) {
  if (rule.has_when() && rule.when().need().empty()) {
    problems.push_back({"when", "a rule without a need always holds"});
  }
}

void Check(const v1::RedFlag& flag, Problems& problems) {
  for (int i = 0; i < flag.rules_size(); ++i) {
    if (flag.rules(i).tier() == v1::TIER_OK) {
      problems.push_back({"rules", "a flag does not lead to TIER_OK", i});
    }
  }
}

void Check(const v1::Technique& technique, Problems& problems) {
  if (technique.gentleness_rank() < 0) {
    problems.push_back({"gentleness_rank", "1 is the lowest"});
  }
  if (!technique.replaces().empty() && technique.replaces() == technique.id()) {
    problems.push_back({"replaces", "a technique does not replace itself"});
  }
  if (!technique.replaces().empty() && !technique.has_eligible_when()) {
    problems.push_back(
        {"replaces", "needs eligible_when, or the other is never offered"});
  }
}

void Check(const v1::NumberClass& number, Problems& problems) {
  if (!std::isfinite(number.min()) || number.min() < 0) {
    problems.push_back({"min", "must be 0 or more"});
  }
  if (!std::isfinite(number.max()) ||
      (number.max() != 0 && number.max() <= number.min())) {
    problems.push_back({"max", "must be above min, or 0 for no end"});
  }
}

void Check(const v1::EmergencyContacts& contacts, Problems& problems) {
  const std::string& code = contacts.country_code();
  const bool ok =
      code.empty() || (code.size() == 2 && absl::ascii_isupper(code[0]) &&
                       absl::ascii_isupper(code[1]));
  if (!ok) {
    problems.push_back({"country_code", "two capital letters, or empty"});
  }
}

void Check(const v1::Settings& settings, Problems& problems) {
  if (settings.fair_from() < 1) {
    problems.push_back({"fair_from", "must be 1 or more"});
  }
  if (settings.good_from() < settings.fair_from()) {
    problems.push_back({"good_from", "must be fair_from or more"});
  }
}

void Check(const v1::OpenPoint& point, Problems& problems) {
  if (point.options_size() == 1) {
    problems.push_back({"options", "one option is no choice", 0});
  }
}

bool IsDay(const std::string& text) {
  absl::CivilDay day;
  return absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text;
}

void Check(const v1::Review& review, Problems& problems) {
  if (review.reviewed_by().empty() != review.reviewed_on().empty()) {
    problems.push_back(
        {"reviewed_by", "a review has both a reviewer and a day"});
  }
  if (!review.reviewed_on().empty() && !IsDay(review.reviewed_on())) {
    problems.push_back({"reviewed_on", "a day is written YYYY-MM-DD"});
  }
}

template <typename Record>
bool CheckIf(const google::protobuf::Message& message, Problems& problems) {
  const auto* record = dynamic_cast<const Record*>(&message);
  if (record == nullptr) return false;
  Check(*record, problems);
  return true;
}

}  // namespace

Problems CheckRanges(const google::protobuf::Message& message) {
  Problems problems;
  CheckIf<v1::Weight>(message, problems) ||
      CheckIf<v1::Need>(message, problems) ||
      CheckIf<v1::Factor>(message, problems) ||
      CheckIf<v1::FlagRule>(message, problems) ||
      CheckIf<v1::RedFlag>(message, problems) ||
      CheckIf<v1::Technique>(message, problems) ||
      CheckIf<v1::NumberClass>(message, problems) ||
      CheckIf<v1::EmergencyContacts>(message, problems) ||
      CheckIf<v1::OpenPoint>(message, problems) ||
      CheckIf<v1::Review>(message, problems) ||
      CheckIf<v1::Settings>(message, problems);
  return problems;
}

}  // namespace unknot::recommendation
