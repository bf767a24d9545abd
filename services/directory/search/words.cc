#include "services/directory/search/words.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/directory/edit_distance.h"

namespace unknot::directory {
namespace {

// The contract states them.
int AllowedEdits(size_t length) {
  if (length < 5) return 0;
  return length < 9 ? 1 : 2;
}

// People rarely get the first letter wrong, except by swapping it.
bool SameStart(absl::string_view a, absl::string_view b) {
  return a[0] == b[0] || (b.size() > 1 && a[0] == b[1] && a[1] == b[0]);
}

}  // namespace

bool WordFits(const WordWish& wish, absl::string_view words) {
  for (const absl::string_view word :
       absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    if (wish.instead.empty()) {
      if (absl::StartsWith(word, wish.text)) return true;
    } else if (std::find(wish.instead.begin(), wish.instead.end(), word) !=
               wish.instead.end()) {
      return true;
    }
  }
  return false;
}

bool WordsFit(const std::vector<WordWish>& wishes, absl::string_view words) {
  return std::all_of(wishes.begin(), wishes.end(), [&](const WordWish& wish) {
    return WordFits(wish, words);
  });
}

ClosestWords::ClosestWords(absl::string_view misspelled)
    : misspelled_(misspelled), fewest_(AllowedEdits(misspelled.size())) {}

void ClosestWords::Consider(absl::string_view word) {
  const int limit = std::min(fewest_, AllowedEdits(word.size()));
  if (limit == 0 || !SameStart(misspelled_, word)) return;
  const int edits = EditDistance(misspelled_, word, limit);
  if (edits > limit) return;
  if (edits < fewest_) {
    closest_.clear();
    fewest_ = edits;
  }
  closest_.emplace_back(word);
}

std::vector<std::string> ClosestWords::Take() {
  std::sort(closest_.begin(), closest_.end());
  closest_.erase(std::unique(closest_.begin(), closest_.end()), closest_.end());
  return std::move(closest_);
}

}  // namespace unknot::directory
