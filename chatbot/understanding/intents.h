// What a person wants: from the pack's templates, a classifier trained on its
// examples, and what was found.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chatbot/understanding/classifier.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// Immutable; safe to use from any thread.
class IntentFinder {
 public:
  // Trains on the examples of the pack. `lexicon` must outlive the finder.
  explicit IntentFinder(const Lexicon& lexicon);

  // Fills `out.intents` from `reading` and the rest of `out`.
  void Find(const Reading& reading, absl::string_view pending_slot,
            chat::v1::Understanding& out) const;

 private:
  // Of each intent, by its index: above 0 is "yes".
  using Margins = std::vector<float>;

  // Raises `best` by what the sentence at tokens [begin, end) says. In a
  // message of few sentences each is taken to want something.
  void FindInSentence(const Reading& reading, int begin, int end, bool of_few,
                      Margins& best) const;

  const Lexicon& lexicon_;
  std::vector<std::string> ids_;
  std::unique_ptr<const Classifier> classifier_;  // Null: too few intents.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_
