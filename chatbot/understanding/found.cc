// From matches to findings: longer ones hide shorter ones of their kind,
// look-alikes hide what is inside them.
#include "chatbot/understanding/found.h"

#include <algorithm>
#include <utility>

namespace unknot::understanding {
namespace {

using language::v1::Phrases;

// Words after which a sentence without a full stop is taken to end.
constexpr int kLongestSentence = 150;

bool Inside(int begin, int end, int outer_begin, int outer_end) {
  return outer_begin <= begin && end <= outer_end;
}

bool StrictlyInside(int begin, int end, int outer_begin, int outer_end) {
  return Inside(begin, end, outer_begin, outer_end) &&
         end - begin < outer_end - outer_begin;
}

template <typename Record>
bool NumberFits(const Record& record, const Match& match) {
  if (record.number().empty()) return true;
  if (!match.has_number) return false;
  for (const auto& range : record.number()) {
    if (match.number >= range.min() && match.number <= range.max()) return true;
  }
  return false;
}

// Kinds that a longer finding of another kind takes for itself: the shoulder of
// "frozen shoulder", the sport of "sports massage".
bool Swallows(Kind outer, Kind inner) {
  if (outer == Kind::kTechnique) return inner != Kind::kTechnique;
  if (outer == Kind::kCondition)
    return inner == Kind::kRegion || inner == Kind::kPain ||
           inner == Kind::kQuality;
  return outer == Kind::kRegion && inner == Kind::kSide;
}

// Takes away the findings that `hidden` marks.
void Drop(const std::vector<bool>& hidden, std::vector<Found>& found) {
  size_t kept = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (hidden[i]) continue;
    if (kept != i) found[kept] = std::move(found[i]);
    ++kept;
  }
  found.resize(kept);
}

// `found` is sorted by begin.
void HideShorter(const Lexicon& lexicon, std::vector<Found>& found) {
  int longest = 0;
  for (const Found& f : found) longest = std::max(longest, f.end - f.begin);
  const auto hides = [&](const Found& outer, const Found& inner) {
    // "rear ended" is a crash and no place, although it sounds like one.
    if (inner.begin == outer.begin && inner.end == outer.end) {
      if (inner.kind == outer.kind && inner.id == outer.id) return true;
      // "I sprained my ankle" is a cause, and a place that its record tells.
      return inner.kind == Kind::kRegion && outer.record != inner.record &&
             lexicon.concepts_of(inner.record).size() == 1 &&
             (outer.kind == Kind::kCause || outer.kind == Kind::kCondition);
    }
    return StrictlyInside(inner.begin, inner.end, outer.begin, outer.end) &&
           (outer.kind == inner.kind || Swallows(outer.kind, inner.kind));
  };
  std::vector<bool> hidden(found.size(), false);
  for (size_t i = 0; i < found.size(); ++i) {
    const Found& inner = found[i];
    for (size_t j = i; j-- > 0 && !hidden[i];) {
      if (found[j].begin < inner.begin - longest) break;
      hidden[i] = !hidden[j] && hides(found[j], inner);
    }
    for (size_t j = i + 1; j < found.size() && !hidden[i]; ++j) {
      if (found[j].begin > inner.begin) break;
      hidden[i] = hides(found[j], inner);
    }
  }
  Drop(hidden, found);
}

// Of regions and sides that overlap only the longer, or the first, counts.
void HideOverlapping(std::vector<Found>& found, Kind kind) {
  std::vector<bool> hidden(found.size(), false);
  std::vector<size_t> kept;  // Of that kind, so far.
  for (size_t i = 0; i < found.size(); ++i) {
    const Found& next = found[i];
    if (next.kind != kind) continue;
    while (!kept.empty() && !hidden[i]) {
      const Found& last = found[kept.back()];
      const bool same = last.begin == next.begin && last.end == next.end;
      if (same || next.begin >= last.end) break;
      if (next.end - next.begin > last.end - last.begin) {
        hidden[kept.back()] = true;
        kept.pop_back();
      } else {
        hidden[i] = true;
      }
    }
    if (!hidden[i]) kept.push_back(i);
  }
  Drop(hidden, found);
}

// True where a comma or the like stands inside a match.
bool HasBreakWithin(const std::vector<Token>& tokens, const Match& match) {
  for (int i = match.begin + 1; i < match.end; ++i) {
    if (tokens[i].before != Break::kNone) return true;
  }
  return false;
}

void NumberClauses(Reading& reading) {
  int sentence = -1;
  int clause = -1;
  int length = 0;
  for (const Token& token : reading.tokens) {
    if (token.before == Break::kSentence || ++length > kLongestSentence) {
      ++sentence;
      ++clause;
      length = 0;
    } else if (token.before != Break::kNone) {
      ++clause;
    }
    reading.sentence.push_back(std::max(sentence, 0));
    reading.clause.push_back(std::max(clause, 0));
  }
}

// For each sentence the first of `items`, which are in order of begin.
template <typename Items>
std::vector<int> FirstOf(const Items& items, const std::vector<int>& sentence) {
  const int sentences = sentence.empty() ? 0 : sentence.back() + 1;
  std::vector<int> first(sentences + 1, static_cast<int>(items.size()));
  for (int i = static_cast<int>(items.size()) - 1; i >= 0; --i)
    first[sentence[items[i].begin]] = i;
  for (int s = sentences - 1; s >= 0; --s)
    first[s] = std::min(first[s], first[s + 1]);
  return first;
}

// "Bladder fine until yesterday", "temp is normal. Now 39": what is said to be
// well is not so now, or not wholly.
bool IsTakenBack(const Lexicon& lexicon, const std::vector<Token>& tokens,
                 const Match& match) {
  constexpr char kTakesBack[] = "takes_back";             // "until", "except"
  constexpr char kTakesBackLater[] = "takes_back_later";  // "now"
  if (match.end >= static_cast<int>(tokens.size())) return false;
  const auto begins = [&](const char* list) {
    const Matcher& matcher = lexicon.matcher();
    return matcher.EndOfList(matcher.ListId(list), tokens, match.end) > 0;
  };
  return begins(kTakesBackLater) ||
         (tokens[match.end].before != Break::kSentence && begins(kTakesBack));
}

}  // namespace

int Distance(const Found& a, const Found& b) {
  if (a.end <= b.begin) return b.begin - a.end;
  if (b.end <= a.begin) return a.begin - b.end;
  return 0;
}

complaint::v1::Side SideNamed(absl::string_view name) {
  if (name == "left") return complaint::v1::SIDE_LEFT;
  if (name == "right") return complaint::v1::SIDE_RIGHT;
  if (name == "both") return complaint::v1::SIDE_BOTH;
  if (name == "center") return complaint::v1::SIDE_CENTER;
  return complaint::v1::SIDE_UNSPECIFIED;
}

void Reading::Index() {
  const auto before = [](const auto& a, const auto& b) {
    return a.begin < b.begin;
  };
  // Mostly they are in order already, and sorting would ask for memory.
  if (!std::is_sorted(found.begin(), found.end(), before))
    std::stable_sort(found.begin(), found.end(), before);
  if (!std::is_sorted(cues.begin(), cues.end(), before))
    std::stable_sort(cues.begin(), cues.end(), before);
  first_found = FirstOf(found, sentence);
  first_cue = FirstOf(cues, sentence);
}

absl::Span<Found> Reading::FoundIn(int of_sentence) {
  const int first = first_found[of_sentence];
  return absl::MakeSpan(found).subspan(first,
                                       first_found[of_sentence + 1] - first);
}

absl::Span<const Found> Reading::FoundIn(int of_sentence) const {
  const int first = first_found[of_sentence];
  return absl::MakeConstSpan(found).subspan(
      first, first_found[of_sentence + 1] - first);
}

absl::Span<const FoundCue> Reading::CuesIn(int of_sentence) const {
  const int first = first_cue[of_sentence];
  return absl::MakeConstSpan(cues).subspan(first,
                                           first_cue[of_sentence + 1] - first);
}

Reading Read(const Lexicon& lexicon, std::vector<Token> tokens) {
  Reading reading;
  reading.tokens = std::move(tokens);
  NumberClauses(reading);
  const language::v1::LanguagePack& pack = lexicon.pack();
  for (const Match& match : lexicon.matcher().FindAll(reading.tokens)) {
    const PhraseUse& use = lexicon.use(match.phrase);
    switch (use.what) {
      case PhraseUse::What::kFinding: {
        const Phrases& phrases = pack.phrases(use.record);
        if (!NumberFits(phrases, match)) break;
        if (phrases.absent() && IsTakenBack(lexicon, reading.tokens, match)) {
          break;
        }
        // A comma ends a phrase, but signs of danger may be told in pieces.
        if (HasBreakWithin(reading.tokens, match) &&
            lexicon.concepts_of(use.record).front().kind != Kind::kSymptom) {
          break;
        }
        for (const ConceptName& name : lexicon.concepts_of(use.record)) {
          Found found;
          found.kind = name.kind;
          found.id = name.id;
          found.record = use.record;
          found.begin = match.begin;
          found.end = match.end;
          found.value = match.number;
          found.not_negatable = phrases.not_negatable();
          if (phrases.absent()) found.status = complaint::v1::STATUS_ABSENT;
          if (name.kind == Kind::kRegion)
            found.side = SideNamed(phrases.side());
          reading.found.push_back(std::move(found));
        }
        break;
      }
      case PhraseUse::What::kLookAlike:
        // "After the fall, back pain" is no "fall back".
        if (!HasBreakWithin(reading.tokens, match))
          reading.look_alikes.push_back(match);
        break;
      case PhraseUse::What::kCue: {
        const auto& cue = pack.cues(use.record);
        if (!NumberFits(cue, match)) break;
        // "No, idea" is two things; a correction may have a comma in it.
        if (HasBreakWithin(reading.tokens, match) &&
            cue.kind() != language::v1::CUE_KIND_CORRECTION &&
            cue.kind() != language::v1::CUE_KIND_SUBJECT_OTHER &&
            cue.kind() != language::v1::CUE_KIND_SUBJECT_SELF) {
          break;
        }
        FoundCue found;
        found.kind = cue.kind();
        found.direction = cue.direction();
        found.reach = cue.reach();
        found.record = use.record;
        found.begin = match.begin;
        found.end = match.end;
        reading.cues.push_back(found);
        break;
      }
      case PhraseUse::What::kTime:
        reading.times.push_back(match);
        break;
      case PhraseUse::What::kSeverity:
        reading.severities.push_back(match);
        break;
      case PhraseUse::What::kIntent:
        reading.intents.push_back(match);
        break;
    }
  }
  int longest = 0;
  for (const Match& match : reading.look_alikes)
    longest = std::max(longest, match.end - match.begin);
  size_t first = 0;
  std::erase_if(reading.found, [&](const Found& found) {
    // Both are in order of begin: what ended long ago is passed over for good.
    while (first < reading.look_alikes.size() &&
           reading.look_alikes[first].begin + longest <= found.begin) {
      ++first;
    }
    for (size_t i = first; i < reading.look_alikes.size(); ++i) {
      const Match& match = reading.look_alikes[i];
      if (match.begin > found.begin) break;
      const auto& look_alike =
          pack.look_alikes(lexicon.use(match.phrase).record);
      if (!Inside(found.begin, found.end, match.begin, match.end)) continue;
      if (look_alike.hides().empty()) return true;
      for (const std::string& kind : look_alike.hides()) {
        if (KindName(found.kind) == kind) return true;
      }
    }
    return false;
  });
  HideShorter(lexicon, reading.found);
  HideOverlapping(reading.found, Kind::kRegion);
  HideOverlapping(reading.found, Kind::kSide);
  return reading;
}

}  // namespace unknot::understanding
