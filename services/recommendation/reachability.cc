// Searches by made-up complaints.
#include "services/recommendation/reachability.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/recommendation/made_complaints.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;
using complaint::v1::Complaint;

// Ways to say a rule that are tried, and random complaints. What is shipped
// needs a tenth of them.
constexpr int kWaysToSay = 60;
constexpr int kRandomComplaints = 20000;

// Most rows said together for one technique.
constexpr int kMostRows = 8;
constexpr uint64_t kSeed = 7;

// Whether some need of the rule can only hold by options that are not taken.
bool NeedsOtherOption(const KnowledgeBase& base, const CompiledRule& rule) {
  const FactTable& table = base.facts();
  const auto is_option = [&table](FactId fact) {
    return table.FamilyOf(fact) == static_cast<int>(Family::kOption);
  };
  const auto is_taken = [&table](FactId fact) {
    return std::find(table.Always().begin(), table.Always().end(), fact) !=
           table.Always().end();
  };
  const bool needs = std::any_of(
      rule.needs.begin(), rule.needs.end(),
      [&](const CompiledRule::Need& need) {
        return std::all_of(need.any_of.begin(), need.any_of.end(), is_option) &&
               std::none_of(need.any_of.begin(), need.any_of.end(), is_taken);
      });
  return needs || std::any_of(rule.unless.begin(), rule.unless.end(),
                              [&](FactId fact) { return is_taken(fact); });
}

bool NeedsOtherOption(const KnowledgeBase& base,
                      const std::vector<CompiledRule>& rules) {
  return !rules.empty() && std::all_of(rules.begin(), rules.end(),
                                       [&base](const CompiledRule& rule) {
                                         return NeedsOtherOption(base, rule);
                                       });
}

class Search {
 public:
  explicit Search(const KnowledgeBase& base)
      : base_(base),
        decided_(base.flags().size()),
        applied_(base.contraindications().size()),
        active_(base.factors().size()),
        first_(base.techniques().size()),
        asked_(base.questions().size()) {
    for (size_t i = 0; i < base.flags().size(); ++i) {
      decided_[i].resize(base.flags()[i].rules.size());
    }
  }

  void Run() {
    for (const CompiledFlag& flag : base_.flags()) TryFlag(flag);
    for (const auto& one : base_.contraindications()) TryRules(one.when);
    for (const auto& one : base_.factors()) TryRules(one.when);
    for (const auto& one : base_.questions()) TryRules(one.when);
    for (int i = 0; i < static_cast<int>(base_.techniques().size()); ++i) {
      TryTechnique(i);
    }
    MadeComplaints made(base_, kSeed);
    for (int i = 0; i < kRandomComplaints && !AllFound(); ++i) {
      Try(made.Next());
    }
  }

  std::vector<std::string> Missing() const {
    std::vector<std::string> missing;
    for (size_t i = 0; i < decided_.size(); ++i) {
      const CompiledFlag& flag = base_.flags()[i];
      for (size_t at = 0; at < decided_[i].size(); ++at) {
        if (decided_[i][at] || NeedsOtherOption(base_, flag.rules[at].second)) {
          continue;
        }
        missing.push_back(absl::StrCat(
            flag.record->id(), ": the rule for ",
            v1::Tier_Name(flag.rules[at].first), " that needs ",
            InWords(flag.rules[at].second),
            " never decides: nothing makes it hold, or a more careful rule "
            "always holds too"));
      }
    }
    for (size_t i = 0; i < applied_.size(); ++i) {
      const auto& one = base_.contraindications()[i];
      if (applied_[i] || NeedsOtherOption(base_, one.when)) continue;
      missing.push_back(absl::StrCat(one.record->id(), " never applies"));
    }
    for (size_t i = 0; i < active_.size(); ++i) {
      const auto& one = base_.factors()[i];
      if (active_[i] || NeedsOtherOption(base_, one.when)) continue;
      missing.push_back(absl::StrCat(one.record->id(), " is never active"));
    }
    for (size_t i = 0; i < first_.size(); ++i) {
      if (first_[i]) continue;
      missing.push_back(absl::StrCat(base_.techniques()[i].record->id(),
                                     " is never offered first"));
    }
    for (size_t i = 0; i < asked_.size(); ++i) {
      const auto& one = base_.questions()[i];
      if (asked_[i] || NeedsOtherOption(base_, one.when)) continue;
      missing.push_back(absl::StrCat(
          one.record->id(),
          " is never asked: no answer would change anything, or nothing makes "
          "it come up"));
    }
    return missing;
  }

 private:
  // Every other time with what excepts from the rules before, which would
  // decide in place of the rule.
  void TryFlag(const CompiledFlag& flag) {
    for (size_t at = 0; at < flag.rules.size(); ++at) {
      Dice dice(kSeed);
      for (int i = 0; i < kWaysToSay; ++i) {
        Complaint complaint;
        if (!SayRule(base_, flag.rules[at].second, dice, complaint)) continue;
        for (size_t before = 0; i % 2 == 1 && before < at; ++before) {
          const auto& unless = flag.rules[before].second.unless;
          if (unless.empty()) continue;
          Say(base_, unless[dice.Below(static_cast<int>(unless.size()))],
              complaint);
        }
        Try(complaint);
      }
    }
  }

  void TryRules(const std::vector<CompiledRule>& rules) {
    for (const CompiledRule& rule : rules) TryRule(rule);
  }

  void TryRule(const CompiledRule& rule) {
    Dice dice(kSeed);
    for (int i = 0; i < kWaysToSay; ++i) {
      Complaint complaint;
      if (SayRule(base_, rule, dice, complaint)) Try(complaint);
    }
  }

  // Says several rows that speak for a technique, what it waits for answered.
  void TryTechnique(int technique) {
    std::vector<const CompiledRule*> rules;
    for (const CompiledFactor& factor : base_.factors()) {
      if (factor.weights[technique] <= 0) continue;
      for (const CompiledRule& rule : factor.when) rules.push_back(&rule);
    }
    if (rules.empty()) return;
    Dice dice(kSeed);
    for (int i = 0; i < kWaysToSay * kMostRows; ++i) {
      Complaint complaint;
      SayRule(base_, base_.techniques()[technique].eligible_when, dice,
              complaint);
      for (const int question : base_.techniques()[technique].ask_before) {
        Say(base_, base_.questions()[question].answered, complaint);
      }
      for (int rows = 1 + dice.Below(kMostRows); rows > 0; --rows) {
        SayRule(base_, *rules[dice.Below(static_cast<int>(rules.size()))], dice,
                complaint);
      }
      Try(complaint);
    }
  }

  void Try(const Complaint& complaint) {
    const Findings findings = Examine(base_, complaint);
    for (const FiredRecord& fired : findings.reasons) {
      if (fired.kind != FiredRecord::Kind::kFlag) continue;
      const auto& rules = base_.flags()[fired.index].rules;
      for (size_t at = 0; at < rules.size(); ++at) {
        if (&rules[at].second == fired.rule) decided_[fired.index][at] = true;
      }
    }
    for (const FiredRecord& fired : findings.contraindications) {
      applied_[fired.index] = true;
    }
    for (const FiredRecord& fired : findings.factors) {
      active_[fired.index] = true;
    }
    const Ranking ranking = Rank(base_, findings);
    if (!ranking.offered.empty()) first_[ranking.offered.front()] = true;
    const int all = static_cast<int>(asked_.size());
    for (const int question :
         OrderedQuestions().Choose(base_, findings, ranking, {}, all)) {
      asked_[question] = true;
    }
  }

  bool AllFound() const {
    const auto all = [](const std::vector<bool>& found) {
      return std::find(found.begin(), found.end(), false) == found.end();
    };
    return std::all_of(decided_.begin(), decided_.end(), all) &&
           all(applied_) && all(active_) && all(first_) && all(asked_);
  }

  // The first fact of each need.
  std::string InWords(const CompiledRule& rule) const {
    std::string words;
    for (const CompiledRule::Need& need : rule.needs) {
      absl::StrAppend(&words, words.empty() ? "" : " and ",
                      base_.facts().Name(need.any_of.front()),
                      need.any_of.size() > 1 ? " or others" : "");
    }
    return words;
  }

  const KnowledgeBase& base_;
  std::vector<std::vector<bool>> decided_;  // by flag and rule
  std::vector<bool> applied_;               // by contraindication
  std::vector<bool> active_;                // by factor
  std::vector<bool> first_;                 // by technique
  std::vector<bool> asked_;                 // by question
};

// The rules of a row as text, to find rows with the same ones.
std::string RulesOf(const v1::Factor& factor) {
  std::string text;
  for (const v1::Rule& rule : factor.when()) {
    absl::StrAppend(&text, rule.SerializeAsString(), "\n");
  }
  return text;
}

void CompareRows(const KnowledgeBase& base,
                 std::vector<std::string>& contradictions) {
  std::multimap<std::string, const CompiledFactor*> by_rules;
  for (const CompiledFactor& factor : base.factors()) {
    const std::string rules = RulesOf(*factor.record);
    const auto [begin, end] = by_rules.equal_range(rules);
    for (auto other = begin; other != end; ++other) {
      for (size_t i = 0; i < factor.weights.size(); ++i) {
        if (factor.weights[i] * other->second->weights[i] >= 0) continue;
        contradictions.push_back(absl::StrCat(
            other->second->record->id(), " and ", factor.record->id(),
            " have the same rules, and one speaks for ",
            base.techniques()[i].record->id(), ", the other against it"));
      }
    }
    by_rules.emplace(rules, &factor);
  }
}

// The techniques that contraindications take away however the rules of the row
// are said; none where they cannot be.
TechniqueSet AlwaysBlocked(const KnowledgeBase& base,
                           const CompiledFactor& factor) {
  TechniqueSet blocked = ~TechniqueSet{0};
  bool was_active = false;
  Dice dice(kSeed);
  for (const CompiledRule& rule : factor.when) {
    for (int i = 0; i < kWaysToSay; ++i) {
      Complaint complaint;
      if (!SayRule(base, rule, dice, complaint)) continue;
      const Findings findings = Examine(base, complaint);
      if (!findings.facts.Has(factor.fact)) continue;
      was_active = true;
      blocked &= Rank(base, findings).blocked;
    }
  }
  return was_active ? blocked : 0;
}

}  // namespace

std::vector<std::string> FindUnreachable(const KnowledgeBase& base) {
  Search search(base);
  search.Run();
  return search.Missing();
}

std::vector<std::string> FindContradictions(const KnowledgeBase& base) {
  std::vector<std::string> contradictions;
  CompareRows(base, contradictions);
  for (const CompiledFactor& factor : base.factors()) {
    const bool speaks_for =
        std::any_of(factor.weights.begin(), factor.weights.end(),
                    [](int weight) { return weight > 0; });
    if (!speaks_for) continue;
    const TechniqueSet blocked = AlwaysBlocked(base, factor);
    // Where nothing at all is allowed the weights say what comes afterwards.
    if (blocked == ~TechniqueSet{0}) continue;
    for (size_t i = 0; i < factor.weights.size(); ++i) {
      if (factor.weights[i] <= 0 || !(blocked & Bit(static_cast<int>(i)))) {
        continue;
      }
      contradictions.push_back(
          absl::StrCat(factor.record->id(), " speaks for ",
                       base.techniques()[i].record->id(),
                       ", which a contraindication always excludes with it"));
    }
  }
  return contradictions;
}

}  // namespace unknot::recommendation
