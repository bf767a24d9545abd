// One turn of a conversation while it is being answered: what came in, what is
// known, what has been said so far. Passed along the parts of the dialogue.
#ifndef UNKNOT_CHATBOT_DIALOGUE_TURN_H_
#define UNKNOT_CHATBOT_DIALOGUE_TURN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "chatbot/dialogue/frame.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/replies.h"
#include "chatbot/dialogue/services.h"

namespace unknot::dialogue {

// What the dialogue works with. Everything must outlive it.
struct Resources {
  Recommender& recommender;
  TherapistFinder& therapists;
  Topics& topics;
  const Knowledge& knowledge;
  const ReplyBook& replies;
};

// One message to be answered.
struct Input {
  // What was typed.
  absl::string_view text;
  // What that means.
  const chat::v1::Understanding& understood;
  // Today, where the person is.
  absl::CivilDay today;
};

// A turn under way. Belongs to one thread.
struct Turn {
  Turn(const Input& in, const Resources& with,
       chat::v1::ConversationState& conversation,
       chat::v1::SendMessageResponse& answer)
      : input(in),
        resources(with),
        state(conversation),
        response(answer),
        place_before(conversation.place()),
        speaker(with.replies, conversation, answer) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  const Input& input;
  const Resources& resources;
  chat::v1::ConversationState& state;
  chat::v1::SendMessageResponse& response;
  // Where therapists were looked for before this message.
  const std::string place_before;
  Speaker speaker;

  // The question that waited when the message came.
  Pending pending;
  // What the message did to the complaint.
  Merged merged;
  // The advice on the complaint so far; absent where there is no complaint.
  std::optional<recommendation::v1::RecommendResponse> advice;
  // The message asks for a recommendation, in so many words.
  bool asks_for_advice = false;
  // The message asks for therapists.
  bool asks_for_therapists = false;
  // The message asks for others than those therapists shown last.
  bool asks_for_more_therapists = false;
  // A claim that a thought of suicide is over is asked about once more.
  bool asks_if_safe = false;
  // Something of substance has been said in answer.
  bool answered = false;

  // The next step of the advice; UNSPECIFIED where there is none.
  recommendation::v1::TriageLevel level() const {
    return advice ? advice->triage().level()
                  : recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED;
  }
  // Whether massage may be talked of as a next step for the complaint.
  bool massage_allowed() const {
    return level() == recommendation::v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION ||
           level() == recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK;
  }
  // Whether the message wants `intent`.
  bool wants(absl::string_view intent) const {
    return Wants(input.understood, intent);
  }
  // Whether the text has a phrase of the list `list` of the language pack.
  bool mentions(absl::string_view list) const {
    return resources.replies.Mentions(list, input.text);
  }
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_TURN_H_
