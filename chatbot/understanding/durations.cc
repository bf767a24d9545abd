// A span is a number with a unit, a phrase of the pack, or what has passed
// since a day, a month, a year or an age. What governs it stands before it,
// beyond words such as "for about".
#include "chatbot/understanding/durations.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;
using language::v1::TimeKind;

// Lists of the pack.
constexpr char kLead[] = "time_lead";         // "about", "nearly"
constexpr char kGoingOn[] = "time_going_on";  // "for", "for the last"
constexpr char kFiller[] = "time_filler";     // "plus", "whole": "4 plus weeks"
constexpr char kArticle[] = "time_a";         // "a"
constexpr char kFor[] = "time_for";           // "for", of days and more
constexpr char kNowLater[] = "time_now_later";  // "now it is", before "later"
constexpr char kAgo[] = "time_ago";             // "ago", "back"
constexpr char kTail[] = "time_tail";           // "or so", "now"
constexpr char kOrdinal[] = "time_ordinal";     // "day" in "day 4"
constexpr char kTo[] = "time_texted_for";       // "4", "2": "bk pain 4 3 wks"
constexpr char kBirth[] = "time_since_age";     // "since i was", "since age"
constexpr char kTens[] = "time_tens_of_age";    // "since my"
constexpr char kSpent[] = "time_spent";  // "after", before weeks of a cause
constexpr char kTodayIs[] = "time_today_is";     // "today is", before a weekday
constexpr char kAt[] = "time_spent_at";          // "at", "of"
constexpr char kPregnant[] = "pregnant_before";  // "pregnant", "pregnant at"

constexpr int kMostParts = 4;    // Of a span: years, months, weeks, days.
constexpr int kBeforeVerb = 3;   // Words: "have not really slept".
constexpr int kBeforeCause = 2;  // Words: "at the laptop".
constexpr double kDaysInYear = 365;
constexpr int kOldestYear = 1940;
constexpr int kMostCounted = 60;  // The highest day, week or month counted.
constexpr double kDecadeOfLife = 10;

// A span of time that may become a duration.
struct Span {
  int begin = 0;
  int end = 0;  // 0 where there is no span.
  double days = 0;
  double unit = 0;  // Days of its unit; 0 where it has none.
  const char* id = "days";
  bool dated = false;     // It says since when, not how long.
  bool going_on = false;  // Words such as "for" or "ago" are part of it.
  bool led = false;       // The same, or "about".
  bool still = false;     // It leads up to now: "now it is a month later".
  bool bare = false;      // A unit without a number: "months", "a week".
};

class Durations {
 public:
  Durations(const Lexicon& lexicon, absl::CivilDay today, double age_years,
            const TimeWords& times, Reading& reading, std::vector<bool>& used)
      : lexicon_(lexicon),
        today_(today),
        age_years_(age_years),
        times_(times),
        reading_(reading),
        used_(used),
        found_at_(reading.tokens.size()),
        dropped_(reading.found.size(), false) {
    for (size_t i = 0; i < reading.found.size(); ++i)
      found_at_[reading.found[i].begin].push_back(static_cast<int>(i));
  }

  void Run() {
    ReadToday();
    for (int i = 0; i < times_.size(); ++i) {
      if (used_[i]) continue;
      Span span = SpanAt(i);
      if (span.end == 0) continue;
      if (IsPregnancy(span)) continue;
      // Words around it say what is past ("years ago"): they stay free to.
      const Span core = span;
      bool other = IsGoverned(span);
      if (!other) {
        TakeTail(span);
        TakeLeads(span);
        other = IsGoverned(span) || IsPart(span) || IsTooVague(span);
      }
      if (!other) Add(Kind::kDuration, span.id, core, span.days);
      Use(span);
      i = std::max(i, span.end - 1);
    }
    size_t i = 0;
    std::erase_if(reading_.found, [&](const Found&) {
      return i < dropped_.size() ? dropped_[i++] : false;
    });
  }

 private:
  // "On Sunday, and today is Tuesday": the text says itself what day it is.
  void ReadToday() {
    weekday_ = (static_cast<int>(absl::GetWeekday(today_)) + 1) % 7;
    for (int i = 0; i < times_.size(); ++i) {
      const int next =
          lexicon_.matcher().EndOfList(kTodayIs, reading_.tokens, i);
      const Match* day =
          next == 0 ? nullptr : times_.At(next, lv1::TIME_KIND_WEEKDAY);
      if (day == nullptr) continue;
      weekday_ = times_.Phrase(*day).index();
      weekday_is_told_ = true;
      for (int at = i; at < day->end; ++at) used_[at] = true;
      return;
    }
  }

  // The index of a finding that was there before, of one of some kinds, that
  // begins at a token; -1 where there is none.
  int FoundAt(int at, std::initializer_list<Kind> kinds) const {
    if (at >= times_.size()) return -1;
    for (const int i : found_at_[at]) {
      if (std::find(kinds.begin(), kinds.end(), reading_.found[i].kind) !=
          kinds.end()) {
        return i;
      }
    }
    return -1;
  }

  void Use(const Span& span) {
    for (int i = span.begin; i < span.end; ++i) used_[i] = true;
  }

  void Add(Kind kind, const char* id, const Span& span, double value) {
    Found found;
    found.kind = kind;
    found.id = id;
    found.begin = span.begin;
    found.end = span.end;
    found.value = value;
    // "Could not sleep for 3 days" has 3 days, "not 3 days" has none.
    found.not_negatable = true;
    reading_.found.push_back(std::move(found));
    Use(span);
  }

  // The longest way to read a span at a token.
  Span SpanAt(int at) const {
    Span best = Counted(at);
    const auto consider = [&best](const Span& span) {
      if (span.end > best.end) best = span;
    };
    consider(Said(at));
    consider(Ordinal(at));
    consider(SinceAge(at));
    consider(SinceDate(at));
    return best;
  }

  // "3 weeks", "3 to 4 weeks", "2 and a half years", "3 weeks and 2 days".
  Span Counted(int at, int parts = kMostParts) const {
    const Matcher::Number number = times_.NumberAt(at);
    if (number.end == 0) return {};
    double amount = number.value;
    int next = number.end;
    if (const Matcher::Number upper = UpperEnd(next, amount); upper.end > 0) {
      amount = (amount + upper.value) / 2;
      next = upper.end;
    }
    const int after_half = times_.Skip(next, lv1::TIME_KIND_HALF);
    bool half = after_half != next;
    next = times_.SkipList(kFiller, after_half);
    const Match* unit = times_.At(next, lv1::TIME_KIND_UNIT);
    if (unit == nullptr || times_.token(next).before == Break::kSentence)
      return {};
    Span span;
    span.begin = at;
    span.end = unit->end;
    span.unit = times_.Phrase(*unit).days();
    if (!half) {
      const int after = times_.Skip(span.end, lv1::TIME_KIND_HALF);
      half = after != span.end;
      span.end = after;
    }
    span.days = (amount + (half ? 0.5 : 0)) * span.unit;
    AddRest(span, parts - 1);
    return span;
  }

  // The upper end of a range, which counts as its middle: "to 4", or "4" right
  // after a 3.
  Matcher::Number UpperEnd(int at, double lower) const {
    if (at >= times_.size() || times_.token(at).before == Break::kSentence)
      return {};
    const Matcher::Number upper =
        times_.NumberAt(times_.Skip(at, lv1::TIME_KIND_RANGE));
    return upper.value > lower ? upper : Matcher::Number();
  }

  // "and 2 days", of a smaller unit, of which at most `parts` are looked at.
  void AddRest(Span& span, int parts) const {
    if (parts == 0) return;
    const int at = times_.Skip(span.end, lv1::TIME_KIND_AND);
    if (at >= times_.size() || times_.token(at).before == Break::kSentence)
      return;
    const Span rest = Counted(at, parts);
    if (rest.end == 0 || rest.unit <= 0 || rest.unit >= span.unit) return;
    span.days += rest.days;
    span.end = rest.end;
  }

  // "a fortnight", "for ages".
  Span Said(int at) const {
    const Match* match = times_.At(at, lv1::TIME_KIND_SPAN);
    if (match == nullptr) return {};
    for (int i = match->begin; i < match->end; ++i) {
      if (used_[i]) return {};
      if (i > match->begin && times_.token(i).before == Break::kSentence)
        return {};
    }
    Span span;
    span.begin = at;
    span.end = match->end;
    span.days = times_.Phrase(*match).days();
    const Match* unit = times_.EndingAt(span.end, lv1::TIME_KIND_UNIT);
    if (unit != nullptr) {
      span.unit = times_.Phrase(*unit).days();
      const int article =
          lexicon_.matcher().EndOfList(kArticle, reading_.tokens, at);
      span.bare = unit->begin == at || unit->begin == article;
    }
    AddRest(span, kMostParts - 1);
    return span;
  }

  // "day 4", "week 3 of this".
  Span Ordinal(int at) const {
    const Match* unit = times_.At(at, lv1::TIME_KIND_UNIT);
    if (unit == nullptr) return {};
    const int next =
        lexicon_.matcher().EndOfList(kOrdinal, reading_.tokens, at);
    if (next == 0 || unit->end != next || !times_.Joined(next) ||
        !times_.token(next).is_number ||
        (times_.Joined(at) && times_.token(at - 1).is_number)) {
      return {};
    }
    const double count = times_.token(next).value;
    if (count < 1 || count > kMostCounted ||
        times_.At(next + 1, lv1::TIME_KIND_UNIT) != nullptr) {
      return {};
    }
    Span span;
    span.begin = at;
    span.end = next + 1;
    span.unit = times_.Phrase(*unit).days();
    span.days = count * span.unit;
    return span;
  }

  // "since I was 20", "since my 20s", of a person whose age is known; else only
  // that the number is no duration.
  Span SinceAge(int at) const {
    if (times_.At(at, lv1::TIME_KIND_SINCE) == nullptr) return {};
    int next = lexicon_.matcher().EndOfList(kBirth, reading_.tokens, at);
    double then = 0;
    if (next == 0) {
      next = lexicon_.matcher().EndOfList(kTens, reading_.tokens, at);
      then = kDecadeOfLife / 2;
    }
    if (next == 0) return {};
    const Matcher::Number number = times_.NumberAt(next);
    if (number.end == 0) return {};
    Span span;
    span.begin = at;
    span.end = number.end;
    span.dated = true;
    span.going_on = true;
    const double years = age_years_ - number.value - then;
    span.days = years > 0 ? years * kDaysInYear : -1;
    return span;
  }

  // "since Tuesday", "on Monday", "since March", "since 2019".
  Span SinceDate(int at) const {
    int next = times_.Skip(at, lv1::TIME_KIND_SINCE);
    const bool since = next != at;
    next = times_.Skip(next, lv1::TIME_KIND_ON);
    if (next >= times_.size() || (next == at && !weekday_is_told_)) return {};
    Span span;
    span.begin = at;
    span.id = weekday_is_told_ ? "days" : "since_date";
    span.dated = true;
    span.going_on = since;
    if (const Match* day = times_.At(next, lv1::TIME_KIND_WEEKDAY)) {
      const int days = (weekday_ - times_.Phrase(*day).index() + 7) % 7;
      span.end = day->end;
      span.days = days == 0 ? 7 : days;
    } else if (!since) {
      return {};
    } else if (const Match* month = times_.At(next, lv1::TIME_KIND_MONTH)) {
      span.end = month->end;
      span.days = DaysSinceMonth(times_.Phrase(*month).index());
    } else if (const Token& year = times_.token(next);
               year.is_number && year.value >= kOldestYear &&
               year.value <= static_cast<double>(today_.year())) {
      const double years = static_cast<double>(today_.year()) - year.value;
      span.end = next + 1;
      span.days = std::max(years, 0.5) * kDaysInYear;
    }
    return span;
  }

  // Since the middle of the last month of that number, or since the beginning
  // of this one.
  double DaysSinceMonth(int month) const {
    if (month == today_.month()) return today_.day();
    const auto year =
        month < today_.month() ? today_.year() : today_.year() - 1;
    return static_cast<double>(today_ - absl::CivilDay(year, month, 15));
  }

  bool IsPregnancy(Span& span) {
    if (span.unit < 7) return false;
    int end = times_.Skip(span.end, lv1::TIME_KIND_PREGNANT_AFTER);
    int begin = span.begin;
    if (end == span.end) {
      begin = times_.BackOver(kPregnant, begin);
      if (begin == span.begin) return false;
      end = span.end;
    }
    span.begin = begin;
    span.end = end;
    Add(Kind::kPregnancyWeeks, "weeks", span, std::floor(span.days / 7));
    return true;
  }

  // "after two weeks at the laptop".
  bool IsTimeSpentOnACause(const Span& span) const {
    if (span.unit < 1) return false;
    const int begin = times_.BackOver(kLead, span.begin);
    if (times_.BackOver(kSpent, begin) == begin) return false;
    const int next = times_.SkipList(kAt, span.end);
    if (next == span.end) return false;
    for (int at = span.end; at <= next + kBeforeCause; ++at) {
      if (FoundAt(at, {Kind::kCause}) >= 0) return true;
    }
    return false;
  }

  // "ago", "or so", "now". The back of "five weeks back" is no place.
  void TakeTail(Span& span) {
    if (const int end = times_.SkipList(kAgo, span.end); end != span.end) {
      const int region = FoundAt(span.end, {Kind::kRegion});
      const bool place = region >= 0 && times_.Joined(end) &&
                         FoundAt(end, {Kind::kPain, Kind::kQuality}) >= 0;
      if (!place) {
        if (region >= 0 && reading_.found[region].end == end)
          dropped_[region] = true;
        span.end = end;
        span.going_on = true;
      }
    }
    while (true) {
      const int end = times_.SkipList(kTail, span.end);
      if (end == span.end) break;
      span.end = end;
      span.going_on = true;
    }
  }

  void TakeLeads(Span& span) {
    while (true) {
      int begin = times_.BackOver(kGoingOn, span.begin);
      if (begin != span.begin) {
        span.going_on = true;
      } else if (begin = times_.BackOver(kNowLater, span.begin);
                 begin != span.begin) {
        span.still = true;
      } else {
        begin = std::min(times_.BackOver(kLead, span.begin),
                         times_.BackOver(kFor, span.begin));
      }
      span.led |= begin != span.begin;
      if (begin == span.begin) {
        begin = times_.BackOver(kTo, span.begin);
        if (begin == span.begin || span.unit < 1) return;
        span.begin = begin;
        span.going_on = true;
        return;
      }
      if (used_[begin]) return;
      span.begin = begin;
    }
  }

  // "sit for 3 hours", "every 3 weeks". Of a day ("running this morning") it
  // says nothing.
  bool IsGoverned(const Span& span) const {
    if (span.unit == 0 || !times_.Joined(span.begin)) return false;
    const Match* governor =
        times_.EndingAt(span.begin, lv1::TIME_KIND_NOT_BEFORE);
    // "Coming up to" says how long, "up to" only how long at most.
    const int lead = std::min({times_.BackOver(kGoingOn, span.begin),
                               times_.BackOver(kFor, span.begin),
                               times_.BackOver(kLead, span.begin)});
    return governor != nullptr && governor->begin <= lead &&
           !IsSymptom(*governor) && !IsTimeSpentOnACause(span);
  }

  // "Have not slept for 2 weeks" tells of no sleep of 2 weeks.
  bool IsSymptom(const Match& words) const {
    for (int at = std::max(words.begin - kBeforeVerb, 0); at <= words.begin;
         ++at) {
      const int i = FoundAt(at, {Kind::kSymptom, Kind::kQuality});
      if (i >= 0 && reading_.found[i].end > words.begin &&
          reading_.found[i].end <= words.end) {
        return true;
      }
    }
    return false;
  }

  // "Months" in "the winter months", minutes that are not said to be over; ages
  // of somebody whose age is not known.
  bool IsTooVague(const Span& span) const {
    const bool small = span.unit > 0 && span.unit < 1 && span.days < 1;
    return span.days < 0 || (small && !span.going_on && !IsWholeText(span)) ||
           (span.bare && !span.going_on && !span.led && !IsWholeClause(span) &&
            !IsOfComplaint(span)) ||
           (IsSomeDay(span) && !span.going_on && !span.led &&
            !IsWholeClause(span));
  }

  // "What if it goes numb one day": a day some time.
  bool IsSomeDay(const Span& span) const {
    return span.unit == 1 && span.days == 1 &&
           times_.NumberAt(span.begin).end > 0 &&
           !times_.token(span.begin).is_number;
  }

  // "Stiff neck, desk work, a week": an item of a list, or all of the text.
  bool IsWholeClause(const Span& span) const {
    return (span.begin == 0 ||
            times_.token(span.begin).before != Break::kNone) &&
           (span.end == times_.size() ||
            times_.token(span.end).before != Break::kNone);
  }

  // "A week of back pain."
  bool IsOfComplaint(const Span& span) const {
    const int next = times_.SkipList(kAt, span.end);
    if (next == span.end) return false;
    for (int at = next; at <= next + kBeforeCause; ++at) {
      if (FoundAt(at, {Kind::kPain, Kind::kQuality, Kind::kRegion,
                       Kind::kSymptom}) >= 0) {
        return true;
      }
    }
    return false;
  }

  // "3 days a week", "5 weeks later"; takes what makes it so.
  bool IsPart(Span& span) const {
    if (span.unit == 0 || !times_.Joined(span.end)) return false;
    const int end = times_.Skip(span.end, lv1::TIME_KIND_NOT_AFTER);
    if (end == span.end || span.still) return false;
    span.end = end;
    return true;
  }

  bool IsWholeText(const Span& span) const {
    return span.begin == 0 && span.end == times_.size();
  }

  const Lexicon& lexicon_;
  absl::CivilDay today_;
  int weekday_ = 0;  // Of today, 0 to 6, Sunday first.
  bool weekday_is_told_ = false;
  double age_years_;
  const TimeWords& times_;
  Reading& reading_;
  std::vector<bool>& used_;
  std::vector<absl::InlinedVector<int, 2>> found_at_;  // By first token.
  std::vector<bool> dropped_;                          // Of those findings.
};

}  // namespace

void FindDurations(const Lexicon& lexicon, absl::CivilDay today,
                   double age_years, const TimeWords& times, Reading& reading,
                   std::vector<bool>& used) {
  Durations(lexicon, today, age_years, times, reading, used).Run();
}

}  // namespace unknot::understanding
