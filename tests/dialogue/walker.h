// Talks at random, for as long as wanted, and watches whether the chatbot keeps
// what it promises whatever is said.
#ifndef UNKNOT_TESTS_DIALOGUE_WALKER_H_
#define UNKNOT_TESTS_DIALOGUE_WALKER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/dialogue/shipped_chatbot.h"

namespace unknot::dialogue {

// Watches one conversation.
class Watch {
 public:
  // `knowledge` must outlive the watch. Null: no question is one of safety.
  explicit Watch(const Knowledge* knowledge = nullptr)
      : knowledge_(knowledge) {}

  // What is wrong with the next answer, a sentence each: nothing is said; a
  // state larger than it may be; a question asked a second time; techniques or
  // therapists while an emergency lasts; an emergency forgotten without a word;
  // no number to call in an emergency; a sentence of ours said twice in a row.
  std::vector<std::string> Faults(
      const chat::v1::SendMessageResponse& response);

 private:
  void CheckEmergency(const chat::v1::SendMessageResponse& response,
                      std::vector<std::string>& faults);
  void CheckQuestion(const chat::v1::SendMessageResponse& response,
                     std::vector<std::string>& faults);
  void CheckSentences(const chat::v1::SendMessageResponse& response,
                      std::vector<std::string>& faults);

  const Knowledge* const knowledge_;
  bool in_emergency_ = false;
  complaint::v1::Subject subject_ = complaint::v1::SUBJECT_UNSPECIFIED;
  // How often each question was asked.
  std::map<std::string, int> asked_;
  std::set<std::string> said_before_;
};

// How to walk.
struct WalkOptions {
  int turns = 0;
  // The same seed and turns say the same.
  uint64_t seed = 1;
};

// What came of it.
struct WalkResult {
  int conversations = 0;
  // Bytes of the largest state.
  size_t largest_state = 0;
  // What went wrong, with what was said, at most 50.
  std::vector<std::string> faults;
};

// What people say: from the conversations, the tests of the language pack and
// the cases of triage. FailedPrecondition: they cannot be read.
absl::StatusOr<std::vector<std::string>> Utterances();

// Talks to the chatbot. REQUIRES: !utterances.empty().
WalkResult Walk(const ShippedChatbot& shipped,
                const std::vector<std::string>& utterances,
                const WalkOptions& options);

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_WALKER_H_
