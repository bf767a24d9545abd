// How far a cue reaches: which findings of its sentence it speaks of.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SCOPE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SCOPE_H_

#include <vector>

#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// A cue reaches forward or backward within its sentence until a stop cue, the
// end of its reach, or a comma after which no list goes on. Whether it reaches
// a finding is told in constant time, after one pass over the text.
//
// Lists of the pack that it asks: `list_joiner` ("or", "any": may stand between
// the items of a list), `list_closer` ("or", "nor": announces the last item),
// `clause_word` ("i", "is": what has it is no item but says something of its
// own), `clause_start` ("i have", "my leg is": ends what is denied before it),
// `own_word` ("i", "my": ends what is said of somebody else).
class Scope {
 public:
  // Both must outlive the scope. `reading` must be indexed, and stay as it is.
  Scope(const Lexicon& lexicon, const Reading& reading);

  // True where `cue` speaks of `found`.
  bool Reaches(const FoundCue& cue, const Found& found) const;

 private:
  // What is asked of a token, counted from the start of the text, so that a
  // stretch of text is judged by two look-ups.
  class Counts {
   public:
    explicit Counts(size_t size) : sum_(size + 1, 0) {}
    void Mark(size_t at) { sum_[at + 1] = 1; }
    void Finish();
    // True where none, or any, of [from, to) is marked.
    bool None(int from, int to) const {
      return to <= from || sum_[to] == sum_[from];
    }
    bool Any(int from, int to) const { return !None(from, to); }
    // True where all of [from, to) are marked.
    bool All(int from, int to) const {
      return to <= from || sum_[to] - sum_[from] == to - from;
    }
    bool At(int at) const { return Any(at, at + 1); }

   private:
    std::vector<int> sum_;
  };

  void MarkFindings();
  void MarkWords(const Lexicon& lexicon);
  void MarkCues();
  void FindEnds();

  bool CommasAllow(int from, const FoundCue& cue, const Found& found) const;
  bool LabelAllows(const FoundCue& cue, const Found& found) const;
  bool ClosedListGoesOn(int from, int comma, const Found& found) const;
  bool Closes(int closer, int from, int comma) const;
  bool IsItem(int begin) const;
  bool OpenListGoesOn(int from, int comma, const Found& found) const;
  bool ShortItems(int from, int to) const;

  const Reading& reading_;
  const int size_;
  Counts covered_;    // By a finding.
  Counts places_;     // By a region or a side.
  Counts felt_;       // By a finding that is neither, nor a cause.
  Counts bodily_;     // By a region, a side or a pain.
  Counts plain_not_;  // Neither covered, nor joining, nor an unknown word.
  Counts joins_;
  Counts closes_;
  Counts clause_;  // By a word of a clause, a stop or a cue that denies.
  Counts own_;     // By a word of the writer's own.
  std::vector<int> next_stop_;      // First token of the next stop cue.
  std::vector<int> next_start_;     // Of that or of the next start of a clause.
  std::vector<int> next_stop_end_;  // Least end of the stop cues from here on.
  std::vector<int> next_comma_;
  std::vector<int> next_break_;  // Where the next clause begins.
  std::vector<int> next_closer_;
  std::vector<int> last_break_;  // Where this clause began.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SCOPE_H_
