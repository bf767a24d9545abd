// Orders the questions that are open.
#include "services/recommendation/questions.h"

#include <algorithm>
#include <tuple>

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// Facts that say something is wrong, as against where, how long and what was
// talked about.
bool IsTelling(int family) {
  switch (static_cast<Family>(family)) {
    case Family::kSymptom:
    case Family::kCondition:
    case Family::kConditionPast:
    case Family::kConditionSuspected:
    case Family::kCause:
    case Family::kPattern:
      return true;
    default:
      return false;
  }
}

// Whether some need of the rule holds by a telling fact.
bool IsPartlyThere(const CompiledRule& rule, const Facts& facts) {
  const auto tells = [&facts](FactId fact) {
    return facts.Has(fact) && IsTelling(facts.table().FamilyOf(fact));
  };
  return std::any_of(rule.needs.begin(), rule.needs.end(),
                     [&tells](const CompiledRule::Need& need) {
                       return std::any_of(need.any_of.begin(),
                                          need.any_of.end(), tells);
                     });
}

// By question: the most careful tier of the flags that refer to it and are
// partly there; TIER_OK for none.
std::vector<v1::Tier> PartlyThere(const KnowledgeBase& base,
                                  const Findings& findings) {
  std::vector<v1::Tier> tiers(base.questions().size(), v1::TIER_OK);
  for (const CompiledFlag& flag : base.flags()) {
    if (flag.question < 0) continue;
    for (const auto& [tier, rule] : flag.rules) {
      if (tier >= std::min(tiers[flag.question], findings.tier)) break;
      if (IsPartlyThere(rule, findings.facts)) tiers[flag.question] = tier;
    }
  }
  return tiers;
}

bool IsOpen(const CompiledQuestion& question, const Facts& facts) {
  return !IsKnown(question, facts) &&
         (question.when.empty() ||
          FirstThatHolds(question.when, facts) != nullptr);
}

bool IsAwaited(const KnowledgeBase& base, const Ranking& ranking,
               int question) {
  return std::any_of(
      ranking.awaiting.begin(), ranking.awaiting.end(), [&](int technique) {
        const auto& before = base.techniques()[technique].ask_before;
        return std::find(before.begin(), before.end(), question) !=
               before.end();
      });
}

int OrderOf(const CompiledQuestion& question) {
  return question.record->order() == 0 ? 100 : question.record->order();
}

}  // namespace

std::vector<int> OrderedQuestions::Choose(const KnowledgeBase& base,
                                          const Findings& findings,
                                          const Ranking& ranking,
                                          absl::Span<const int> asked,
                                          int limit) const {
  if (findings.tier == v1::TIER_EMERGENCY || limit <= 0) return {};
  const std::vector<v1::Tier> partly = PartlyThere(base, findings);
  // Class, tier of the flag that is partly there, order, position.
  using Key = std::tuple<int, v1::Tier, int, int>;
  std::vector<Key> open;
  for (int i = 0; i < static_cast<int>(base.questions().size()); ++i) {
    const CompiledQuestion& question = base.questions()[i];
    if (!IsOpen(question, findings.facts)) continue;
    if (std::find(asked.begin(), asked.end(), i) != asked.end()) continue;
    const bool awaited = IsAwaited(base, ranking, i);
    int group = 0;
    if (question.record->safety() && question.most_careful < findings.tier) {
      group = 1;
    } else if (findings.AllowsMassage() && awaited) {
      group = 2;
    } else if (findings.AllowsMassage() && question.moves_ranking) {
      group = 3;
    }
    if (group > 0) open.emplace_back(group, partly[i], OrderOf(question), i);
  }
  const size_t count = std::min<size_t>(limit, open.size());
  std::partial_sort(open.begin(), open.begin() + count, open.end());
  std::vector<int> chosen;
  for (size_t i = 0; i < count; ++i) chosen.push_back(std::get<3>(open[i]));
  return chosen;
}

}  // namespace unknot::recommendation
