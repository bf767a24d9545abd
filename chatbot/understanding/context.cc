// A cue reaches forward or backward within its sentence until a stop cue, the
// end of its reach, or a comma after which no list goes on.
#include "chatbot/understanding/context.h"

#include <algorithm>

namespace unknot::understanding {
namespace {

using language::v1::CueDirection;
using language::v1::CueKind;
namespace lv1 = language::v1;
namespace cv1 = complaint::v1;

// List of the pack: words that may stand between the items of a list.
constexpr char kJoiner[] = "list_joiner";

class Scope {
 public:
  Scope(const Lexicon& lexicon, const Reading& reading) : reading_(reading) {
    covered_.resize(reading.tokens.size(), false);
    joins_.resize(reading.tokens.size(), false);
    for (const Found& found : reading.found) {
      for (int i = found.begin; i < found.end; ++i) covered_[i] = true;
    }
    for (size_t i = 0; i < joins_.size(); ++i) {
      joins_[i] = lexicon.matcher().EndOfList(kJoiner, reading.tokens,
                                              static_cast<int>(i)) > 0;
    }
  }

  // True where `cue` reaches `found`.
  bool Reaches(const FoundCue& cue, const Found& found) const {
    // A cue inside the finding belongs to it.
    if (cue.begin < found.end && found.begin < cue.end) return false;
    if (reading_.sentence[cue.begin] != reading_.sentence[found.begin])
      return false;
    const bool after = found.begin >= cue.end;
    if (after && cue.direction == lv1::CUE_DIRECTION_BACKWARD) return false;
    if (!after && cue.direction != lv1::CUE_DIRECTION_BACKWARD &&
        cue.direction != lv1::CUE_DIRECTION_BOTH) {
      return false;
    }
    const int from = after ? cue.end : found.end;
    const int to = after ? found.begin : cue.begin;
    if (cue.reach > 0 && to - from > cue.reach) return false;
    if (Stopped(from, to, cue)) return false;
    return CommasAllow(from, after ? found.begin : cue.begin, cue);
  }

 private:
  // True where a stop cue stands between.
  bool Stopped(int from, int to, const FoundCue& cue) const {
    for (const FoundCue& stop : reading_.cues) {
      if (stop.kind == lv1::CUE_KIND_STOP && stop.begin >= from &&
          stop.begin <= to && stop.end <= to + (stop.end - stop.begin) &&
          stop.begin < to + 1 && !(stop.begin == cue.begin)) {
        if (stop.end <= to) return true;
      }
    }
    return false;
  }

  // Commas end a negation unless what follows goes on with its list: nothing
  // but findings and joining words up to the finding asked about, and after it.
  bool CommasAllow(int from, int to, const FoundCue& cue) const {
    const int size = static_cast<int>(reading_.tokens.size());
    const bool lists =
        cue.kind == lv1::CUE_KIND_NEGATION || cue.kind == lv1::CUE_KIND_REFUSED;
    int first_comma = -1;
    for (int i = from; i <= to && i < size && first_comma < 0; ++i) {
      if (reading_.tokens[i].before == Break::kComma) first_comma = i;
    }
    if (first_comma < 0) return true;
    if (cue.kind == lv1::CUE_KIND_OTHER_PERSON) return true;
    if (!lists || !AnyCovered(from, first_comma)) return false;
    int end = to;
    while (end < size && covered_[end]) ++end;
    for (int i = first_comma; i < to; ++i) {
      if (!covered_[i] && !joins_[i]) return false;
    }
    return end >= size || joins_[end] ||
           reading_.tokens[end].before != Break::kNone;
  }

  bool AnyCovered(int from, int to) const {
    for (int i = from; i < to; ++i) {
      if (covered_[i]) return true;
    }
    return false;
  }

  const Reading& reading_;
  std::vector<bool> covered_;
  std::vector<bool> joins_;
};

bool CanBeNegated(Kind kind) {
  switch (kind) {
    case Kind::kSide:
    case Kind::kDenial:
    case Kind::kAnswer:
    case Kind::kTopic:
    case Kind::kTechnique:
    case Kind::kPreference:
      return false;
    default:
      return true;
  }
}

void ApplyTechniqueCue(const FoundCue& cue, Found& found) {
  if (cue.kind == lv1::CUE_KIND_WANTED) {
    if (found.stance != cv1::STANCE_REFUSED) found.stance = cv1::STANCE_WANTED;
  } else if (cue.kind == lv1::CUE_KIND_REFUSED ||
             cue.kind == lv1::CUE_KIND_NEGATION) {
    found.stance = cv1::STANCE_REFUSED;
  }
}

void ApplyCue(const FoundCue& cue, Found& found) {
  if (found.kind == Kind::kTechnique) {
    ApplyTechniqueCue(cue, found);
    return;
  }
  switch (cue.kind) {
    case lv1::CUE_KIND_NEGATION:
      if (found.not_negatable || !CanBeNegated(found.kind)) return;
      found.status = cv1::STATUS_ABSENT;
      found.cue = cue.begin;
      return;
    case lv1::CUE_KIND_UNCERTAINTY:
      if (found.status == cv1::STATUS_PRESENT &&
          found.kind == Kind::kCondition) {
        found.status = cv1::STATUS_SUSPECTED;
        found.cue = cue.begin;
      }
      return;
    case lv1::CUE_KIND_HYPOTHETICAL:
      found.hypothetical = true;
      if (found.cue < 0) found.cue = cue.begin;
      return;
    case lv1::CUE_KIND_PAST:
      if (found.status == cv1::STATUS_PRESENT) {
        found.status = cv1::STATUS_PAST;
        found.cue = cue.begin;
      }
      return;
    case lv1::CUE_KIND_OTHER_PERSON:
      found.other_person = true;
      if (found.cue < 0) found.cue = cue.begin;
      return;
    case lv1::CUE_KIND_RADIATION:
      if (found.kind == Kind::kRegion) {
        found.radiation = true;
        if (found.cue < 0) found.cue = cue.begin;
      }
      return;
    default:
      return;
  }
}

// Cues inside a pseudo cue, or inside a longer cue of the same kind, are none.
void DropPseudo(Reading& reading) {
  const std::vector<FoundCue> all = reading.cues;
  std::erase_if(reading.cues, [&](const FoundCue& cue) {
    if (cue.kind == lv1::CUE_KIND_PSEUDO) return true;
    for (const FoundCue& other : all) {
      const bool inside = other.begin <= cue.begin && cue.end <= other.end;
      if (!inside) continue;
      const bool longer = other.end - other.begin > cue.end - cue.begin;
      if (other.kind == lv1::CUE_KIND_PSEUDO || longer) return true;
    }
    return false;
  });
}

// A cue word inside a finding or a look-alike is part of that.
void DropSwallowed(Reading& reading) {
  std::erase_if(reading.cues, [&](const FoundCue& cue) {
    if (cue.kind == lv1::CUE_KIND_STOP) return false;
    for (const Found& found : reading.found) {
      if (found.begin <= cue.begin && cue.end <= found.end &&
          found.end - found.begin > cue.end - cue.begin)
        return true;
    }
    for (const Match& match : reading.look_alikes) {
      if (match.begin <= cue.begin && cue.end <= match.end &&
          match.end - match.begin > cue.end - cue.begin)
        return true;
    }
    return false;
  });
}

}  // namespace

void ApplyContext(const Lexicon& lexicon, Reading& reading) {
  DropPseudo(reading);
  DropSwallowed(reading);
  const Scope scope(lexicon, reading);
  // A second negation before the same finding undoes nothing here: "not
  // without pain" is a pseudo cue of the pack.
  for (Found& found : reading.found) {
    for (const FoundCue& cue : reading.cues) {
      if (cue.kind == lv1::CUE_KIND_STOP ||
          cue.kind == lv1::CUE_KIND_SUBJECT_OTHER ||
          cue.kind == lv1::CUE_KIND_SUBJECT_SELF ||
          cue.kind == lv1::CUE_KIND_CORRECTION) {
        continue;
      }
      if (scope.Reaches(cue, found)) ApplyCue(cue, found);
    }
  }
}

}  // namespace unknot::understanding
