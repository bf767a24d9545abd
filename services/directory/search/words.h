// Looking for words in names. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_WORDS_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// One word that is looked for, folded.
struct WordWish {
  std::string text;
  // Words that may be meant when `text` begins no word there is. Not empty
  // only then.
  std::vector<std::string> instead;
  // Clinics with such a word in their name.
  std::vector<std::string> clinics;
};

// Whether some word of `words` begins with what is wanted, or is one of the
// words instead.
bool WordFits(const WordWish& wish, absl::string_view words);
bool WordsFit(const std::vector<WordWish>& wishes, absl::string_view words);

// Collects the words closest to a misspelled one.
class ClosestWords {
 public:
  explicit ClosestWords(absl::string_view misspelled);

  // Takes `word` if it is as close as the closest so far.
  void Consider(absl::string_view word);

  // False if the word is too short to be taken for another.
  bool possible() const { return fewest_ > 0; }

  std::vector<std::string> Take();

 private:
  const std::string misspelled_;
  int fewest_;
  std::vector<std::string> closest_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_WORDS_H_
