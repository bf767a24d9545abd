// What a person wants: from the pack's templates, a classifier trained on its
// examples, and what was found.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/intent_guess.h"
#include "chatbot/understanding/intent_model.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// Immutable; safe to use from any thread.
class IntentFinder {
 public:
  // Trains on the examples of the pack; when to call a message out of scope is
  // learnt from `validation` too, unless that is empty. `lexicon` must outlive
  // the finder. A `stored` model of the same pack saves the training.
  IntentFinder(const Lexicon& lexicon,
               absl::Span<const LabelledMessage> validation,
               std::unique_ptr<const IntentModel> stored = nullptr);

  // What was learnt; null where the pack has too few intents.
  const IntentModel* model() const { return model_.get(); }

  // Classifies a message as a whole, without what is found in it.
  IntentGuess Guess(absl::string_view text) const;

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

  // -1 where there is no such intent.
  int IndexOf(absl::string_view id) const;
  LabelledText Label(absl::string_view text,
                     const std::vector<const std::string*>& ids) const;

  const Lexicon& lexicon_;
  std::vector<std::string> ids_;
  std::unique_ptr<const IntentModel> model_;  // Null: too few intents.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INTENTS_H_
