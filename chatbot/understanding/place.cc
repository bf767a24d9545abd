// Postal codes by their shape; towns by the words before them and by not being
// ordinary words.
#include "chatbot/understanding/place.h"

#include <re2/re2.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/ascii.h"

namespace unknot::understanding {
namespace {

// Lists of the pack.
constexpr char kNearMe[] = "place_near_me";  // "near me"
constexpr char kBefore[] = "place_before";   // "in", "around"
constexpr char kLiving[] = "place_living";   // "i live in", "i am in"
constexpr char kPart[] = "place_part";       // "north", "upon", "creek"
constexpr char kEnding[] = "place_ending";   // "creek", "hill": "johns creek"
constexpr char kOwner[] = "my";              // "our" in "in our village"
constexpr char kNot[] = "place_not";         // "pain", "bed", "general"
constexpr char kFiller[] = "place_filler";   // "ok", "try", "maybe"
constexpr char kSure[] = "place_sure";       // "in", "near"
constexpr char kShort[] = "place_short";     // "St.", "Mt."
constexpr char kAnd[] = "place_and";         // "and", of a crossing of streets
constexpr char kMeasure[] = "measure";       // "steps": "10000 steps"
constexpr char kSearch[] = "place_search";   // "find me someone"
constexpr char kLookedFor[] = "place_looked_for";  // "RMT", "therapist"
constexpr char kMore[] = "place_more";  // "the", "not": after a name alone
constexpr size_t kShortestName = 3;     // Letters, without a capital.
constexpr int kShortName = 4;           // Words.
constexpr int kShouted = 5;             // Words.
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

// A place is handed on as text, which bytes that are no UTF-8 are not.
std::string WithoutStrayBytes(absl::string_view typed) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(typed.data());
  const int32_t size = static_cast<int32_t>(typed.size());
  std::string text;
  for (int32_t i = 0; i < size;) {
    const int32_t from = i;
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c >= 0) text.append(typed.data() + from, i - from);
  }
  return text;
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
        ending_(lexicon.matcher().ListId(kEnding)),
        owner_(lexicon.matcher().ListId(kOwner)),
        not_(lexicon.matcher().ListId(kNot)),
        filler_(lexicon.matcher().ListId(kFiller)),
        sure_before_(lexicon.matcher().ListId(kSure)),
        short_(lexicon.matcher().ListId(kShort)),
        and_(lexicon.matcher().ListId(kAnd)),
        measure_(lexicon.matcher().ListId(kMeasure)),
        search_(lexicon.matcher().ListId(kSearch)),
        looked_for_(lexicon.matcher().ListId(kLookedFor)),
        more_(lexicon.matcher().ListId(kMore)) {
    // A wish may reach into the place: "RMT in North York".
    for (const Found& found : reading.found) {
      if (found.kind == Kind::kPreference) continue;
      for (int i = found.begin; i < found.end; ++i) covered_[i] = true;
    }
    const auto capitals =
        std::count_if(reading.tokens.begin(), reading.tokens.end(),
                      [](const Token& token) { return token.capitalized; });
    shouts_ = size_ >= kShouted && capitals * 4 > size_ * 3;
  }

  std::string Run() const {
    if (std::string code = FindCode(); !code.empty()) return code;
    re2::StringPiece code;
    if (pending_ &&
        RE2::PartialMatch({text_.data(), text_.size()}, OutwardCode(), &code))
      return std::string(code.data(), code.size());
    for (int i = 0; i < size_; ++i) {
      if (const int end = List(near_me_, i)) return Typed(i, end);
    }
    if (const int end = NameAtStart(); end > 0) return Typed(0, end);
    const bool searching = pending_ || TalksOfMassage() || LooksForSomebody();
    std::string best;
    for (int i = 0; i < size_; ++i) {
      int before = List(living_, i);
      if (before == 0) {
        before = List(before_, i);
        if (before == 0 || !(searching || IsShortRequest(i))) continue;
      }
      sure_ = List(sure_before_, i) == before || List(living_, i) == before;
      const int end = Name(before);
      sure_ = false;
      if (end > before) best = Typed(before, end);
    }
    if (best.empty() && pending_) best = BareName();
    if (best.empty()) best = NameAlone(searching);
    if (best.empty() && searching) best = NameAsSentence();
    return best;
  }

 private:
  int List(int list, int at) const {
    return lexicon_.matcher().EndOfList(list, reading_.tokens, at);
  }

  std::string Typed(int begin, int end) const {
    const int from = reading_.tokens[begin].begin;
    const int to = reading_.tokens[end - 1].end;
    return WithoutStrayBytes(text_.substr(from, to - from));
  }

  // The first postal code that is none of the numbers or levels people tell
  // ("10000 steps", "a1c").
  std::string FindCode() const {
    re2::StringPiece rest(text_.data(), text_.size());
    re2::StringPiece code;
    while (RE2::FindAndConsume(&rest, PostalCode(), &code)) {
      const int begin = static_cast<int>(code.data() - text_.data());
      const int end = begin + static_cast<int>(code.size());
      const auto first = std::lower_bound(
          reading_.tokens.begin(), reading_.tokens.end(), begin,
          [](const Token& token, int at) { return token.begin < at; });
      const auto after = std::lower_bound(
          first, reading_.tokens.end(), end,
          [](const Token& token, int at) { return token.begin < at; });
      const int from = static_cast<int>(first - reading_.tokens.begin());
      const int to = static_cast<int>(after - reading_.tokens.begin());
      const bool counts = to < size_ &&
                          reading_.tokens[to].before == Break::kNone &&
                          List(measure_, to) > 0;
      if (!counts && (from >= size_ || List(not_, from) == 0))
        return std::string(code.data(), code.size());
    }
    return "";
  }

  bool TalksOfMassage() const {
    return std::any_of(
        reading_.found.begin(), reading_.found.end(), [](const Found& found) {
          return found.kind == Kind::kTechnique ||
                 found.kind == Kind::kPreference ||
                 (found.kind == Kind::kTopic && found.id == "massage");
        });
  }

  // "Find me someone in Leeds for my neck."
  bool LooksForSomebody() const {
    for (int i = 0; i < size_; ++i) {
      if (List(search_, i) > 0) return true;
    }
    return false;
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

  // A capital says nothing where all words have one.
  bool Capitalized(int at) const {
    return reading_.tokens[at].capitalized && !shouts_;
  }

  // True where "St." and the like go on after their full stop.
  bool IsAbbreviated(int at) const {
    return at > 0 && List(short_, at - 1) == at &&
           reading_.tokens[at].begin - reading_.tokens[at - 1].end <= 2;
  }

  // A word that is a name by itself.
  bool IsStrong(int at) const {
    const Token& token = reading_.tokens[at];
    if (token.is_number || Covered(at)) return false;
    if (List(not_, at) > 0 || List(part_, at) > 0) return false;
    const Vocabulary& words = lexicon_.vocabulary();
    // Behind "in" an unknown word is a town, however near a known one it is.
    if (token.repaired) return Capitalized(at) || sure_;
    return Capitalized(at) || words.IsName(token.text) ||
           !words.IsOrdinary(token.text);
  }

  // "In johns creek": an everyday word that an ending makes a name.
  bool IsNamedByEnding(int at) const {
    return at + 1 < size_ && !reading_.tokens[at].is_number && !Covered(at) &&
           reading_.tokens[at + 1].before == Break::kNone &&
           List(ending_, at + 1) == at + 2 && List(not_, at) == 0 &&
           List(part_, at) == 0 && List(owner_, at) == 0;
  }

  // The end of a name that begins at a token; `at` where none does.
  int Name(int at) const {
    int end = at;
    bool strong = false;
    while (end < size_ && end - at < kMostWords) {
      const Break before = reading_.tokens[end].before;
      if (end > at && before == Break::kSentence && !IsAbbreviated(end)) break;
      if (end > at && before == Break::kComma &&
          !(IsStrong(end) && Capitalized(end))) {
        break;
      }
      if (strong && end + 1 < size_ && List(and_, end) == end + 1 &&
          IsStrong(end + 1) && Capitalized(end + 1)) {
        end += 2;
      } else if (IsStrong(end)) {
        strong = true;
        ++end;
      } else if (sure_ && end == at && IsNamedByEnding(end)) {
        strong = true;
        end += 2;
      } else if (const int part = List(part_, end); part > 0 && !Covered(end)) {
        end = part;
      } else {
        break;
      }
    }
    // "Downtown" answers where; the "on" of a whole sentence does not.
    return strong || (pending_ && end > at && size_ <= kShortName) ? end : at;
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

  // A name without "in": after what is looked for ("RMT Etobicoke"), as a last
  // sentence of its own, or as the whole message ("mill creek georgia").
  std::string NameAlone(bool searching) const {
    if (size_ == 0) return "";
    int begin = size_;
    while (begin > 0 && size_ - begin < kMostWords && IsPartOfName(begin - 1) &&
           (begin == size_ || reading_.tokens[begin].before == Break::kNone)) {
      --begin;
    }
    if (begin < size_ && IsKnownName(begin, size_)) {
      const bool own_sentence =
          begin > 0 && reading_.tokens[begin].before == Break::kSentence;
      const bool after_search = begin > 0 && (covered_[begin - 1] ||
                                              List(looked_for_, begin - 1) > 0);
      if (begin == 0 ||
          (searching &&
           (own_sentence || (after_search && size_ <= kShortRequest))))
        return Typed(begin, size_);
    }
    return "";
  }

  // "No questions. Massage. Atlanta. Now."
  std::string NameAsSentence() const {
    for (int i = 0; i < size_; ++i) {
      if (i > 0 && reading_.tokens[i].before != Break::kSentence) continue;
      const int end = Name(i);
      if (end > i && IsKnownName(i, end) &&
          (end == size_ || reading_.tokens[end].before == Break::kSentence)) {
        return Typed(i, end);
      }
    }
    return "";
  }

  // The end of a name with which a message begins that is nothing else
  // ("Sheffield, England") or goes on about it ("Manchester, the UK one"); 0
  // where there is none.
  int NameAtStart() const {
    if (size_ == 0 || size_ > kShortRequest) return 0;
    const int end = Name(0);
    if (end == 0 || !IsKnownName(0, end)) return 0;
    const bool goes_on = end < size_ &&
                         reading_.tokens[end].before == Break::kComma &&
                         List(more_, end) > 0;
    return end == size_ || goes_on ? end : 0;
  }

  // "Creek" is part of a name, and so is what stands before it in a message of
  // few words.
  bool IsPartOfName(int at) const {
    if (IsStrong(at)) return true;
    if (Covered(at) || List(not_, at) > 0) return false;
    if (List(part_, at) == at + 1) return true;
    return size_ <= kShortName && at + 1 < size_ &&
           List(part_, at + 1) == at + 2 && List(filler_, at) == 0;
  }

  // True where a word of the name is only ever a name, or is unknown and typed
  // with a capital.
  bool IsKnownName(int begin, int end) const {
    const Vocabulary& words = lexicon_.vocabulary();
    for (int i = begin; i < end; ++i) {
      const Token& token = reading_.tokens[i];
      if (!IsStrong(i)) continue;
      if (words.IsName(token.text) &&
          (Capitalized(i) || token.text.size() >= kShortestName)) {
        return true;
      }
      if ((Capitalized(i) || (begin > 0 && !token.repaired)) &&
          (token.repaired || !words.IsOrdinary(token.text))) {
        return true;
      }
    }
    return false;
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
  int ending_;
  int owner_;
  int not_;
  int filler_;
  int sure_before_;
  int short_;
  int and_;
  int measure_;
  int search_;
  int looked_for_;
  int more_;
  bool shouts_ = false;        // Most words have a capital.
  mutable bool sure_ = false;  // A place must follow: "in", "I live in".
};

}  // namespace

std::string FindPlace(const Lexicon& lexicon, absl::string_view text,
                      absl::string_view pending_slot, const Reading& reading) {
  return PlaceFinder(lexicon, text, pending_slot == kPlaceSlot, reading).Run();
}

}  // namespace unknot::understanding
