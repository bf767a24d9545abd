// Values from number tokens, number words and the time words of the pack.
#include "chatbot/understanding/values.h"

#include <algorithm>
#include <cmath>

#include "chatbot/understanding/durations.h"
#include "chatbot/understanding/time_words.h"

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;

// Lists of the pack.
constexpr char kAbout[] = "severity_about";      // "ish"
constexpr char kA[] = "severity_a";              // "a", in "a 5 and a 6"
constexpr char kBetween[] = "severity_between";  // "between"
constexpr char kOfPain[] = "severity_after";     // "on the pain scale"
constexpr char kWhen[] = "severity_when";     // "when", "at": "8 when I move"
constexpr char kMeasure[] = "measure";        // "kg", "pm"
constexpr char kLead[] = "time_lead";         // "about", "nearly"
constexpr char kTail[] = "time_tail";         // "now"
constexpr char kAgeGoesOn[] = "age_goes_on";  // "and", "with"

constexpr double kWorst = 10;
constexpr int kAfterScale = 8;  // Words from a scale to the number on it.
constexpr double kOldest = 120;
constexpr int kFewestOfList = 3;       // Words of a message that lists facts.
constexpr double kYoungestAlone = 16;  // What a lone number may be an age from.
constexpr double kOldestAlone = 99;
constexpr double kYoungestBare = 5;  // "He is 3" may be anything.
constexpr double kDaysInYear = 365;

// Matches in order of begin, to be asked which of them cover another. Looks
// only as far back as the longest one reaches.
class Covering {
 public:
  explicit Covering(const std::vector<Match>& matches) : matches_(matches) {
    for (const Match& match : matches)
      longest_ = std::max(longest_, match.end - match.begin);
  }

  // True where one that covers `inner` is as asked for.
  template <typename Wanted>
  bool Any(const Match& inner, Wanted wanted) const {
    auto other = std::lower_bound(
        matches_.begin(), matches_.end(), inner.end - longest_,
        [](const Match& match, int begin) { return match.begin < begin; });
    for (; other != matches_.end() && other->begin <= inner.begin; ++other) {
      if (inner.end <= other->end && wanted(*other)) return true;
    }
    return false;
  }

 private:
  const std::vector<Match>& matches_;
  int longest_ = 0;
};

class Values {
 public:
  Values(const Lexicon& lexicon, absl::CivilDay today, Reading& reading)
      : lexicon_(lexicon),
        today_(today),
        reading_(reading),
        times_(lexicon, reading),
        size_(static_cast<int>(reading.tokens.size())),
        used_(reading.tokens.size(), false),
        of_complaint_(
            reading.sentence.empty() ? 0 : reading.sentence.back() + 1, false) {
    for (const Found& found : reading.found) {
      if (found.kind == Kind::kPain || found.kind == Kind::kQuality ||
          found.kind == Kind::kRegion) {
        of_complaint_[reading.SentenceOf(found)] = true;
      }
    }
  }

  std::vector<double> Run() {
    FindSeverityNumbers();
    FindAges();
    FindDurations(lexicon_, today_, age_years_, times_, reading_, used_);
    FindSeverityWords();
    FindLoneNumbers();
    return BareNumbers();
  }

 private:
  void Use(int begin, int end) {
    for (int i = begin; i < end; ++i) used_[i] = true;
  }

  void Add(Kind kind, const char* id, int begin, int end, double value) {
    Found found;
    found.kind = kind;
    found.id = id;
    found.begin = begin;
    found.end = end;
    found.value = value;
    reading_.found.push_back(std::move(found));
    Use(begin, end);
  }

  // ---- Severity ------------------------------------------------------------

  // A number from 0 to 10, or the middle of a range of them ("8-9", "5 to 6",
  // "between a 5 and a 6").
  Matcher::Number Strength(int at) const {
    Matcher::Number number = times_.NumberAt(at);
    if (number.end == 0 || number.value < 0 || number.value > kWorst) return {};
    const int next = times_.SkipList(
        kA, times_.Skip(number.end, IsBetween(at) ? lv1::TIME_KIND_AND
                                                  : lv1::TIME_KIND_RANGE));
    if (next < size_ && reading_.tokens[next].before != Break::kSentence) {
      const Matcher::Number upper = times_.NumberAt(next);
      if (upper.end > 0 && upper.value > number.value && upper.value <= kWorst)
        number = {upper.end, (number.value + upper.value) / 2};
    }
    number.end = times_.SkipList(kAbout, number.end);
    return number;
  }

  bool IsBetween(int at) const {
    const int from = times_.BackOver(kA, at);
    const int begin = times_.BackOver(kBetween, from);
    return begin != from &&
           times_.EndingAt(begin, lv1::TIME_KIND_NOT_BEFORE) == nullptr;
  }

  // True where the number counts something: "2 weeks", "5 kg".
  bool Counts(int end) const {
    return times_.Joined(end) &&
           (times_.At(end, lv1::TIME_KIND_UNIT) != nullptr ||
            times_.SkipList(kMeasure, end) != end ||
            reading_.tokens[end].is_number);
  }

  // The token after "out of 10", "/10", "on a scale of 1 to 10".
  int OutOfTen(int at) const {
    const int from = times_.Skip(at, lv1::TIME_KIND_OUT_OF);
    if (from == at) return at;
    Matcher::Number ten = times_.NumberAt(from);
    if (ten.end > 0 && ten.value <= 1)
      ten = times_.NumberAt(times_.Skip(ten.end, lv1::TIME_KIND_RANGE));
    // "7/10/2024" is a day.
    const bool date = times_.Joined(ten.end) &&
                      times_.Skip(ten.end, lv1::TIME_KIND_OUT_OF) != ten.end;
    return ten.end > 0 && ten.value == kWorst && !date ? ten.end : at;
  }

  // "7/10", "7 out of 10", "I'd give it a 7", "on a scale of 1 to 10 it is a
  // 7", "2/10 at rest and 8 when I move".
  void FindSeverityNumbers() {
    int scale_sentence = -1;  // In which a scale was named.
    int scale_end = 0;
    for (int i = 0; i < size_; ++i) {
      if (used_[i]) continue;
      if (const int end = OutOfTen(i); end != i) {
        Use(i, end);
        scale_sentence = reading_.sentence[i];
        scale_end = end;
        i = end - 1;
        continue;
      }
      const Matcher::Number number = Strength(i);
      if (number.end == 0) continue;
      const bool in_scale = scale_sentence == reading_.sentence[i];
      if (const int end = OutOfTen(number.end); end != number.end) {
        Add(Kind::kSeverity, "number", i, end, number.value);
        scale_sentence = reading_.sentence[i];
        scale_end = 0;
        i = end - 1;
        continue;
      }
      if (Counts(number.end)) continue;
      const bool said = times_.Joined(i) &&
                        times_.EndingAt(i, lv1::TIME_KIND_SEVERITY_BEFORE);
      const bool on_scale =
          in_scale &&
          (scale_end > 0 ? i - scale_end <= kAfterScale
                         : times_.SkipList(kWhen, number.end) != number.end);
      const bool between = IsBetween(i) &&
                           number.end > times_.NumberAt(i).end &&
                           of_complaint_[reading_.sentence[i]];
      if (said || on_scale || between ||
          times_.SkipList(kOfPain, number.end) != number.end) {
        Add(Kind::kSeverity, "number", i, number.end, number.value);
        i = number.end - 1;
      } else {
        i = times_.NumberAt(i).end - 1;
      }
    }
  }

  // ---- Ages ----------------------------------------------------------------

  void FindAges() {
    for (int i = 0; i < size_; ++i) {
      if (used_[i]) continue;
      const Matcher::Number number = times_.NumberAt(i);
      const bool plausible = number.end > 0 && number.value >= 1 &&
                             number.value <= kOldest &&
                             number.value == std::floor(number.value);
      if (!plausible) continue;
      // Not glued to the letter before it: "M5V 2T6" is a postcode.
      const bool before =
          i > 0 && reading_.tokens[i].before != Break::kSentence &&
          reading_.tokens[i].begin > reading_.tokens[i - 1].end &&
          times_.EndingAt(i, lv1::TIME_KIND_AGE_BEFORE);
      int end = number.end;
      if (const Match* after = times_.At(end, lv1::TIME_KIND_AGE_AFTER);
          after != nullptr && !IsMeasured(i, *after, before)) {
        end = after->end;
      } else if (!before || number.value < kYoungestBare || !IsAge(end)) {
        continue;
      }
      Add(Kind::kAge, "years", i, end, number.value);
      if (age_years_ == 0) age_years_ = number.value;
    }
  }

  // "I can walk 50 m" has a letter that elsewhere stands for "male".
  bool IsMeasured(int at, const Match& after, bool before) const {
    return !before && after.end == after.begin + 1 &&
           reading_.tokens[after.begin].text.size() == 1 && times_.Joined(at) &&
           (times_.EndingAt(at, lv1::TIME_KIND_NOT_BEFORE) != nullptr ||
            times_.BackOver(kLead, at) != at);
  }

  // True where what follows "I am 45" leaves it an age: "17 years now" does, "5
  // foot" and "2 weeks into it" do not.
  bool IsAge(int& end) const {
    const Match* unit = times_.At(end, lv1::TIME_KIND_UNIT);
    if (unit != nullptr && times_.Joined(end)) {
      const int after = times_.SkipList(kTail, unit->end);
      const bool over = !times_.Joined(unit->end) || after != unit->end ||
                        times_.SkipList(kAgeGoesOn, after) != after;
      if (times_.Phrase(*unit).days() < kDaysInYear || !over ||
          times_.Phrase(*unit).days() >= 2 * kDaysInYear) {
        return false;
      }
      end = after;
      return true;
    }
    return !Counts(end) && times_.Skip(end, lv1::TIME_KIND_OUT_OF) == end;
  }

  // ---- Severity in words ---------------------------------------------------

  // Phrases that lie inside longer ones, or inside a look-alike, do not count.
  void FindSeverityWords() {
    const Covering longer(reading_.severities);
    const Covering look_alikes(reading_.look_alikes);
    for (const Match& match : reading_.severities) {
      const bool hidden = longer.Any(match, [&](const Match& other) {
        return other.end - other.begin > match.end - match.begin;
      }) || look_alikes.Any(match, [](const Match&) { return true; });
      if (hidden || HoldsDenial(match)) continue;
      Found found;
      found.kind = Kind::kSeverity;
      found.id = "word";
      found.begin = match.begin;
      found.end = match.end;
      found.value = lexicon_.pack()
                        .severity_phrases(lexicon_.use(match.phrase).record)
                        .severity();
      reading_.found.push_back(std::move(found));
    }
  }

  // "It is mild, no pain" tells of no mild pain.
  bool HoldsDenial(const Match& match) const {
    for (int i = match.begin + 1; i < match.end; ++i) {
      if (reading_.tokens[i].before == Break::kNone) continue;
      auto cue = std::lower_bound(
          reading_.cues.begin(), reading_.cues.end(), i,
          [](const FoundCue& c, int begin) { return c.begin < begin; });
      for (; cue != reading_.cues.end() && cue->begin == i; ++cue) {
        if (cue->kind == lv1::CUE_KIND_NEGATION) return true;
      }
    }
    return false;
  }

  // ---- Numbers that are all of a clause ------------------------------------

  // "Stiff neck, 4, desk work", "72, my back aches": people who list facts give
  // the strength and the age without a word. Only where neither is said, and
  // each at most once.
  void FindLoneNumbers() {
    if (size_ < kFewestOfList) return;
    for (int i = 0; i < size_; ++i) {
      const Token& token = reading_.tokens[i];
      if (used_[i] || !token.is_number || !IsWholeClause(i)) continue;
      const bool complains =
          std::find(of_complaint_.begin(), of_complaint_.end(), true) !=
          of_complaint_.end();
      if (token.value >= 0 && token.value <= kWorst) {
        if (complains && !Has(Kind::kSeverity))
          Add(Kind::kSeverity, "number", i, i + 1, token.value);
      } else if (token.value >= kYoungestAlone && token.value <= kOldestAlone) {
        if (!Has(Kind::kAge)) Add(Kind::kAge, "years", i, i + 1, token.value);
      }
    }
  }

  bool IsWholeClause(int at) const {
    const int begin = times_.BackOver(kLead, at);  // "about 3"
    return (begin == 0 || reading_.tokens[begin].before != Break::kNone) &&
           (at + 1 == size_ || reading_.tokens[at + 1].before != Break::kNone);
  }

  bool Has(Kind kind) const {
    return std::any_of(
        reading_.found.begin(), reading_.found.end(),
        [kind](const Found& found) { return found.kind == kind; });
  }

  std::vector<double> BareNumbers() const {
    std::vector<double> bare;
    for (int i = 0; i < size_; ++i) {
      const Matcher::Number number = times_.NumberAt(i);
      if (number.end == 0 || used_[i]) continue;
      bare.push_back(number.value);
      i = number.end - 1;
    }
    return bare;
  }

  const Lexicon& lexicon_;
  absl::CivilDay today_;
  double age_years_ = 0;  // The first age said; 0 for none.
  Reading& reading_;
  const TimeWords times_;
  int size_;
  std::vector<bool> used_;
  std::vector<bool> of_complaint_;  // Of each sentence.
};

}  // namespace

std::vector<double> FindValues(const Lexicon& lexicon, absl::CivilDay today,
                               Reading& reading) {
  return Values(lexicon, today, reading).Run();
}

}  // namespace unknot::understanding
