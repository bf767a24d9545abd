// Values from number tokens, number words and the time words of the pack.
#include "chatbot/understanding/values.h"

#include <algorithm>
#include <cmath>

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;
using language::v1::TimeKind;
using language::v1::TimePhrase;

constexpr double kDaysInYear = 365;
constexpr double kDaysInMonth = 30;
constexpr int kMostParts = 4;  // Of a span: years, months, weeks and days.

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
        size_(static_cast<int>(reading.tokens.size())),
        used_(reading.tokens.size(), false) {
    // Kept in order of the text, so that the first stays the first.
    times_at_ = FirstAt([](const Match& match) { return match.begin; },
                        times_by_begin_);
    times_to_ =
        FirstAt([](const Match& match) { return match.end; }, times_by_end_);
  }

  std::vector<double> Run() {
    FindSeverityNumbers();
    FindAges();
    FindDurations();
    FindSeverityWords();
    return BareNumbers();
  }

 private:
  const TimePhrase& phrase(const Match& match) const {
    return lexicon_.pack().time_phrases(lexicon_.use(match.phrase).record);
  }

  // Sorts the time phrases by a position and returns, for each token and one
  // beyond the last, where in `sorted` those at it begin.
  template <typename Position>
  std::vector<int> FirstAt(Position position,
                           std::vector<const Match*>& sorted) const {
    std::vector<int> first(reading_.tokens.size() + 2, 0);
    for (const Match& match : reading_.times) ++first[position(match) + 1];
    for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    sorted.resize(reading_.times.size());
    std::vector<int> next = first;
    for (const Match& match : reading_.times)
      sorted[next[position(match)]++] = &match;
    return first;
  }

  absl::Span<const Match* const> TimesAt(int at) const {
    return absl::MakeConstSpan(times_by_begin_)
        .subspan(times_at_[at], times_at_[at + 1] - times_at_[at]);
  }

  absl::Span<const Match* const> TimesTo(int end) const {
    return absl::MakeConstSpan(times_by_end_)
        .subspan(times_to_[end], times_to_[end + 1] - times_to_[end]);
  }

  // The longest time phrase of a kind that begins at a token.
  const Match* TimeAt(int at, TimeKind kind) const {
    const Match* best = nullptr;
    for (const Match* match : TimesAt(at)) {
      if (phrase(*match).kind() != kind) continue;
      if (best == nullptr || match->end > best->end) best = match;
    }
    return best;
  }

  // The time phrase of a kind that ends at a token.
  const Match* TimeEndingAt(int end, TimeKind kind) const {
    for (const Match* match : TimesTo(end)) {
      if (phrase(*match).kind() == kind) return match;
    }
    return nullptr;
  }

  Matcher::Number NumberAt(int at) const {
    return lexicon_.matcher().NumberAt(reading_.tokens, at);
  }

  // The token after a time phrase of a kind at a token; `at` where there is
  // none.
  int Skip(int at, TimeKind kind) const {
    const Match* match = at < size_ ? TimeAt(at, kind) : nullptr;
    return match == nullptr ? at : match->end;
  }

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

  // "7/10", "7 out of 10", "I'd give it a 7".
  void FindSeverityNumbers() {
    for (int i = 0; i < size_; ++i) {
      const Matcher::Number number = NumberAt(i);
      if (number.end == 0 || number.value < 0 || number.value > 10) continue;
      const int at = Skip(number.end, lv1::TIME_KIND_OUT_OF);
      if (at != number.end) {
        const Matcher::Number ten = NumberAt(at);
        if (ten.end > 0 && ten.value == 10)
          Add(Kind::kSeverity, "number", i, ten.end, number.value);
        continue;
      }
      const bool said = i > 0 && reading_.tokens[i].before == Break::kNone &&
                        TimeEndingAt(i, lv1::TIME_KIND_SEVERITY_BEFORE);
      const bool counts_something =
          number.end < size_ &&
          reading_.tokens[number.end].before == Break::kNone &&
          (TimeAt(number.end, lv1::TIME_KIND_UNIT) != nullptr ||
           reading_.tokens[number.end].is_number);
      if (said && !counts_something)
        Add(Kind::kSeverity, "number", i, number.end, number.value);
    }
  }

  void FindAges() {
    for (int i = 0; i < size_; ++i) {
      if (used_[i]) continue;
      const Matcher::Number number = NumberAt(i);
      if (number.end == 0) continue;
      const Match* after = number.end < size_
                               ? TimeAt(number.end, lv1::TIME_KIND_AGE_AFTER)
                               : nullptr;
      const bool plausible = number.value >= 1 && number.value <= 120 &&
                             number.value == std::floor(number.value);
      if (!plausible) continue;
      if (after != nullptr) {
        Add(Kind::kAge, "years", i, after->end, number.value);
        continue;
      }
      const bool before = i > 0 && TimeEndingAt(i, lv1::TIME_KIND_AGE_BEFORE);
      const bool unit =
          number.end < size_ && TimeAt(number.end, lv1::TIME_KIND_UNIT);
      const bool clause_goes_on =
          number.end < size_ &&
          reading_.tokens[number.end].before == Break::kNone &&
          (reading_.tokens[number.end].is_number ||
           TimeAt(number.end, lv1::TIME_KIND_OUT_OF) != nullptr);
      if (before && !unit && !clause_goes_on && number.value >= 5)
        Add(Kind::kAge, "years", i, number.end, number.value);
    }
  }

  // A number with a unit, as days: "3 weeks", "3 to 4 weeks", "2 and a half
  // years", "3 weeks and 2 days", of which at most `most_parts` are looked at.
  // Sets `end`; 0 days and end 0 for none.
  double Span(int at, int& end, int most_parts = kMostParts) const {
    end = 0;
    const Matcher::Number number = NumberAt(at);
    if (number.end == 0) return 0;
    double amount = number.value;
    int next = number.end;
    // A range counts as its middle.
    const int to = Skip(next, lv1::TIME_KIND_RANGE);
    const Matcher::Number upper = NumberAt(to);
    if (upper.end > 0 && upper.value > amount) {
      amount = (amount + upper.value) / 2;
      next = upper.end;
    }
    const int after_half = Skip(next, lv1::TIME_KIND_HALF);
    const bool half = after_half != next;
    next = after_half;
    if (next >= size_) return 0;
    const Match* unit = TimeAt(next, lv1::TIME_KIND_UNIT);
    if (unit == nullptr) return 0;
    if (half) amount += 0.5;
    end = unit->end;
    if (const int after = Skip(end, lv1::TIME_KIND_HALF); after != end) {
      amount += 0.5;
      end = after;
    }
    double days = amount * phrase(*unit).days();
    int rest_end = 0;
    const int rest_at = Skip(end, lv1::TIME_KIND_AND);
    if (most_parts > 1 && rest_at < size_ &&
        reading_.tokens[rest_at].before != Break::kSentence) {
      const double rest = Span(rest_at, rest_end, most_parts - 1);
      if (rest_end > 0 && rest < phrase(*unit).days()) {
        days += rest;
        end = rest_end;
      }
    }
    return days;
  }

  bool Blocked(int begin, int end) const {
    return TimeEndingAt(begin, lv1::TIME_KIND_NOT_BEFORE) != nullptr ||
           TimeAt(end, lv1::TIME_KIND_NOT_AFTER) != nullptr;
  }

  void FindDurations() {
    for (int i = 0; i < size_; ++i) {
      if (used_[i]) continue;
      int end = 0;
      double days = Span(i, end);
      if (end > 0) {
        if (end < size_ && TimeAt(end, lv1::TIME_KIND_PREGNANT_AFTER)) {
          const Match* pregnant = TimeAt(end, lv1::TIME_KIND_PREGNANT_AFTER);
          Add(Kind::kPregnancyWeeks, "weeks", i, pregnant->end,
              std::floor(days / 7));
          continue;
        }
        if (Blocked(i, end)) {
          Use(i, end);
          continue;
        }
        Add(Kind::kDuration, "days", i, end, days);
        continue;
      }
      if (const Match* span = TimeAt(i, lv1::TIME_KIND_SPAN); span != nullptr) {
        if (!Blocked(span->begin, span->end) && !AnyUsed(*span))
          Add(Kind::kDuration, "days", i, span->end, phrase(*span).days());
        continue;
      }
      SinceDate(i);
    }
  }

  bool AnyUsed(const Match& match) const {
    for (int i = match.begin; i < match.end; ++i) {
      if (used_[i]) return true;
    }
    return false;
  }

  // "since Tuesday", "on Monday", "since March", "since 2019".
  void SinceDate(int at) {
    int next = Skip(at, lv1::TIME_KIND_SINCE);
    const bool since = next != at;
    next = Skip(next, lv1::TIME_KIND_ON);
    if (next == at || next >= size_) return;
    if (const Match* day = TimeAt(next, lv1::TIME_KIND_WEEKDAY)) {
      const int now = (static_cast<int>(absl::GetWeekday(today_)) + 1) % 7;
      int days = (now - phrase(*day).index() + 7) % 7;
      if (days == 0) days = 7;
      Add(Kind::kDuration, "days", at, day->end, days);
      return;
    }
    if (!since) return;
    if (const Match* month = TimeAt(next, lv1::TIME_KIND_MONTH)) {
      int months = today_.month() - phrase(*month).index();
      if (months <= 0) months += 12;
      Add(Kind::kDuration, "days", at, month->end, months * kDaysInMonth);
      return;
    }
    const Token& token = reading_.tokens[next];
    if (token.is_number && token.value >= 1940 &&
        token.value <= static_cast<double>(today_.year())) {
      const double years = static_cast<double>(today_.year()) - token.value;
      Add(Kind::kDuration, "days", at, next + 1,
          std::max(years, 0.5) * kDaysInYear);
    }
  }

  void FindSeverityWords() {
    const Covering longer(reading_.severities);
    const Covering look_alikes(reading_.look_alikes);
    for (const Match& match : reading_.severities) {
      const bool hidden = longer.Any(match, [&](const Match& other) {
        return other.end - other.begin > match.end - match.begin;
      }) || look_alikes.Any(match, [](const Match&) { return true; });
      if (hidden) continue;
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

  std::vector<double> BareNumbers() const {
    std::vector<double> bare;
    for (int i = 0; i < size_; ++i) {
      const Matcher::Number number = NumberAt(i);
      if (number.end == 0 || used_[i]) continue;
      bare.push_back(number.value);
      i = number.end - 1;
    }
    return bare;
  }

  const Lexicon& lexicon_;
  absl::CivilDay today_;
  Reading& reading_;
  int size_;
  std::vector<bool> used_;
  std::vector<const Match*> times_by_begin_;
  std::vector<const Match*> times_by_end_;
  std::vector<int> times_at_;
  std::vector<int> times_to_;
};

}  // namespace

std::vector<double> FindValues(const Lexicon& lexicon, absl::CivilDay today,
                               Reading& reading) {
  return Values(lexicon, today, reading).Run();
}

}  // namespace unknot::understanding
