// Looks up the records behind a reading.
#include "chatbot/understanding/explain.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;
namespace lv1 = language::v1;

// True where a cue of that kind makes of a finding what it has become.
bool Explains(lv1::CueKind kind, const Found& found) {
  switch (kind) {
    case lv1::CUE_KIND_NEGATION:
      return found.status == cv1::STATUS_ABSENT ||
             found.stance == cv1::STANCE_REFUSED;
    case lv1::CUE_KIND_UNCERTAINTY:
      return found.status == cv1::STATUS_SUSPECTED;
    case lv1::CUE_KIND_PAST:
      return found.status == cv1::STATUS_PAST;
    case lv1::CUE_KIND_OTHER_PERSON:
      return found.other_person;
    case lv1::CUE_KIND_HYPOTHETICAL:
      return found.hypothetical;
    case lv1::CUE_KIND_RADIATION:
      return found.radiation;
    case lv1::CUE_KIND_WANTED:
      return found.stance == cv1::STANCE_WANTED;
    case lv1::CUE_KIND_REFUSED:
      return found.stance == cv1::STANCE_REFUSED;
    default:
      return false;
  }
}

int CueOf(const Found& found, const std::vector<FoundCue>& cues) {
  int any = -1;
  for (size_t i = 0; i < cues.size(); ++i) {
    if (found.cue < 0 || cues[i].begin != found.cue) continue;
    if (Explains(cues[i].kind, found)) return static_cast<int>(i);
    any = static_cast<int>(i);
  }
  return any;
}

// The name of a kind of cue as the pack writes it, in lower case.
std::string CueName(lv1::CueKind kind) {
  constexpr absl::string_view kPrefix = "CUE_KIND_";
  return absl::AsciiStrToLower(lv1::CueKind_Name(kind).substr(kPrefix.size()));
}

Reason ReasonAt(const Reading& reading, int begin, int end, std::string what,
                std::string record) {
  return {std::move(what), reading.tokens[begin].begin,
          reading.tokens[end - 1].end, std::move(record)};
}

}  // namespace

void Explain(const Lexicon& lexicon, const Reading& reading,
             Explanation& explanation) {
  const LoadedPack& loaded = lexicon.loaded();
  for (const Found& found : reading.found)
    explanation.cue_of.push_back(CueOf(found, reading.cues));
  for (const FoundCue& cue : reading.cues) {
    explanation.cues.push_back(ReasonAt(reading, cue.begin, cue.end,
                                        CueName(cue.kind),
                                        loaded.cues_at[cue.record]));
  }
  for (const Match& match : reading.look_alikes) {
    explanation.look_alikes.push_back(
        ReasonAt(reading, match.begin, match.end, "",
                 loaded.look_alikes_at[lexicon.use(match.phrase).record]));
  }
  for (const Match& match : reading.intents) {
    const int record = lexicon.use(match.phrase).record;
    explanation.intents.push_back(ReasonAt(reading, match.begin, match.end,
                                           loaded.pack.intents(record).id(),
                                           loaded.intents_at[record]));
  }
}

}  // namespace unknot::understanding
