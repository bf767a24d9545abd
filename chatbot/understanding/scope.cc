// Commas are the hard part: "no fever, chills or weight loss" denies all three,
// "no fever, my leg is numb" does not deny the numbness.
#include "chatbot/understanding/scope.h"

#include <algorithm>

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;

constexpr char kJoiner[] = "list_joiner";
constexpr char kCloser[] = "list_closer";
constexpr char kClauseWord[] = "clause_word";
constexpr char kClauseStart[] = "clause_start";
constexpr char kOwnWord[] = "own_word";

constexpr int kLongestItem = 7;  // Words of an item of a list.
constexpr int kShortItem = 2;    // Of one that nothing else tells to be one.

bool GoesOnInLists(lv1::CueKind kind) {
  switch (kind) {
    case lv1::CUE_KIND_NEGATION:
    case lv1::CUE_KIND_REFUSED:
    case lv1::CUE_KIND_UNCERTAINTY:
    case lv1::CUE_KIND_HYPOTHETICAL:
    case lv1::CUE_KIND_PAST:
      return true;
    default:
      return false;
  }
}

bool Denies(const FoundCue& cue) {
  return cue.kind == lv1::CUE_KIND_NEGATION ||
         cue.kind == lv1::CUE_KIND_REFUSED;
}

}  // namespace

void Scope::Counts::Finish() {
  for (size_t i = 1; i < sum_.size(); ++i) sum_[i] += sum_[i - 1];
}

Scope::Scope(const Lexicon& lexicon, const Reading& reading)
    : reading_(reading),
      size_(static_cast<int>(reading.tokens.size())),
      covered_(size_),
      places_(size_),
      felt_(size_),
      bodily_(size_),
      plain_not_(size_),
      joins_(size_),
      closes_(size_),
      clause_(size_),
      own_(size_) {
  MarkFindings();
  MarkWords(lexicon);
  MarkCues();
  FindEnds();
}

void Scope::MarkFindings() {
  for (const Found& found : reading_.found) {
    const bool place = found.kind == Kind::kRegion || found.kind == Kind::kSide;
    for (int i = found.begin; i < found.end; ++i) {
      covered_.Mark(i);
      if (place) places_.Mark(i);
      if (place || found.kind == Kind::kPain) bodily_.Mark(i);
      if (!place && found.kind != Kind::kCause) felt_.Mark(i);
    }
  }
  covered_.Finish();
  places_.Finish();
  felt_.Finish();
  bodily_.Finish();
}

void Scope::MarkWords(const Lexicon& lexicon) {
  const auto mark = [&](absl::string_view name, Counts& counts) {
    const int list = lexicon.matcher().ListId(name);
    for (int i = 0; i < size_; ++i) {
      const int end = lexicon.matcher().EndOfList(list, reading_.tokens, i);
      for (int k = i; k < end; ++k) counts.Mark(k);
    }
  };
  mark(kJoiner, joins_);
  mark(kCloser, closes_);
  mark(kClauseWord, clause_);
  mark(kOwnWord, own_);
  next_stop_.assign(size_ + 1, size_);
  next_start_.assign(size_ + 1, size_);
  const int starts = lexicon.matcher().ListId(kClauseStart);
  for (int i = 0; i < size_; ++i) {
    if (lexicon.matcher().EndOfList(starts, reading_.tokens, i) == 0) continue;
    next_start_[i] = i;
    clause_.Mark(i);
  }
  joins_.Finish();
  closes_.Finish();
  own_.Finish();
  for (int i = 0; i < size_; ++i) {
    const Token& token = reading_.tokens[i];
    const bool unknown = token.stem < 0 && token.word < 0 && !token.is_number;
    if (!covered_.At(i) && !joins_.At(i) && !unknown) plain_not_.Mark(i);
  }
  plain_not_.Finish();
}

void Scope::MarkCues() {
  next_stop_end_.assign(size_ + 1, size_ + 1);
  for (const FoundCue& cue : reading_.cues) {
    if (cue.kind == lv1::CUE_KIND_STOP) {
      next_stop_[cue.begin] = cue.begin;
      next_start_[cue.begin] = cue.begin;
      next_stop_end_[cue.begin] = std::min(next_stop_end_[cue.begin], cue.end);
      clause_.Mark(cue.begin);
    } else if (cue.kind == lv1::CUE_KIND_NEGATION &&
               cue.direction != lv1::CUE_DIRECTION_BACKWARD &&
               !closes_.At(cue.begin)) {
      clause_.Mark(cue.begin);
    }
  }
  clause_.Finish();
  for (int i = size_ - 1; i >= 0; --i) {
    next_stop_[i] = std::min(next_stop_[i], next_stop_[i + 1]);
    next_start_[i] = std::min(next_start_[i], next_start_[i + 1]);
    next_stop_end_[i] = std::min(next_stop_end_[i], next_stop_end_[i + 1]);
  }
}

void Scope::FindEnds() {
  next_comma_.assign(size_ + 1, size_);
  next_break_.assign(size_ + 1, size_);
  next_closer_.assign(size_ + 1, size_);
  last_break_.assign(size_ + 1, 0);
  for (int i = size_ - 1; i >= 0; --i) {
    const Break before = reading_.tokens[i].before;
    next_comma_[i] = before == Break::kComma ? i : next_comma_[i + 1];
    next_break_[i] = before != Break::kNone ? i : next_break_[i + 1];
    next_closer_[i] = closes_.At(i) ? i : next_closer_[i + 1];
  }
  for (int i = 1; i < size_; ++i) {
    last_break_[i] =
        reading_.tokens[i].before != Break::kNone ? i : last_break_[i - 1];
  }
}

bool Scope::Reaches(const FoundCue& cue, const Found& found) const {
  // A cue inside the finding belongs to it; one that begins before it and only
  // ends in it reaches it: "my uncle had" and "had a stroke".
  if (cue.begin < found.end && found.begin < cue.end) {
    // "No change in vision" denies all of "change in vision", "my mum had
    // cancer" is over as a whole.
    const bool whole =
        cue.kind == lv1::CUE_KIND_NEGATION || cue.kind == lv1::CUE_KIND_PAST;
    const int most = whole ? found.end : found.end - 1;
    return cue.begin < found.begin && cue.end <= most &&
           cue.direction != lv1::CUE_DIRECTION_BACKWARD;
  }
  if (reading_.sentence[cue.begin] != reading_.sentence[found.begin])
    return false;
  const bool both = cue.direction == lv1::CUE_DIRECTION_BOTH;
  if (found.begin >= cue.end) {
    if (cue.direction == lv1::CUE_DIRECTION_BACKWARD) return false;
    if (cue.reach > 0 && found.begin - cue.end > cue.reach) return false;
    // Also where the finding stands inside what stops: "my leg is".
    const std::vector<int>& stops = Denies(cue) ? next_start_ : next_stop_;
    const int stop = stops[cue.end];
    // Somebody whose trouble is told stays the one it is told of: "my husband
    // has a sore lip but now it bleeds".
    const bool goes_on = cue.kind == lv1::CUE_KIND_OTHER_PERSON &&
                         covered_.Any(cue.end, std::min(stop, found.begin));
    if (stop <= found.begin && !goes_on) return false;
    return CommasAllow(cue.end, cue, found);
  }
  if (cue.direction != lv1::CUE_DIRECTION_BACKWARD && !both) return false;
  if (cue.reach > 0 && cue.begin - found.end > cue.reach) return false;
  if (next_stop_end_[found.end] <= cue.begin) return false;
  return next_comma_[found.end] > cue.begin || LabelAllows(cue, found);
}

// "Allergies: none."
bool Scope::LabelAllows(const FoundCue& cue, const Found& found) const {
  return cue.kind == lv1::CUE_KIND_NEGATION && found.end == cue.begin &&
         cue.end - cue.begin == 1 &&
         (cue.end >= size_ || reading_.tokens[cue.end].before != Break::kNone);
}

bool Scope::CommasAllow(int from, const FoundCue& cue,
                        const Found& found) const {
  if (cue.kind == lv1::CUE_KIND_OTHER_PERSON) return own_.None(from, found.end);
  const int comma = next_comma_[from];
  if (comma > found.begin) return true;
  if (!GoesOnInLists(cue.kind) || comma == from) return false;
  // "No fever or chills, back pain": that list had its end.
  if (closes_.Any(from, comma) && !closes_.At(comma)) return false;
  return ClosedListGoesOn(from, comma, found) ||
         OpenListGoesOn(from, comma, found);
}

// True where no stretch between commas in [from, to) is longer than an item.
bool Scope::ShortItems(int from, int to) const {
  for (int at = from; at < to;) {
    const int end = std::min(next_break_[at + 1], to);
    if (end - at > kLongestItem) return false;
    at = end;
  }
  return true;
}

// A word like "or" closes the list that began at `from` where an item stands on
// both sides of it: "left or right leg" closes none.
bool Scope::Closes(int closer, int from, int comma) const {
  const bool of_places = places_.Any(from, comma);
  const auto has_item = [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      if (joins_.At(i) || closes_.At(i)) continue;
      if (of_places || !places_.At(i) || felt_.At(i)) return true;
    }
    return false;
  };
  const int begin = last_break_[closer];
  int end = next_break_[closer + 1];
  // "or any (other) signs".
  if (end < size_ && end == next_comma_[end] && joins_.All(closer + 1, end))
    end = next_break_[end + 1];
  return (begin == closer || has_item(begin, closer)) &&
         has_item(closer + 1, std::min(end, closer + 1 + kLongestItem));
}

// "no fever, chills or weight loss": short items without a clause of their own,
// up to the one after "or".
bool Scope::ClosedListGoesOn(int from, int comma, const Found& found) const {
  if (clause_.Any(from, comma) || !ShortItems(from, comma)) return false;
  int closer = next_closer_[found.begin];
  const bool ahead = closer < size_ && reading_.sentence[closer] ==
                                           reading_.sentence[found.begin];
  if (!ahead || clause_.Any(comma, closer)) {
    // Or the finding is in the last item.
    closer = next_closer_[last_break_[found.begin]];
    if (closer >= found.begin) return false;
  }
  const int to = std::max(closer, found.begin);
  return clause_.None(comma, to) && ShortItems(comma, to) &&
         Closes(closer, from, comma);
}

// True where the clause that begins there may be an item of an open list.
bool Scope::IsItem(int begin) const {
  const int end = next_break_[begin + 1];
  return clause_.None(begin, end) &&
         (end - begin == 1 || plain_not_.None(begin, end));
}

// "no murmurs, rubs": nothing but findings, words that join and words that the
// pack has never heard of, to the end of the clause.
bool Scope::OpenListGoesOn(int from, int comma, const Found& found) const {
  const int begin = last_break_[found.begin];
  const int end = next_break_[found.begin + 1];
  if (plain_not_.Any(begin, end) || clause_.Any(begin, end)) return false;
  // "not the hip, the knee" puts one in the place of the other; what came of no
  // accident did come.
  if (covered_.Any(from, comma) && felt_.None(from, comma)) return false;
  int items = 2;
  for (int at = comma; at < begin; at = next_break_[at + 1], ++items) {
    if (!IsItem(at)) return false;
  }
  if (next_comma_[end] == end && end < size_ && IsItem(end)) ++items;
  // The first item may be any short one where the rest leaves no doubt: there
  // are more of them, or this one is a term that no message knows.
  const Token& last = reading_.tokens[found.end - 1];
  const bool term = last.stem < 0 && last.word < 0;
  if (plain_not_.Any(from, comma) &&
      (clause_.Any(from, comma) || comma - from > kShortItem ||
       (items == 2 && !term))) {
    return false;
  }
  // "No fever, back pain": the place is news.
  const bool goes_on = joins_.Any(begin, end);
  return bodily_.None(begin, end) || bodily_.Any(from, comma) || items > 2 ||
         goes_on;
}

}  // namespace unknot::understanding
