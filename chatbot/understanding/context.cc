// First the cues that are none go, then each finding takes what the rest say.
#include "chatbot/understanding/context.h"

#include <algorithm>

#include "chatbot/understanding/scope.h"

namespace unknot::understanding {
namespace {

using language::v1::CueDirection;
using language::v1::CueKind;
namespace lv1 = language::v1;
namespace cv1 = complaint::v1;

// Lists of the pack.
constexpr char kDenying[] = "never_any";         // "no", "cannot"
constexpr char kFirstPerson[] = "first_person";  // "i", "my"
constexpr char kAside[] = "aside";               // "i think", "should i take"
constexpr int kLongestLookAlike = 32;            // Words.

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
    if (found.stance == cv1::STANCE_REFUSED) return;
    found.stance = cv1::STANCE_WANTED;
    found.cue = cue.begin;
  } else if (cue.kind == lv1::CUE_KIND_REFUSED ||
             (cue.kind == lv1::CUE_KIND_NEGATION &&
              cue.direction != lv1::CUE_DIRECTION_BACKWARD)) {
    // "Is shiatsu fine" refuses nothing.
    found.stance = cv1::STANCE_REFUSED;
    found.cue = cue.begin;
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

// "It is not my back" corrects, and denies the back: a place stands between the
// denial and the end of the correction.
bool DeniesWithin(const FoundCue& correction, const FoundCue& cue,
                  absl::Span<const Found> found) {
  if (correction.kind != lv1::CUE_KIND_CORRECTION ||
      cue.kind != lv1::CUE_KIND_NEGATION) {
    return false;
  }
  return std::any_of(found.begin(), found.end(), [&](const Found& place) {
    return place.kind == Kind::kRegion && place.begin >= cue.end &&
           place.begin < correction.end;
  });
}

// For each cue whether it ends within a finding that goes on beyond it: "no
// change" in "no changes in vision" is what it looks like after all.
std::vector<bool> RunsOn(const Reading& reading) {
  std::vector<int> farthest(reading.tokens.size() + 1, 0);
  for (const Found& found : reading.found)
    farthest[found.begin] = std::max(farthest[found.begin], found.end);
  std::vector<bool> out;
  out.reserve(reading.cues.size());
  for (const FoundCue& cue : reading.cues) {
    bool runs_on = false;
    for (int i = cue.begin + 1; i < cue.end; ++i)
      runs_on |= farthest[i] > cue.end;
    out.push_back(runs_on);
  }
  return out;
}

// Whose it is and what is said of it are two things: "my mum had cancer".
bool SayDifferentThings(const FoundCue& a, const FoundCue& b) {
  if (b.kind == lv1::CUE_KIND_OTHER_PERSON) return a.kind != b.kind;
  return a.kind == lv1::CUE_KIND_OTHER_PERSON && a.kind != b.kind &&
         b.kind != lv1::CUE_KIND_PSEUDO &&
         b.kind != lv1::CUE_KIND_SUBJECT_SELF &&
         b.kind != lv1::CUE_KIND_SUBJECT_OTHER;
}

// Drops cues that are none: pseudo cues, what is inside them or inside a longer
// cue, and words that belong to a finding or a look-alike.
void DropFalseCues(const Lexicon& lexicon, Reading& reading) {
  std::vector<bool> drop(reading.cues.size(), false);
  const int denying = lexicon.matcher().ListId(kDenying);
  const std::vector<bool> runs_on = RunsOn(reading);
  const FoundCue* const cues = reading.cues.data();
  size_t look_alike = 0;
  for (size_t i = 0; i < reading.cues.size(); ++i) {
    const FoundCue& cue = reading.cues[i];
    const int length = cue.end - cue.begin;
    drop[i] = cue.kind == lv1::CUE_KIND_PSEUDO;
    const int sentence = reading.sentence[cue.begin];
    for (const FoundCue& other : reading.CuesIn(sentence)) {
      // "cannot say I do not have": what begins within goes with it.
      drop[i] = drop[i] || (other.kind == lv1::CUE_KIND_PSEUDO &&
                            cue.kind == lv1::CUE_KIND_NEGATION &&
                            other.begin < cue.begin && cue.begin < other.end &&
                            !runs_on[&other - cues]);
      if (!Inside(cue, other.begin, other.end) ||
          SayDifferentThings(cue, other) ||
          DeniesWithin(other, cue, reading.FoundIn(sentence))) {
        continue;
      }
      if ((other.kind == lv1::CUE_KIND_PSEUDO && !runs_on[&other - cues]) ||
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
      // "have no strength": the "no" is part of what is told.
      if (cue.kind == lv1::CUE_KIND_NEGATION && cue.begin < found.begin &&
          found.begin < cue.end && cue.end <= found.end &&
          lexicon.matcher().EndOfList(denying, reading.tokens, found.begin)) {
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

// Marks the words of the writer's own that tell of the writer: "my" in "my knee
// hurts", not in "my wife" or "i think".
// Notes which cues name somebody of theirs.
std::vector<bool> OwnWords(const Lexicon& lexicon, Reading& reading) {
  std::vector<bool> own(reading.tokens.size(), false);
  const int first_person = lexicon.matcher().ListId(kFirstPerson);
  const int asides = lexicon.matcher().ListId(kAside);
  for (size_t i = 0; i < own.size(); ++i) {
    own[i] = lexicon.matcher().EndOfList(first_person, reading.tokens,
                                         static_cast<int>(i)) > 0;
  }
  for (size_t i = 0; i < own.size(); ++i) {
    const int end = lexicon.matcher().EndOfList(asides, reading.tokens,
                                                static_cast<int>(i));
    for (int k = static_cast<int>(i); k < end; ++k) own[k] = false;
  }
  for (FoundCue& cue : reading.cues) {
    if (cue.kind != lv1::CUE_KIND_OTHER_PERSON) continue;
    for (int k = cue.begin; k < cue.end; ++k) {
      cue.relation = cue.relation || own[k];
      own[k] = false;
    }
  }
  return own;
}

// A sentence without a word of the writer's own goes on about the person the
// last one was about: "My wife has a headache. The pain comes at night."
void CarryOtherPerson(const std::vector<bool>& own_words, Reading& reading) {
  const int sentences =
      reading.sentence.empty() ? 0 : reading.sentence.back() + 1;
  std::vector<bool> own(sentences, false);
  for (size_t i = 0; i < own_words.size(); ++i) {
    if (own_words[i]) own[reading.sentence[i]] = true;
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

// Marks what the writer tells of themselves: with a word of their own in the
// sentence before it, or before anybody else is named.
void MarkOwn(const std::vector<bool>& own_words, Reading& reading) {
  int first_other = static_cast<int>(own_words.size());
  for (const FoundCue& cue : reading.cues) {
    if (cue.kind == lv1::CUE_KIND_OTHER_PERSON ||
        cue.kind == lv1::CUE_KIND_SUBJECT_OTHER) {
      first_other = std::min(first_other, cue.begin);
    }
  }
  int own_in = -1;  // The last sentence with such a word so far.
  int at = 0;
  for (Found& found : reading.found) {
    for (; at < found.end; ++at) {
      if (own_words[at]) own_in = reading.sentence[at];
    }
    found.own = !found.other_person && (own_in == reading.SentenceOf(found) ||
                                        found.begin < first_other);
  }
}

// "No fever before but now 39 with a stiff neck": what is told beyond a "but"
// within one finding is not denied by what stands before it.
bool HoldsStop(Reading& reading, const Found& found) {
  if (found.kind != Kind::kSymptom) return false;
  const auto cues = reading.CuesIn(reading.SentenceOf(found));
  return std::any_of(cues.begin(), cues.end(), [&](const FoundCue& cue) {
    return cue.kind == lv1::CUE_KIND_STOP && cue.begin > found.begin &&
           cue.end <= found.end;
  });
}

}  // namespace

void ApplyContext(const Lexicon& lexicon, Reading& reading) {
  reading.Index();
  DropFalseCues(lexicon, reading);
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
      if (!scope.Reaches(cue, found)) continue;
      if (cue.kind == lv1::CUE_KIND_NEGATION && HoldsStop(reading, found)) {
        continue;
      }
      ApplyCue(cue, found);
    }
  }
  const std::vector<bool> own_words = OwnWords(lexicon, reading);
  CarryOtherPerson(own_words, reading);
  MarkOwn(own_words, reading);
}

}  // namespace unknot::understanding
