// Postal codes by their shape; towns by the words before them and by not being
// ordinary words.
#include "chatbot/understanding/place.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/ascii.h"

namespace unknot::understanding {
namespace {

// Lists of the pack.
constexpr char kNearMe[] = "place_near_me";  // "near me"
constexpr char kBefore[] = "place_before";   // "in", "around"
constexpr char kLiving[] = "place_living";   // "i live in", "i am in"
constexpr char kPart[] = "place_part";       // "north", "upon", "creek"
constexpr char kNot[] = "place_not";         // "pain", "bed", "general"
constexpr char kFiller[] = "place_filler";   // "ok", "try", "maybe"
constexpr int kMostWords = 5;
constexpr int kShortRequest = 8;
constexpr char kPlaceSlot[] = "place";

// Canada (whole or first half), United States (five or nine digits), United
// Kingdom (whole).
const RE2& PostalCode() {
  static const RE2* const pattern = new RE2(
      "(?i)\\b([ABCEGHJ-NPRSTVXY]\\d[A-Z](?:[ -]?\\d[A-Z]\\d)?"
      "|\\d{5}(?:-\\d{4})?"
      "|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})\\b");
  return *pattern;
}

// The first half of a United Kingdom code, which looks like a vertebra too.
const RE2& OutwardCode() {
  static const RE2* const pattern =
      new RE2("(?i)^\\s*([A-Z]{1,2}\\d[A-Z\\d]?)\\s*$");
  return *pattern;
}

class PlaceFinder {
 public:
  PlaceFinder(const Lexicon& lexicon, absl::string_view text, bool pending,
              const Reading& reading)
      : lexicon_(lexicon),
        text_(text),
        pending_(pending),
        reading_(reading),
        size_(static_cast<int>(reading.tokens.size())),
        covered_(reading.tokens.size(), false),
        near_me_(lexicon.matcher().ListId(kNearMe)),
        before_(lexicon.matcher().ListId(kBefore)),
        living_(lexicon.matcher().ListId(kLiving)),
        part_(lexicon.matcher().ListId(kPart)),
        not_(lexicon.matcher().ListId(kNot)),
        filler_(lexicon.matcher().ListId(kFiller)) {
    for (const Found& found : reading.found) {
      for (int i = found.begin; i < found.end; ++i) covered_[i] = true;
    }
  }

  std::string Run() const {
    re2::StringPiece code;
    if (RE2::PartialMatch({text_.data(), text_.size()}, PostalCode(), &code))
      return std::string(code.data(), code.size());
    if (pending_ &&
        RE2::PartialMatch({text_.data(), text_.size()}, OutwardCode(), &code))
      return std::string(code.data(), code.size());
    for (int i = 0; i < size_; ++i) {
      if (const int end = List(near_me_, i)) return Typed(i, end);
    }
    const bool searching = pending_ || TalksOfMassage();
    std::string best;
    for (int i = 0; i < size_; ++i) {
      int before = List(living_, i);
      if (before == 0) {
        before = List(before_, i);
        if (before == 0 || !(searching || IsShortRequest(i))) continue;
      }
      const int end = Name(before);
      if (end > before) best = Typed(before, end);
    }
    if (best.empty() && pending_) best = BareName();
    return best;
  }

 private:
  int List(int list, int at) const {
    return lexicon_.matcher().EndOfList(list, reading_.tokens, at);
  }

  std::string Typed(int begin, int end) const {
    const int from = reading_.tokens[begin].begin;
    const int to = reading_.tokens[end - 1].end;
    return std::string(text_.substr(from, to - from));
  }

  bool TalksOfMassage() const {
    return std::any_of(
        reading_.found.begin(), reading_.found.end(), [](const Found& found) {
          return found.kind == Kind::kTechnique ||
                 found.kind == Kind::kPreference ||
                 (found.kind == Kind::kTopic && found.id == "massage");
        });
  }

  // A short sentence that tells nothing of health: "who can help in Leeds?"
  bool IsShortRequest(int at) const {
    const int sentence = reading_.sentence[at];
    const auto of_sentence = std::equal_range(
        reading_.sentence.begin(), reading_.sentence.end(), sentence);
    const auto words = of_sentence.second - of_sentence.first;
    const absl::Span<const Found> found = reading_.FoundIn(sentence);
    return words <= kShortRequest &&
           std::all_of(found.begin(), found.end(), [](const Found& f) {
             return f.kind == Kind::kTime || f.kind == Kind::kAnswer ||
                    f.kind == Kind::kDenial;
           });
  }

  bool Covered(int at) const { return covered_[at]; }

  // A word that is a name by itself.
  bool IsStrong(int at) const {
    const Token& token = reading_.tokens[at];
    if (token.is_number || Covered(at)) return false;
    if (List(not_, at) > 0 || List(part_, at) > 0) return false;
    if (token.repaired) return token.capitalized;
    const Vocabulary& words = lexicon_.vocabulary();
    return token.capitalized || words.IsName(token.text) ||
           !words.IsCorrect(token.text);
  }

  // The end of a name that begins at a token; `at` where none does.
  int Name(int at) const {
    int end = at;
    bool strong = false;
    while (end < size_ && end - at < kMostWords) {
      const Break before = reading_.tokens[end].before;
      if (end > at && before == Break::kSentence) break;
      if (end > at && before == Break::kComma &&
          !(IsStrong(end) && reading_.tokens[end].capitalized)) {
        break;
      }
      if (IsStrong(end)) {
        strong = true;
        ++end;
      } else if (const int part = List(part_, end); part > 0 && !Covered(end)) {
        end = part;
      } else {
        break;
      }
    }
    return strong || (pending_ && end > at) ? end : at;
  }

  // The whole answer but for words such as "ok try".
  std::string BareName() const {
    int at = 0;
    while (at < size_) {
      const int filler = List(filler_, at);
      if (filler == 0) break;
      at = filler;
    }
    for (int i = at; i < size_; ++i) {
      const int end = Name(i);
      if (end > i) return Typed(i, end);
    }
    return "";
  }

  const Lexicon& lexicon_;
  absl::string_view text_;
  bool pending_;
  const Reading& reading_;
  int size_;
  std::vector<bool> covered_;  // Tokens inside a finding.
  // Lists of the pack, by id.
  int near_me_;
  int before_;
  int living_;
  int part_;
  int not_;
  int filler_;
};

}  // namespace

std::string FindPlace(const Lexicon& lexicon, absl::string_view text,
                      absl::string_view pending_slot, const Reading& reading) {
  return PlaceFinder(lexicon, text, pending_slot == kPlaceSlot, reading).Run();
}

}  // namespace unknot::understanding
