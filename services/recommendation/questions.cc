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

// By question: the most careful tier of the flags that refer to it and are
// partly there, if more careful than what is found; TIER_OK for none.
std::vector<v1::Tier> PartlyThere(const KnowledgeBase& base,
                                  const Findings& findings) {
  std::vector<v1::Tier> tiers(base.questions().size(), v1::TIER_OK);
  findings.facts.ForEach([&](FactId fact) {
    for (const PartOfFlag& part : base.PartsOf(fact)) {
      if (part.tier >= findings.tier) continue;
      tiers[part.question] = std::min(tiers[part.question], part.tier);
    }
  });
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

// The most careful step that the question's facts can help to lead to, where
// all of `imagined` held; `otherwise` if that is as careful.
v1::Tier CouldLeadTo(const CompiledQuestion& question, const Facts& imagined,
                     const Facts& known, v1::Tier otherwise) {
  for (const auto& [tier, rule] : question.tiers) {
    if (tier >= otherwise) break;
    if (rule->CouldHold(imagined, known)) return tier;
  }
  return otherwise;
}

// How far apart the weights drive the techniques that are in question.
int Spread(const CompiledFactor& factor, TechniqueSet excluded) {
  int lowest = 0;
  int highest = 0;
  for (int i = 0; i < static_cast<int>(factor.counts.size()); ++i) {
    if (excluded & Bit(i)) continue;
    lowest = std::min<int>(lowest, factor.counts[i]);
    highest = std::max<int>(highest, factor.counts[i]);
  }
  return highest - lowest;
}

// How the techniques would stand with row `index` turned on, or off.
Ranking Turned(const KnowledgeBase& base, int index, bool is_active,
               const Findings& findings, const Ranking& ranking) {
  const CompiledFactor& factor = base.factors()[index];
  Ranking other = ranking;
  for (size_t i = 0; i < factor.counts.size(); ++i) {
    other.totals[i] += is_active ? -factor.counts[i] : factor.counts[i];
  }
  if (!is_active) {
    other.vetoed |= factor.vetoes;
  } else if (factor.vetoes != 0) {
    other.vetoed = 0;
    for (const FiredRecord& fired : findings.factors) {
      if (fired.index != index) {
        other.vetoed |= base.factors()[fired.index].vetoes;
      }
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
  imagined.Add(question.brings);
  const auto could_hold = [&](const CompiledRule& rule) {
    return rule.CouldHold(imagined, findings.facts);
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
    const int spread = Spread(factor, ranking.excluded());
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

  // Keys of those of `open` that could change something. Where `limit` of them
  // come before all that only move the ranking, the others are left out.
  std::vector<Key> Weigh(const std::vector<int>& open, size_t limit) const {
    Facts imagined = findings_.facts;
    for (const int i : open) {
      const CompiledQuestion& question = base_.questions()[i];
      if (question.record->safety()) imagined.Add(question.brings);
    }
    std::vector<Key> keys;
    std::vector<Key> others;
    for (const int i : open) {
      Key key;
      key.position = i;
      key.order = OrderOf(base_.questions()[i]);
      const bool is_first =
          IsSafety(i, imagined, key) || IsCheck(i, key) || IsAwaited(i, key);
      (is_first ? keys : others).push_back(key);
    }
    if (keys.size() >= limit) return keys;
    for (Key& key : others) {
      if (MovesRanking(key.position, key)) keys.push_back(key);
    }
    return keys;
  }

 private:
  bool IsSafety(int i, const Facts& imagined, Key& key) const {
    const CompiledQuestion& question = base_.questions()[i];
    Facts alone = findings_.facts;
    alone.Add(question.brings);
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
  std::vector<Key> keys = Weighing(base, findings, ranking).Weigh(open, limit);
  const size_t count = std::min<size_t>(limit, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + count, keys.end());
  std::vector<int> chosen;
  for (size_t i = 0; i < count; ++i) chosen.push_back(keys[i].position);
  return chosen;
}

}  // namespace unknot::recommendation
