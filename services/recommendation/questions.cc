// Orders the questions that are open.
#include "services/recommendation/questions.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// What it counts where an answer takes a technique away that is offered: as far
// as the weights of a row can go.
constexpr int kVetoSwing = 4;

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

// Whether the needs of the rule hold by `imagined` and nothing that is known
// excepts it.
bool CouldHold(const CompiledRule& rule, const Facts& imagined,
               const Facts& known) {
  return std::all_of(rule.needs.begin(), rule.needs.end(),
                     [&imagined](const CompiledRule::Need& need) {
                       return need.Holds(imagined);
                     }) &&
         std::none_of(rule.unless.begin(), rule.unless.end(),
                      [&known](FactId fact) { return known.Has(fact); });
}

void Imagine(const CompiledQuestion& question, Facts& facts) {
  for (const FactId fact : question.brings) facts.Add(fact);
}

// The most careful step that the question's facts can help to lead to, where
// all of `imagined` held; `otherwise` if that is as careful.
v1::Tier CouldLeadTo(const CompiledQuestion& question, const Facts& imagined,
                     const Facts& known, v1::Tier otherwise) {
  for (const auto& [tier, rule] : question.tiers) {
    if (tier >= otherwise) break;
    if (CouldHold(*rule, imagined, known)) return tier;
  }
  return otherwise;
}

// How far apart the weights drive the techniques that are in question.
int Spread(const KnowledgeBase& base, const CompiledFactor& factor,
           const Ranking& ranking) {
  int lowest = 0;
  int highest = 0;
  for (int i = 0; i < static_cast<int>(base.techniques().size()); ++i) {
    if (ranking.excluded() & Bit(i)) continue;
    lowest = std::min(lowest, WeightOf(base, factor, i));
    highest = std::max(highest, WeightOf(base, factor, i));
  }
  return highest - lowest;
}

// How the techniques would stand with row `index` turned on, or off.
Ranking Turned(const KnowledgeBase& base, int index, bool is_active,
               const Findings& findings, const Ranking& ranking) {
  const CompiledFactor& factor = base.factors()[index];
  const auto vetoed_by_another = [&](int technique) {
    return std::any_of(findings.factors.begin(), findings.factors.end(),
                       [&](const FiredRecord& fired) {
                         return fired.index != index &&
                                Vetoes(base, base.factors()[fired.index],
                                       technique);
                       });
  };
  Ranking other = ranking;
  for (int i = 0; i < static_cast<int>(base.techniques().size()); ++i) {
    const int weight = WeightOf(base, factor, i);
    other.totals[i] += is_active ? -weight : weight;
    if (!Vetoes(base, factor, i)) continue;
    if (!is_active) {
      other.vetoed |= Bit(i);
    } else if (!vetoed_by_another(i)) {
      other.vetoed &= ~Bit(i);
    }
  }
  return other;
}

// Whether something else would be offered with the row turned on, or off.
bool ChangesOffer(const KnowledgeBase& base, int index, bool is_active,
                  const Findings& findings, const Ranking& ranking) {
  Ranking other = Turned(base, index, is_active, findings, ranking);
  Offer(base, findings.facts, other);
  return other.offered != ranking.offered || other.awaiting != ranking.awaiting;
}

// How far one answer can drive the techniques apart; 0 where every answer
// leaves the offer as it is.
int Swing(const KnowledgeBase& base, const CompiledQuestion& question,
          const Findings& findings, const Ranking& ranking) {
  Facts imagined = findings.facts;
  Imagine(question, imagined);
  const auto could_hold = [&](const CompiledRule& rule) {
    return CouldHold(rule, imagined, findings.facts);
  };
  int swing = 0;
  for (const int index : question.factors) {
    const CompiledFactor& factor = base.factors()[index];
    const bool is_active = findings.facts.Has(factor.fact);
    // An answer adds facts: a row that is on goes off by an exception only.
    const bool can_turn =
        is_active
            ? FirstThatHolds(factor.when, imagined) == nullptr
            : std::any_of(factor.when.begin(), factor.when.end(), could_hold);
    if (!can_turn) continue;
    const int spread = Spread(base, factor, ranking);
    if (spread > swing &&
        ChangesOffer(base, index, is_active, findings, ranking)) {
      swing = spread;
    }
  }
  for (const int index : question.contraindications) {
    const CompiledContraindication& one = base.contraindications()[index];
    const bool offers_blocked = std::any_of(
        ranking.offered.begin(), ranking.offered.end(),
        [&one](int technique) { return (one.blocks & Bit(technique)) != 0; });
    if (offers_blocked &&
        std::any_of(one.when.begin(), one.when.end(), could_hold)) {
      swing = std::max(swing, kVetoSwing);
    }
  }
  return swing;
}

// What makes one question come before another; smaller comes first.
struct Key {
  enum Group { kSafety, kCheck, kAwaited, kRanking };

  Group group = kSafety;
  v1::Tier partly_there = v1::TIER_OK;
  v1::Tier leads_to = v1::TIER_OK;
  int swing = 0;
  int order = 0;
  int position = 0;

  bool operator<(const Key& other) const {
    return std::make_tuple(group, partly_there, leads_to, -swing, order,
                           position) <
           std::make_tuple(other.group, other.partly_there, other.leads_to,
                           -other.swing, other.order, other.position);
  }
};

// Weighs the questions that are open for one complaint.
class Weighing {
 public:
  Weighing(const KnowledgeBase& base, const Findings& findings,
           const Ranking& ranking)
      : base_(base),
        findings_(findings),
        ranking_(ranking),
        partly_(PartlyThere(base, findings)) {}

  // Keys of those of `open` that could change something.
  std::vector<Key> Weigh(const std::vector<int>& open) const {
    Facts imagined = findings_.facts;
    for (const int i : open) {
      const CompiledQuestion& question = base_.questions()[i];
      if (question.record->safety()) Imagine(question, imagined);
    }
    std::vector<Key> keys;
    for (const int i : open) {
      Key key;
      key.position = i;
      key.order = OrderOf(base_.questions()[i]);
      if (IsSafety(i, imagined, key) || IsCheck(i, key) || IsAwaited(i, key) ||
          MovesRanking(i, key)) {
        keys.push_back(key);
      }
    }
    return keys;
  }

 private:
  bool IsSafety(int i, const Facts& imagined, Key& key) const {
    const CompiledQuestion& question = base_.questions()[i];
    Facts alone = findings_.facts;
    Imagine(question, alone);
    const v1::Tier leads_to =
        CouldLeadTo(question, alone, findings_.facts, findings_.tier);
    // Where massage is out already, whatever alone makes it more pressing is a
    // matter of safety too: where it hurts, after an old cancer.
    const bool matters =
        question.record->safety()
            ? CouldLeadTo(question, imagined, findings_.facts, findings_.tier) <
                  findings_.tier
            : !findings_.AllowsMassage() && leads_to < findings_.tier;
    if (!matters) return false;
    key.partly_there = partly_[i];
    key.leads_to = leads_to;
    return true;
  }

  bool IsCheck(int i, Key& key) const {
    const CompiledQuestion& question = base_.questions()[i];
    if (findings_.tier != v1::TIER_SEE_CLINICIAN || !question.tells_of_check) {
      return false;
    }
    Facts checked = findings_.facts;
    for (const FactId fact : question.yes) checked.Say(fact);
    key.group = Key::kCheck;
    return Examine(base_, std::move(checked)).AllowsMassage();
  }

  bool IsAwaited(int i, Key& key) const {
    key.group = Key::kAwaited;
    return findings_.AllowsMassage() &&
           recommendation::IsAwaited(base_, ranking_, i);
  }

  bool MovesRanking(int i, Key& key) const {
    if (!findings_.AllowsMassage()) return false;
    key.group = Key::kRanking;
    key.swing = Swing(base_, base_.questions()[i], findings_, ranking_);
    return key.swing > 0;
  }

  const KnowledgeBase& base_;
  const Findings& findings_;
  const Ranking& ranking_;
  const std::vector<v1::Tier> partly_;
};

}  // namespace

std::vector<int> OrderedQuestions::Choose(const KnowledgeBase& base,
                                          const Findings& findings,
                                          const Ranking& ranking,
                                          absl::Span<const int> asked,
                                          int limit) const {
  if (findings.tier == v1::TIER_EMERGENCY || limit <= 0) return {};
  std::vector<int> open;
  for (int i = 0; i < static_cast<int>(base.questions().size()); ++i) {
    if (IsOpen(base.questions()[i], findings.facts) &&
        std::find(asked.begin(), asked.end(), i) == asked.end()) {
      open.push_back(i);
    }
  }
  std::vector<Key> keys = Weighing(base, findings, ranking).Weigh(open);
  const size_t count = std::min<size_t>(limit, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + count, keys.end());
  std::vector<int> chosen;
  for (size_t i = 0; i < count; ++i) chosen.push_back(keys[i].position);
  return chosen;
}

}  // namespace unknot::recommendation
