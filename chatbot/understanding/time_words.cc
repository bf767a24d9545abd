// Time words by their first and their last token.
#include "chatbot/understanding/time_words.h"

namespace unknot::understanding {
namespace {

using language::v1::TimeKind;
using language::v1::TimePhrase;

constexpr int kLongestItem = 4;  // Words of an item of a list.

}  // namespace

TimeWords::TimeWords(const Lexicon& lexicon, const Reading& reading)
    : lexicon_(lexicon),
      reading_(reading),
      by_begin_(reading.tokens.size() + 1),
      by_end_(reading.tokens.size() + 1) {
  for (size_t i = 0; i < reading.times.size(); ++i) {
    by_begin_[reading.times[i].begin].push_back(static_cast<int>(i));
    by_end_[reading.times[i].end].push_back(static_cast<int>(i));
  }
}

const TimePhrase& TimeWords::Phrase(const Match& match) const {
  return lexicon_.pack().time_phrases(lexicon_.use(match.phrase).record);
}

const Match* TimeWords::At(int at, TimeKind kind) const {
  if (at < 0 || at > size()) return nullptr;
  const Match* best = nullptr;
  for (const int i : by_begin_[at]) {
    const Match& match = reading_.times[i];
    if (Phrase(match).kind() != kind) continue;
    if (best == nullptr || match.end > best->end) best = &match;
  }
  return best;
}

const Match* TimeWords::EndingAt(int end, TimeKind kind) const {
  if (end < 0 || end > size()) return nullptr;
  const Match* best = nullptr;
  for (const int i : by_end_[end]) {
    const Match& match = reading_.times[i];
    if (Phrase(match).kind() != kind) continue;
    if (best == nullptr || match.begin < best->begin) best = &match;
  }
  return best;
}

int TimeWords::Skip(int at, TimeKind kind) const {
  const Match* match = At(at, kind);
  return match == nullptr ? at : match->end;
}

Matcher::Number TimeWords::NumberAt(int at) const {
  return at < size() ? lexicon_.matcher().NumberAt(reading_.tokens, at)
                     : Matcher::Number();
}

int TimeWords::SkipList(const char* list, int at) const {
  if (!Joined(at)) return at;
  const int end = lexicon_.matcher().EndOfList(list, reading_.tokens, at);
  return end > 0 ? end : at;
}

int TimeWords::BackOver(const char* list, int end) const {
  if (!Joined(end)) return end;
  int best = end;
  for (int at = end - 1; at >= 0 && at >= end - kLongestItem; --at) {
    if (lexicon_.matcher().EndOfList(list, reading_.tokens, at) == end)
      best = at;
    if (token(at).before != Break::kNone) break;
  }
  return best;
}

}  // namespace unknot::understanding
