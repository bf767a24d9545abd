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
constexpr char kFirstPerson[] = "first_person";  // "i", "my"
constexpr int kLongestLookAlike = 32;            // Words.

class Scope {
 public:
  Scope(const Lexicon& lexicon, const Reading& reading) : reading_(reading) {
    covered_.resize(reading.tokens.size(), false);
    joins_.resize(reading.tokens.size(), false);
    for (const Found& found : reading.found) {
      for (int i = found.begin; i < found.end; ++i) covered_[i] = true;
    }
    int end = static_cast<int>(covered_.size());
    covered_end_.resize(covered_.size());
    for (int i = end - 1; i >= 0; --i) {
      if (!covered_[i]) end = i;
      covered_end_[i] = end;
    }
    const int joiner = lexicon.matcher().ListId(kJoiner);
    for (size_t i = 0; i < joins_.size(); ++i) {
      joins_[i] = lexicon.matcher().EndOfList(joiner, reading.tokens,
                                              static_cast<int>(i)) > 0;
    }
  }

  // True where `cue` reaches `found`.
  bool Reaches(const FoundCue& cue, const Found& found) const {
    // A cue inside the finding belongs to it; one that begins before it and
    // only ends in it reaches it: "my uncle had" and "had a stroke".
    if (cue.begin < found.end && found.begin < cue.end) {
      return cue.begin < found.begin && cue.end < found.end &&
             cue.direction != lv1::CUE_DIRECTION_BACKWARD;
    }
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
    for (const FoundCue& stop : reading_.CuesIn(reading_.sentence[cue.begin])) {
      if (stop.kind == lv1::CUE_KIND_STOP && stop.begin >= from &&
          stop.end <= to && stop.begin != cue.begin) {
        return true;
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
    const int end = to < size ? covered_end_[to] : to;
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
  std::vector<int> covered_end_;  // The first token from here on that is not.
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
             (cue.kind == lv1::CUE_KIND_NEGATION &&
              cue.direction != lv1::CUE_DIRECTION_BACKWARD)) {
    // "Is shiatsu fine" refuses nothing.
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
      if (!CanBeNegated(found.kind)) return;
      if (found.not_negatable && cue.end != found.begin) return;
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

bool Inside(const FoundCue& cue, int begin, int end) {
  return begin <= cue.begin && cue.end <= end;
}

// Drops cues that are none: pseudo cues, what is inside them or inside a longer
// cue, and words that belong to a finding or a look-alike.
void DropFalseCues(Reading& reading) {
  std::vector<bool> drop(reading.cues.size(), false);
  size_t look_alike = 0;
  for (size_t i = 0; i < reading.cues.size(); ++i) {
    const FoundCue& cue = reading.cues[i];
    const int length = cue.end - cue.begin;
    drop[i] = cue.kind == lv1::CUE_KIND_PSEUDO;
    const int sentence = reading.sentence[cue.begin];
    for (const FoundCue& other : reading.CuesIn(sentence)) {
      if (!Inside(cue, other.begin, other.end)) continue;
      if (other.kind == lv1::CUE_KIND_PSEUDO ||
          other.end - other.begin > length) {
        drop[i] = true;
      }
    }
    // "shooting down my leg" is a quality and says where the pain goes.
    if (cue.kind == lv1::CUE_KIND_STOP || cue.kind == lv1::CUE_KIND_RADIATION)
      continue;
    for (const Found& found : reading.FoundIn(sentence)) {
      if (Inside(cue, found.begin, found.end) &&
          found.end - found.begin > length) {
        drop[i] = true;
      }
    }
    while (look_alike < reading.look_alikes.size() &&
           reading.look_alikes[look_alike].begin + kLongestLookAlike <
               cue.begin) {
      ++look_alike;
    }
    for (size_t k = look_alike; k < reading.look_alikes.size(); ++k) {
      const Match& match = reading.look_alikes[k];
      if (match.begin > cue.begin) break;
      if (Inside(cue, match.begin, match.end) &&
          match.end - match.begin > length) {
        drop[i] = true;
      }
    }
  }
  size_t i = 0;
  std::erase_if(reading.cues, [&](const FoundCue&) { return drop[i++]; });
}

// A sentence without a word of the writer's own goes on about the person the
// last one was about: "My wife has a headache. The pain comes at night."
void CarryOtherPerson(const Lexicon& lexicon, Reading& reading) {
  const int sentences =
      reading.sentence.empty() ? 0 : reading.sentence.back() + 1;
  std::vector<bool> own(sentences, false);
  const int first_person = lexicon.matcher().ListId(kFirstPerson);
  for (size_t i = 0; i < reading.tokens.size(); ++i) {
    const int at = static_cast<int>(i);
    const absl::Span<const FoundCue> cues = reading.CuesIn(reading.sentence[i]);
    const bool in_cue =
        std::any_of(cues.begin(), cues.end(), [&](const FoundCue& cue) {
          return cue.kind == lv1::CUE_KIND_OTHER_PERSON && cue.begin <= at &&
                 at < cue.end;
        });
    if (!in_cue &&
        lexicon.matcher().EndOfList(first_person, reading.tokens, at))
      own[reading.sentence[i]] = true;
  }
  bool other = false;
  for (int s = 0; s < sentences; ++s) {
    const absl::Span<const FoundCue> cues = reading.CuesIn(s);
    const bool names_other =
        std::any_of(cues.begin(), cues.end(), [](const FoundCue& cue) {
          return cue.kind == lv1::CUE_KIND_OTHER_PERSON;
        });
    if (names_other) {
      other = true;
    } else if (own[s]) {
      other = false;
    } else if (other) {
      for (Found& found : reading.FoundIn(s)) found.other_person = true;
    }
  }
}

}  // namespace

void ApplyContext(const Lexicon& lexicon, Reading& reading) {
  reading.Index();
  DropFalseCues(reading);
  reading.Index();
  const Scope scope(lexicon, reading);
  // A second negation before the same finding undoes nothing here: "not
  // without pain" is a pseudo cue of the pack.
  for (Found& found : reading.found) {
    for (const FoundCue& cue : reading.CuesIn(reading.SentenceOf(found))) {
      if (cue.kind == lv1::CUE_KIND_STOP ||
          cue.kind == lv1::CUE_KIND_SUBJECT_OTHER ||
          cue.kind == lv1::CUE_KIND_SUBJECT_SELF ||
          cue.kind == lv1::CUE_KIND_CORRECTION) {
        continue;
      }
      if (scope.Reaches(cue, found)) ApplyCue(cue, found);
    }
  }
  CarryOtherPerson(lexicon, reading);
}

}  // namespace unknot::understanding
