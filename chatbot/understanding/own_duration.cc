// A span belongs to what stands nearest before it in its clause, else after it,
// else in its sentence: "my back hurts since I moved house 3 weeks ago".
#include "chatbot/understanding/own_duration.h"

#include <algorithm>
#include <vector>

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;

// Lists of the pack.
constexpr char kOnsetWords[] = "time_onset";    // "started", "had it"
constexpr char kEventWords[] = "time_event";    // "surgery", "I saw"
constexpr char kChangeWords[] = "time_change";  // "worse"
constexpr char kIf[] = "if";                    // "if", "when"
constexpr char kSince[] = "time_since";         // "since"
constexpr const char* kCompany[] = {"time_company", "time_lead",
                                    "time_going_on", "time_tail",
                                    "time_ago"};  // "it", "maybe", "I think"

constexpr char kDurationSlot[] = "duration";
constexpr char kHealth[] = "health";
constexpr int kMostOtherWords = 1;  // In a sentence that only says how long.

// What a span may belong to.
enum class Anchor {
  kNone,
  kComplaint,  // Something felt.
  kPlace,      // Where: of what stands beside it in the clause, if anything.
  kOnset,
  kCause,
  kCondition,
  kChange,
  kAbsent,     // Something not felt: "no fever for 3 days".
  kEvent,      // Something else that happened.
  kEventSince  // The same, since when the complaint lasts.
};

// How surely a span that belongs to an anchor is the complaint's, by clause.
int FitInClause(Anchor anchor) {
  switch (anchor) {
    case Anchor::kComplaint:
    case Anchor::kPlace:
    case Anchor::kOnset:
    case Anchor::kEventSince:
      return 5;
    case Anchor::kCause:
      return 4;
    case Anchor::kCondition:
      return 2;
    default:
      return 0;
  }
}

bool IsFelt(const Found& found) {
  return found.kind == Kind::kPain || found.kind == Kind::kQuality ||
         found.kind == Kind::kSymptom || found.kind == Kind::kRegion ||
         (found.kind == Kind::kTopic && found.id == kHealth);
}

class Choice {
 public:
  Choice(const Lexicon& lexicon, absl::string_view pending_slot,
         const Reading& reading)
      : lexicon_(lexicon),
        asked_(pending_slot == kDurationSlot),
        reading_(reading),
        size_(static_cast<int>(reading.tokens.size())),
        if_(lexicon.matcher().ListId(kIf)),
        onset_(lexicon.matcher().ListId(kOnsetWords)),
        event_(lexicon.matcher().ListId(kEventWords)),
        change_(lexicon.matcher().ListId(kChangeWords)),
        since_(lexicon.matcher().ListId(kSince)) {
    for (const char* list : kCompany)
      company_.push_back(lexicon.matcher().ListId(list));
    for (const Found& found : reading.found) {
      if (found.kind != Kind::kPain && found.kind != Kind::kQuality) continue;
      if (!found.present()) continue;
      last_hurt_ = reading.SentenceOf(found);
      if (first_hurt_ < 0) first_hurt_ = last_hurt_;
    }
  }

  const Found* Run() {
    const Found* best = nullptr;
    int best_fit = 0;
    int sentence = -1;
    for (const Found& found : reading_.found) {
      if (found.kind != Kind::kDuration || !IsTold(found)) continue;
      if (reading_.SentenceOf(found) != sentence) {
        sentence = reading_.SentenceOf(found);
        MarkSentence(found.begin);
      }
      const int fit = Fit(found);
      if (fit > best_fit) {
        best = &found;
        best_fit = fit;
      }
    }
    return best;
  }

 private:
  // "Help with a sore neck for 3 weeks" imagines no neck, "if it is sore for 3
  // weeks" does.
  bool IsTold(const Found& found) const {
    return found.status == cv1::STATUS_PRESENT && !found.other_person &&
           !found.retracted &&
           (!found.hypothetical || found.cue < 0 || List(if_, found.cue) == 0);
  }

  int List(int list, int at) const {
    return lexicon_.matcher().EndOfList(list, reading_.tokens, at);
  }

  void Mark(int begin, int end, Anchor anchor) {
    for (int i = begin; i < end; ++i) anchors_[i - begin_] = anchor;
  }

  // Says of each word of the sentence around a token what it tells of.
  void MarkSentence(int at) {
    const int sentence = reading_.sentence[at];
    begin_ = at;
    end_ = at;
    while (begin_ > 0 && reading_.sentence[begin_ - 1] == sentence) --begin_;
    while (end_ < size_ && reading_.sentence[end_] == sentence) ++end_;
    anchors_.assign(end_ - begin_, Anchor::kNone);
    known_.assign(end_ - begin_, false);
    for (int i = begin_; i < end_; ++i) {
      if (const int end = List(onset_, i); end > 0)
        Mark(i, std::min(end, end_), Anchor::kOnset);
      for (const int list : company_) {
        if (const int end = List(list, i); end > 0)
          Know(i, std::min(end, end_));
      }
    }
    for (const Found& found : reading_.FoundIn(sentence)) {
      Know(found.begin, std::min(found.end, end_));
      const Anchor anchor = AnchorOf(found);
      // "For 2 years" is a sign of danger by itself; "dislocated" is a
      // condition and how it began.
      const bool began =
          (anchor == Anchor::kEvent || anchor == Anchor::kCondition) &&
          anchors_[found.begin - begin_] == Anchor::kOnset;
      if (anchor != Anchor::kNone && !began && !HoldsDuration(found))
        Mark(found.begin, std::min(found.end, end_), anchor);
    }
    bool since = false;
    for (int i = begin_; i < end_; ++i) {
      if (List(since_, i) > 0) since = true;
      if (const int end = List(change_, i); end > 0)
        Mark(i, std::min(end, end_), Anchor::kChange);
      if (const int end = List(event_, i); end > 0) {
        Mark(i, std::min(end, end_),
             since ? Anchor::kEventSince : Anchor::kEvent);
      }
    }
  }

  void Know(int begin, int end) {
    for (int i = begin; i < end; ++i) known_[i - begin_] = true;
  }

  bool HoldsDuration(const Found& found) const {
    const absl::Span<const Found> near =
        reading_.FoundIn(reading_.SentenceOf(found));
    return std::any_of(near.begin(), near.end(), [&](const Found& other) {
      return other.kind == Kind::kDuration && other.begin < found.end &&
             found.begin < other.end;
    });
  }

  // "On prednisone for years": how long it has been taken is another matter
  // than how long it hurts.
  bool IsTaken(const Found& condition) const {
    const ConceptInfo* info = lexicon_.Find(
        Kind::kCondition, lexicon_.RootOf(Kind::kCondition, condition.id));
    return condition.kind == Kind::kCondition && info != nullptr &&
           !info->label;
  }

  // A sign that is told by the name of what is taken.
  bool IsOfTaken(const Found& found) const {
    if (found.kind != Kind::kSymptom) return false;
    const absl::Span<const Found> near =
        reading_.FoundIn(reading_.SentenceOf(found));
    return std::any_of(near.begin(), near.end(), [&](const Found& other) {
      return other.begin == found.begin && other.end == found.end &&
             IsTaken(other);
    });
  }

  Anchor AnchorOf(const Found& found) const {
    if (found.hypothetical || found.other_person) return Anchor::kNone;
    if (IsTaken(found) || IsOfTaken(found)) return Anchor::kEvent;
    if (found.status == cv1::STATUS_PAST &&
        (found.kind == Kind::kCondition || IsFelt(found))) {
      return Anchor::kEvent;
    }
    if (found.kind == Kind::kCondition)
      return found.present() ? Anchor::kCondition : Anchor::kNone;
    if (found.kind == Kind::kCause)
      return found.present() ? Anchor::kCause : Anchor::kNone;
    if (!IsFelt(found)) return Anchor::kNone;
    if (found.status == cv1::STATUS_ABSENT && found.kind != Kind::kRegion)
      return Anchor::kAbsent;
    if (!found.present()) return Anchor::kNone;
    return found.kind == Kind::kRegion ? Anchor::kPlace : Anchor::kComplaint;
  }

  // The nearest anchor from `at` on in steps of `step`, up to a comma where
  // `in_clause`.
  Anchor Nearest(int at, int step, int clause, bool in_clause) const {
    Anchor place = Anchor::kNone;
    for (; at >= begin_ && at < end_; at += step) {
      if (in_clause && reading_.clause[at] != clause) break;
      const Anchor anchor = anchors_[at - begin_];
      if (anchor == Anchor::kPlace) {
        place = anchor;
      } else if (anchor != Anchor::kNone &&
                 (anchor != Anchor::kAbsent || in_clause)) {
        return anchor;
      }
    }
    return place;
  }

  int Fit(const Found& duration) const {
    const int clause = reading_.ClauseOf(duration);
    for (const bool in_clause : {true, false}) {
      Anchor anchor = Nearest(duration.begin - 1, -1, clause, in_clause);
      if (anchor == Anchor::kNone)
        anchor = Nearest(duration.end, 1, clause, in_clause);
      if (anchor == Anchor::kCondition && SomethingElseHurts(duration))
        return 0;
      if (anchor != Anchor::kNone)
        return std::max(FitInClause(anchor) - (in_clause ? 0 : 1), 0);
    }
    if (SaysOnlyHowLong(duration)) return 2;
    return asked_ ? 1 : 0;
  }

  // "I have had diabetes for 10 years. My shoulder is sore."
  bool SomethingElseHurts(const Found& duration) const {
    const int sentence = reading_.SentenceOf(duration);
    return first_hurt_ >= 0 &&
           (first_hurt_ != sentence || last_hurt_ != sentence);
  }

  // "7 months in.", "about 3 weeks I think"; not "thanks for today".
  bool SaysOnlyHowLong(const Found& duration) const {
    return std::count(known_.begin(), known_.end(), false) <=
           (duration.value > 0 ? kMostOtherWords : 0);
  }

  const Lexicon& lexicon_;
  bool asked_;
  const Reading& reading_;
  int size_;
  int if_;  // Lists of the pack.
  int onset_;
  int event_;
  int change_;
  int since_;
  std::vector<int> company_;
  int first_hurt_ = -1;  // Sentences with pain; -1 for none.
  int last_hurt_ = -1;
  int begin_ = 0;  // Of the sentence that is marked.
  int end_ = 0;
  std::vector<Anchor> anchors_;
  std::vector<bool> known_;
};

}  // namespace

const Found* OwnDuration(const Lexicon& lexicon, absl::string_view pending_slot,
                         const Reading& reading) {
  const bool any = std::any_of(
      reading.found.begin(), reading.found.end(),
      [](const Found& found) { return found.kind == Kind::kDuration; });
  return any ? Choice(lexicon, pending_slot, reading).Run() : nullptr;
}

}  // namespace unknot::understanding
