// How many questions it takes until the advice is right. Every vignette of the
// knowledge base is played: the person writes only the first sentence, and
// answers what is asked from the facts of the story; what these do not tell is
// answered with "I don't know". Prints, by number of questions, how many
// stories have come to their step and their technique.
//
//   build/release/bin/unknot_interview [KNOWLEDGE_FOLDER [LANGUAGE_FOLDER]]
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "chatbot/cli/backend.h"
#include "services/recommendation/fact_table.h"
#include "services/recommendation/facts.h"
#include "services/recommendation/made_complaints.h"
#include "services/recommendation/vignettes.h"
#include "services/runtime/clock.h"
#include "services/runtime/logging.h"

namespace unknot::bench {
namespace {

using complaint::v1::Complaint;
using recommendation::FactId;
using recommendation::Facts;
using recommendation::KnowledgeBase;

constexpr int kMostQuestions = 6;

// The first sentence: up to the first full stop, or all.
std::string FirstSentence(const std::string& text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if ((text[i] == '.' || text[i] == '?' || text[i] == '!') &&
        text[i + 1] == ' ') {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

// What a person would answer who knows the story and nothing else.
class Patient {
 public:
  Patient(const KnowledgeBase& base, const Complaint& story)
      : base_(base), story_(story), facts_(Read(story)) {}

  // Adds the answer to `said`. A question that asks for things is answered with
  // those that the story has, and with no to the rest.
  void Answer(const recommendation::CompiledQuestion& question,
              Complaint& said) const {
    const bool any = CopyAsked(question, said);
    if (!question.record->asks().empty()) {
      said.add_answered_question_ids(question.record->id());
    }
    if (!any) CopySlot(question.record->slot(), said);
  }

 private:
  Facts Read(const Complaint& complaint) const {
    return recommendation::ReadFacts(complaint, base_.facts(), base_.classes());
  }

  // Copies what the story says of the facts that are asked for.
  bool CopyAsked(const recommendation::CompiledQuestion& question,
                 Complaint& said) const {
    bool any = false;
    for (const FactId fact : facts_.said()) {
      const auto& implied = base_.facts().Implied(fact);
      const bool asked =
          std::any_of(implied.begin(), implied.end(), [&question](FactId one) {
            const auto holds = [one](const std::vector<FactId>& known) {
              return std::find(known.begin(), known.end(), one) != known.end();
            };
            return std::any_of(question.asks.begin(), question.asks.end(),
                               holds) ||
                   std::find(question.yes.begin(), question.yes.end(), one) !=
                       question.yes.end();
          });
      if (asked) any |= recommendation::Say(base_, fact, said);
    }
    return any;
  }

  void CopySlot(const std::string& slot, Complaint& said) const {
    if (slot == "site") *said.mutable_sites() = story_.sites();
    if (slot == "radiation") *said.mutable_radiates_to() = story_.radiates_to();
    if (slot == "quality") *said.mutable_quality_ids() = story_.quality_ids();
    if (slot == "pattern") *said.mutable_pattern_ids() = story_.pattern_ids();
    if (slot == "cause") *said.mutable_cause_ids() = story_.cause_ids();
    if (slot == "goal") *said.mutable_goal_ids() = story_.goal_ids();
    if (slot == "pressure") {
      *said.mutable_preference_ids() = story_.preference_ids();
    }
    if (slot == "severity" && story_.has_severity()) {
      said.set_severity(story_.severity());
    }
    if (slot == "duration" && story_.has_duration_days()) {
      said.set_duration_days(story_.duration_days());
    }
    if (slot == "age" && story_.has_age_years()) {
      said.set_age_years(story_.age_years());
    }
    if (slot == "conditions" && story_.has_pregnancy_weeks()) {
      said.set_pregnancy_weeks(story_.pregnancy_weeks());
    }
  }

  const KnowledgeBase& base_;
  const Complaint& story_;
  const Facts facts_;
};

struct Tally {
  // By number of questions asked.
  std::vector<int> step = std::vector<int>(kMostQuestions + 1);
  std::vector<int> technique = std::vector<int>(kMostQuestions + 1);
  int stories = 0;
  int massage = 0;
  int asked = 0;
  // Stories that do not come to their step, and to which they come.
  std::vector<std::string> wrong;
};

void Play(const knowledge::v1::Vignette& story, const KnowledgeBase& base,
          const recommendation::Recommender& recommender, Complaint said,
          Tally& tally) {
  const Patient patient(base, story.complaint());
  recommendation::v1::RecommendRequest request;
  ++tally.stories;
  if (!story.first().empty()) ++tally.massage;
  for (int questions = 0; questions <= kMostQuestions; ++questions) {
    *request.mutable_complaint() = said;
    request.set_max_questions(1);
    recommendation::v1::RecommendResponse advice;
    if (!recommender.Recommend(request, &advice).ok()) return;
    const auto tier = static_cast<knowledge::v1::Tier>(advice.triage().level());
    const bool right = tier == story.tier();
    const bool fits =
        !story.first().empty() && right && !advice.techniques().empty() &&
        std::find(story.first().begin(), story.first().end(),
                  advice.techniques(0).technique_id()) != story.first().end();
    const bool over = advice.next_questions().empty();
    const int last = over ? kMostQuestions : questions;
    for (int at = questions; at <= last; ++at) {
      tally.step[at] += right ? 1 : 0;
      tally.technique[at] += fits ? 1 : 0;
    }
    if (over || questions == kMostQuestions) {
      if (!right) {
        tally.wrong.push_back(story.id() + ": " +
                              knowledge::v1::Tier_Name(tier) + ", not " +
                              knowledge::v1::Tier_Name(story.tier()));
      }
      return;
    }
    ++tally.asked;
    const std::string& id = advice.next_questions(0).question_id();
    request.add_asked_question_ids(id);
    patient.Answer(base.questions()[base.facts().IndexOf(
                       recommendation::List::kQuestions, id)],
                   said);
  }
}

int Run(int argc, char** argv) {
  if (!runtime::StartLogging({.level = "off"}).ok()) return 1;
  const std::string knowledge = argc > 1 ? argv[1]
                                         : UNKNOT_SOURCE_DIR
                                    "/services/recommendation/knowledge";
  cli::BackendOptions options;
  options.store = "sqlite::memory:";
  options.knowledge_dir = knowledge;
  options.language_dir =
      argc > 2 ? argv[2] : UNKNOT_SOURCE_DIR "/chatbot/language/en";
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options, clock);
  const auto base = KnowledgeBase::Load(knowledge);
  if (!backend.ok() || !base.ok()) {
    std::fprintf(
        stderr, "%s\n",
        std::string((backend.ok() ? base.status() : backend.status()).message())
            .c_str());
    return 1;
  }
  const recommendation::OrderedQuestions questions;
  const recommendation::Recommender recommender(*base, questions);
  std::vector<recommendation::KnowledgeProblem> problems;
  Tally tally;
  for (const auto& one : recommendation::ReadVignettes(
           knowledge + "/" + recommendation::kVignettesFolder, problems)) {
    chat::v1::UnderstandRequest request;
    request.set_text(FirstSentence(one.vignette.text()));
    const auto understood = (*backend)->chatbot().chat().Understand(request);
    if (!understood.ok()) return 1;
    Play(one.vignette, **base, recommender,
         understood->understanding().complaint(), tally);
  }
  std::printf("%d stories by their first sentence, %.1f questions each\n",
              tally.stories, 1.0 * tally.asked / tally.stories);
  std::printf("questions  right step  right technique (of %d)\n",
              tally.massage);
  for (int i = 0; i <= kMostQuestions; ++i) {
    std::printf("%9d  %9.0f%%  %14.0f%%\n", i,
                100.0 * tally.step[i] / tally.stories,
                100.0 * tally.technique[i] / std::max(1, tally.massage));
  }
  std::printf("not at their step after all questions:\n");
  for (const std::string& one : tally.wrong) std::printf("  %s\n", one.c_str());
  return 0;
}

}  // namespace
}  // namespace unknot::bench

int main(int argc, char** argv) { return unknot::bench::Run(argc, argv); }
