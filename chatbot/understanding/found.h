// A finding while it is being worked out: from phrases matched, through context
// and values, to the complaint.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_FOUND_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_FOUND_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/tokens.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::understanding {

// One finding; positions are tokens, [begin, end).
struct Found {
  Kind kind = Kind::kPain;
  std::string id;
  int record =
      -1;  // Index of the phrases record; -1 for values and inferences.
  int begin = 0;
  int end = 0;
  complaint::v1::Status status = complaint::v1::STATUS_PRESENT;
  complaint::v1::Side side = complaint::v1::SIDE_UNSPECIFIED;
  complaint::v1::Stance stance = complaint::v1::STANCE_ABOUT;
  double value = 0;
  double confidence = 1;
  bool not_negatable = false;
  bool other_person = false;
  bool own = false;  // Told of the writer in so many words: "my knee".
  bool hypothetical = false;
  bool radiation = false;
  bool retracted = false;
  int cue = -1;  // First token of the cue that set the status; -1 for none.

  bool present() const {
    return (status == complaint::v1::STATUS_PRESENT ||
            status == complaint::v1::STATUS_SUSPECTED) &&
           !other_person && !hypothetical && !retracted;
  }
};

// A cue found; positions are tokens, [begin, end).
struct FoundCue {
  language::v1::CueKind kind = language::v1::CUE_KIND_UNSPECIFIED;
  language::v1::CueDirection direction = language::v1::CUE_DIRECTION_FORWARD;
  int reach = 0;
  int record = 0;  // Index in the pack's cues.
  int begin = 0;
  int end = 0;
  bool relation = false;  // Names somebody of the writer's: "my wife".
};

// Everything that is known of a text on the way. What is said of a finding is
// looked for in its sentence only, and a sentence has a bounded length, so that
// the cost of a text grows with its length.
struct Reading {
  // Puts findings in order and notes where those of each sentence are. To be
  // called after findings were added or cues dropped.
  void Index();

  // The findings and cues of a sentence, in order.
  absl::Span<Found> FoundIn(int of_sentence);
  absl::Span<const Found> FoundIn(int of_sentence) const;
  absl::Span<const FoundCue> CuesIn(int of_sentence) const;

  int SentenceOf(const Found& f) const { return sentence[f.begin]; }
  int ClauseOf(const Found& f) const { return clause[f.begin]; }

  std::vector<Token> tokens;
  std::vector<int> sentence;  // Of each token, from 0.
  std::vector<int> clause;    // Of each token, from 0: ends at a comma too.
  std::vector<Found> found;
  std::vector<FoundCue> cues;
  std::vector<int> first_found;  // Of each sentence, and one beyond the last.
  std::vector<int> first_cue;    // Likewise.
  std::vector<Match> times;
  std::vector<Match> severities;
  std::vector<Match> intents;
  std::vector<Match> look_alikes;
};

// Words between two findings; 0 where they touch or overlap.
int Distance(const Found& a, const Found& b);

// The side a pack calls `left`, `right`, `both` or `center`.
complaint::v1::Side SideNamed(absl::string_view name);

// Finds all phrases and settles which of those that overlap count.
Reading Read(const Lexicon& lexicon, std::vector<Token> tokens);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_FOUND_H_
