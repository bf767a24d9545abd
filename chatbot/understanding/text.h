// Turns what a person typed into words, each knowing which bytes it came from.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_TEXT_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::understanding {

// What stands between two words.
enum class Break {
  kNone,      // A space, a hyphen, a slash.
  kComma,     // A comma, a colon, a bracket, a dash.
  kSentence,  // A full stop, a question mark, a new line.
};

// One word or number as typed, made plain: NFKC, lower case, no accents.
struct Word {
  std::string text;
  int begin = 0;  // First byte in the text as typed.
  int end = 0;    // Byte after the last.
  Break before = Break::kNone;
  bool is_number = false;    // Digits with at most one decimal point.
  bool capitalized = false;  // Began with a capital letter as typed.
  bool question = false;     // The sentence it is in ends with "?".
  int apostrophe = -1;  // Where in `text` an apostrophe was; -1 where none.
};

// Splits `text`, which may be any bytes: what is not UTF-8 is passed over.
// The cost is linear in its length. Safe to call from any thread.
std::vector<Word> SplitWords(absl::string_view text);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TEXT_H_
