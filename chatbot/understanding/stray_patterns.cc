// Only patterns that are reported under their own id are judged: "never seen a
// doctor" and the like need nothing felt beside them.
#include "chatbot/understanding/stray_patterns.h"

#include <algorithm>
#include <vector>

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;

constexpr char kOfIt[] = "pattern_of_it";  // List of the pack: "it", "worse".
constexpr char kMassage[] = "massage";
constexpr size_t kShortText = 8;    // Words of a message about one thing.
constexpr int kMostOtherWords = 1;  // In a sentence that only tells a pattern.

class Strays {
 public:
  Strays(const Lexicon& lexicon, const Reading& reading)
      : lexicon_(lexicon),
        reading_(reading),
        of_it_(lexicon.matcher().ListId(kOfIt)) {}

  bool IsStray(const Found& found) {
    if (!IsBehaviour(found)) return false;
    const int sentence = reading_.SentenceOf(found);
    if (sentence != sentence_) {
      sentence_ = sentence;
      told_ = IsTold(sentence);
    }
    return !told_;
  }

 private:
  bool IsBehaviour(const Found& found) const {
    if (found.kind != Kind::kPattern) return false;
    const ConceptInfo* info = lexicon_.Find(
        Kind::kPattern, lexicon_.RootOf(Kind::kPattern, found.id));
    return info != nullptr && info->label;
  }

  bool IsTold(int sentence) const {
    bool place = false;
    bool massage = false;
    for (const Found& found : reading_.FoundIn(sentence)) {
      switch (found.kind) {
        case Kind::kPain:
        case Kind::kQuality:
        case Kind::kSymptom:
        case Kind::kCondition:
          if (found.status != cv1::STATUS_ABSENT) return true;
          break;
        case Kind::kRegion:
          place = true;
          break;
        case Kind::kTechnique:
          massage |= !IsInPattern(found);
          break;
        case Kind::kTopic:
          if (found.id != kMassage) return true;
          massage |= !IsInPattern(found);
          break;
        default:
          break;
      }
    }
    if (massage) return false;
    return place || SpeaksOfIt(sentence) || SaysLittleElse(sentence);
  }

  // The massage of "massage helps" is no talk of massage.
  bool IsInPattern(const Found& inner) const {
    const absl::Span<const Found> near =
        reading_.FoundIn(reading_.SentenceOf(inner));
    return std::any_of(near.begin(), near.end(), [&](const Found& outer) {
      return outer.kind == Kind::kPattern && outer.begin <= inner.begin &&
             inner.end <= outer.end;
    });
  }

  // The tokens of a sentence.
  std::pair<int, int> TokensOf(int sentence) const {
    const auto range = std::equal_range(reading_.sentence.begin(),
                                        reading_.sentence.end(), sentence);
    return {static_cast<int>(range.first - reading_.sentence.begin()),
            static_cast<int>(range.second - reading_.sentence.begin())};
  }

  bool SpeaksOfIt(int sentence) const {
    const auto [begin, end] = TokensOf(sentence);
    for (int i = begin; i < end; ++i) {
      if (lexicon_.matcher().EndOfList(of_it_, reading_.tokens, i) > 0)
        return true;
    }
    return false;
  }

  bool SaysLittleElse(int sentence) const {
    const auto [begin, end] = TokensOf(sentence);
    std::vector<bool> told(end - begin, false);
    for (const Found& found : reading_.FoundIn(sentence)) {
      for (int i = found.begin; i < std::min(found.end, end); ++i)
        told[i - begin] = true;
    }
    if (reading_.tokens[begin].question) return false;
    if (reading_.tokens.size() <= kShortText) return true;
    return std::count(told.begin(), told.end(), false) <= kMostOtherWords;
  }

  const Lexicon& lexicon_;
  const Reading& reading_;
  int of_it_;
  int sentence_ = -1;
  bool told_ = false;
};

}  // namespace

void DropStrayPatterns(const Lexicon& lexicon, absl::string_view pending_slot,
                       Reading& reading) {
  const bool any = std::any_of(
      reading.found.begin(), reading.found.end(),
      [](const Found& found) { return found.kind == Kind::kPattern; });
  if (!any || !pending_slot.empty()) return;
  Strays strays(lexicon, reading);
  std::vector<bool> stray;
  stray.reserve(reading.found.size());
  for (const Found& found : reading.found)
    stray.push_back(strays.IsStray(found));
  size_t i = 0;
  const size_t dropped =
      std::erase_if(reading.found, [&](const Found&) { return stray[i++]; });
  if (dropped > 0) reading.Index();
}

}  // namespace unknot::understanding
