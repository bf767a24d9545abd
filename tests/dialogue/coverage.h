// What of the chatbot a set of conversations has reached: replies, intents,
// questions of the knowledge base, and its rules.
#ifndef UNKNOT_TESTS_DIALOGUE_COVERAGE_H_
#define UNKNOT_TESTS_DIALOGUE_COVERAGE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "chatbot/dialogue/knowledge.h"
#include "unknot/chat/v1/chat_service.pb.h"
#include "unknot/language/v1/language.pb.h"

namespace unknot::dialogue {

// Belongs to one thread.
class Coverage {
 public:
  // What there is to reach. `pack` and `knowledge` must outlive the coverage.
  Coverage(const language::v1::LanguagePack& pack, const Knowledge& knowledge);

  // Counts what an answer has reached.
  void Add(const chat::v1::SendMessageResponse& response);

  // What nothing has reached, by kind: `replies`, `intents`, `questions`,
  // `rules`. A kind of which all was reached has an empty set.
  std::map<std::string, std::set<std::string>> Unreached() const;

  // The same for people: how many of each kind, and which are missing.
  std::string Report() const;

 private:
  // A wording as the fixed texts between its placeholders.
  struct Wording {
    std::string reply_id;
    std::vector<std::string> pieces;
  };

  void AddReplies(const chat::v1::SendMessageResponse& response);
  void AddRules(const recommendation::v1::RecommendResponse& advice);

  std::vector<Wording> wordings_;
  std::map<std::string, std::set<std::string>> all_;
  std::map<std::string, std::set<std::string>> reached_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_COVERAGE_H_
