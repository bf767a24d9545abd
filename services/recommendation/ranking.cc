// Adds up the weight matrix and applies its rules.
#include "services/recommendation/ranking.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace unknot::recommendation {
namespace {

int RankOf(const KnowledgeBase& base, int technique) {
  return base.techniques()[technique].record->gentleness_rank();
}

// Sets aside what is not eligible and what another technique stands in for.
void SetAside(const KnowledgeBase& base, const Facts& facts, Ranking& ranking) {
  for (size_t i = 0; i < base.techniques().size(); ++i) {
    const CompiledTechnique& technique = base.techniques()[i];
    if (!technique.eligible_when.Holds(facts)) {
      ranking.aside |= Bit(static_cast<int>(i));
    } else if (technique.replaces >= 0) {
      ranking.aside |= Bit(technique.replaces);
    }
  }
}

void AddUp(const KnowledgeBase& base, const Findings& findings,
           Ranking& ranking) {
  const int count = static_cast<int>(base.techniques().size());
  ranking.totals.assign(count, 0);
  for (const FiredRecord& fired : findings.factors) {
    const CompiledFactor& factor = base.factors()[fired.index];
    for (int i = 0; i < count; ++i) ranking.totals[i] += factor.counts[i];
    ranking.vetoed |= factor.vetoes;
  }
  for (const FiredRecord& fired : findings.contraindications) {
    ranking.blocked |= base.contraindications()[fired.index].blocks;
  }
}

void ReadWishes(const KnowledgeBase& base, const Facts& facts,
                Ranking& ranking) {
  for (size_t i = 0; i < base.techniques().size(); ++i) {
    const CompiledTechnique& technique = base.techniques()[i];
    const TechniqueSet bit = Bit(static_cast<int>(i));
    if (facts.Has(technique.refused)) ranking.refused |= bit;
    for (const int question : technique.ask_before) {
      if (!IsKnown(base.questions()[question], facts)) ranking.withheld |= bit;
    }
  }
}

using Techniques = absl::InlinedVector<int, 24>;

// The best of the allowed techniques outside `without`, wanted ones included.
Techniques Best(const KnowledgeBase& base, const Facts& facts,
                const Ranking& ranking, TechniqueSet without) {
  Techniques best;
  for (int i = 0; i < static_cast<int>(base.techniques().size()); ++i) {
    if (ranking.Allowed(i) && (without & Bit(i)) == 0) best.push_back(i);
  }
  // No two techniques are equally gentle: the checker sees to it.
  const auto standing = [&](int i) {
    return std::make_pair(-ranking.totals[i], RankOf(base, i));
  };
  std::ranges::sort(best, {}, standing);
  if (best.size() <= kMaxOffered) return best;
  // Wanted techniques move up into the last places.
  const auto wanted_first = [&](int i) {
    return std::make_tuple(!facts.Has(base.techniques()[i].wanted),
                           standing(i));
  };
  std::ranges::partial_sort(best, best.begin() + kMaxOffered, {}, wanted_first);
  best.resize(kMaxOffered);
  std::ranges::sort(best, {}, standing);
  return best;
}

}  // namespace

bool IsKnown(const CompiledQuestion& question, const Facts& facts) {
  if (facts.Has(question.answered)) return true;
  if (question.slot_known != kNoFact) return facts.Has(question.slot_known);
  return !question.known_by.empty() &&
         std::all_of(question.known_by.begin(), question.known_by.end(),
                     [&facts](const auto& any) { return facts.HasAny(any); });
}

Ranking Rank(const KnowledgeBase& base, const Findings& findings) {
  Ranking ranking;
  SetAside(base, findings.facts, ranking);
  AddUp(base, findings, ranking);
  ReadWishes(base, findings.facts, ranking);
  if (findings.AllowsMassage()) Offer(base, findings.facts, ranking);
  return ranking;
}

void Offer(const KnowledgeBase& base, const Facts& facts, Ranking& ranking) {
  const Techniques offered = Best(base, facts, ranking, ranking.withheld);
  ranking.offered.assign(offered.begin(), offered.end());
  ranking.awaiting.clear();
  for (const int technique : Best(base, facts, ranking, 0)) {
    if (ranking.withheld & Bit(technique)) {
      ranking.awaiting.push_back(technique);
    }
  }
}

int Nearest(const KnowledgeBase& base, const Ranking& ranking, int technique) {
  std::vector<int> others;
  for (int i = 0; i < static_cast<int>(base.techniques().size()); ++i) {
    if (i != technique && ranking.Allowed(i) &&
        (ranking.withheld & Bit(i)) == 0) {
      others.push_back(i);
    }
  }
  const auto distance = [&](int other) {
    return std::make_tuple(
        std::abs(RankOf(base, other) - RankOf(base, technique)),
        -ranking.totals[other], RankOf(base, other));
  };
  const auto nearest = std::ranges::min_element(others, {}, distance);
  return nearest == others.end() ? -1 : *nearest;
}

}  // namespace unknot::recommendation
