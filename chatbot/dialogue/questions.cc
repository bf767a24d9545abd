// Chooses and asks questions.
#include "chatbot/dialogue/questions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace unknot::dialogue {
namespace {

// After so many questions of the knowledge base in one conversation none comes.
constexpr int kMostQuestions = 6;

// More were asked by nobody who got as far; keeps the sealed state small.
constexpr int kMostAsked = 60;
// Behind the id of a question that may be asked a second time.
constexpr char kAskedAgain[] = "+";

void Remember(Turn& turn, absl::string_view slot, absl::string_view question_id,
              absl::string_view asked_id, absl::string_view text) {
  auto& state = turn.state;
  state.set_pending_slot(std::string(slot));
  state.set_pending_question_id(std::string(question_id));
  if (!WasAsked(state, asked_id) &&
      state.asked_question_ids_size() < kMostAsked) {
    state.add_asked_question_ids(std::string(asked_id));
  }
  auto* pending = turn.response.mutable_pending_question();
  pending->set_slot(std::string(slot));
  pending->set_question_id(std::string(question_id));
  pending->set_text(std::string(text));
}

// How many questions of the knowledge base were asked; those of the dialogue's
// own, for a place, do not count.
int QuestionsAsked(const Turn& turn) {
  const auto& asked = turn.state.asked_question_ids();
  return static_cast<int>(
      std::count_if(asked.begin(), asked.end(), [&turn](const auto& id) {
        return turn.resources.knowledge.FindQuestion(id) != nullptr;
      }));
}

}  // namespace

Pending PendingIn(const chat::v1::ConversationState& state,
                  const Knowledge& knowledge) {
  return {state.pending_slot(),
          knowledge.FindQuestion(state.pending_question_id())};
}

void LetPendingBeAskedAgain(Turn& turn) {
  const auto* question = turn.pending.question;
  const auto& answered = turn.state.complaint().answered_question_ids();
  if (question == nullptr || !question->safety() ||
      !(turn.wants("correct") || turn.merged.denied_some) ||
      std::find(answered.begin(), answered.end(), question->id()) !=
          answered.end()) {
    return;
  }
  const std::string again = absl::StrCat(question->id(), kAskedAgain);
  if (WasAsked(turn.state, again)) return;
  auto* asked = turn.state.mutable_asked_question_ids();
  const auto it = std::find(asked->begin(), asked->end(), question->id());
  if (it != asked->end()) *it = again;
}

bool WasAsked(const chat::v1::ConversationState& state, absl::string_view id) {
  return std::find(state.asked_question_ids().begin(),
                   state.asked_question_ids().end(),
                   id) != state.asked_question_ids().end();
}

const recommendation::v1::NextQuestion* NextToAsk(const Turn& turn) {
  if (!turn.advice || QuestionsAsked(turn) >= kMostQuestions) return nullptr;
  for (const auto& question : turn.advice->next_questions()) {
    if (!WasAsked(turn.state, question.question_id())) return &question;
  }
  return nullptr;
}

bool SafetyIsOpen(const Turn& turn) {
  return turn.advice &&
         std::any_of(turn.advice->next_questions().begin(),
                     turn.advice->next_questions().end(),
                     [](const auto& question) { return question.safety(); });
}

void Ask(Turn& turn, const recommendation::v1::NextQuestion& question) {
  std::string text = question.text();
  if (!question.why().empty()) {
    text = turn.speaker.Word(
        reply::kQuestionWithWhy,
        {{"question", question.text()}, {"why", question.why()}});
  }
  turn.speaker.SayText(text, reply::kQuestionWithWhy.id);
  turn.speaker.Offer(std::vector<std::string>(question.quick_replies().begin(),
                                              question.quick_replies().end()),
                     absl::StrCat("question/", question.question_id()));
  Remember(turn, question.slot(), question.question_id(),
           question.question_id(), question.text());
  turn.state.set_questions_in_row(turn.state.questions_in_row() + 1);
}

void AskOwn(Turn& turn, absl::string_view slot, const ReplySpec& spec,
            const Args& args) {
  turn.speaker.Say(spec, args);
  const auto& said =
      turn.response.messages(turn.response.messages_size() - 1).text().text();
  Remember(turn, slot, "", slot, said);
}

void Expect(Turn& turn, absl::string_view slot, absl::string_view text) {
  Remember(turn, slot, "", slot, text);
}

}  // namespace unknot::dialogue
