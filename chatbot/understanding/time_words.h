// The time words of a text, found by where they stand.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_TIME_WORDS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_TIME_WORDS_H_

#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// An index over `Reading::times`. A look-up costs as much as there are time
// words at one token, however long the text is. `lexicon` and `reading` must
// outlive it, and the tokens and times of `reading` stay as they are.
class TimeWords {
 public:
  TimeWords(const Lexicon& lexicon, const Reading& reading);

  int size() const { return static_cast<int>(reading_.tokens.size()); }
  const Token& token(int at) const { return reading_.tokens[at]; }
  const language::v1::TimePhrase& Phrase(const Match& match) const;

  // The longest time phrase of a kind that begins at a token, or that ends
  // before it; null where there is none. Any `at` will do.
  const Match* At(int at, language::v1::TimeKind kind) const;
  const Match* EndingAt(int end, language::v1::TimeKind kind) const;

  // The token after a time phrase of a kind at a token; `at` where there is
  // none.
  int Skip(int at, language::v1::TimeKind kind) const;

  // A number at a token; its end is 0 where there is none.
  Matcher::Number NumberAt(int at) const;

  // The token after an item of a list of the pack, and the first token of an
  // item that ends before `end`; `at` and `end` where there is none. No comma
  // or full stop may stand before the token that follows it.
  int SkipList(const char* list, int at) const;
  int BackOver(const char* list, int end) const;

  // True where nothing but a space stands before a token. False at the ends of
  // the text.
  bool Joined(int at) const {
    return at > 0 && at < size() && token(at).before == Break::kNone;
  }

 private:
  const Lexicon& lexicon_;
  const Reading& reading_;
  std::vector<absl::InlinedVector<int, 2>> by_begin_;  // Indices of times.
  std::vector<absl::InlinedVector<int, 2>> by_end_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TIME_WORDS_H_
