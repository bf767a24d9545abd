// Danger signs told in words that no phrase lists, learnt from the pack's
// example sentences: a net below the phrases.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SIGNS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SIGNS_H_

#include <memory>
#include <string>
#include <vector>

#include "chatbot/understanding/classifier.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Immutable; safe to use from any thread.
class SignFinder {
 public:
  // Trains on the sign examples of the pack, and on its examples of intents in
  // which no danger sign is found. `lexicon` must outlive the finder.
  // `stored`, of the same pack, saves the training.
  explicit SignFinder(const Lexicon& lexicon,
                      std::unique_ptr<const Classifier> stored = nullptr);

  // What was learnt; null where the pack has no examples of signs.
  const Classifier* classifier() const { return classifier_.get(); }

  // Adds a finding of low confidence for each sign that a sentence or clause
  // seems to tell and of which nothing has been found anywhere in the text.
  // Clauses that deny, imagine or recall something are passed over. REQUIRES:
  // context is applied.
  void Find(Reading& reading) const;

 private:
  // Keeps in `best` what the classifier makes of the tokens [begin, end),
  // unless they have a look-alike: `look_alikes` counts those before each
  // token.
  void FindIn(const Reading& reading, const std::vector<int>& look_alikes,
              int begin, int end, std::vector<Found>& best) const;

  const Lexicon& lexicon_;
  std::vector<std::string> ids_;                  // Of the symptoms, by class.
  std::unique_ptr<const Classifier> classifier_;  // Null: no examples.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SIGNS_H_
