// Writes summaries.
#include "chatbot/dialogue/summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/phrases.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using nlohmann::json;

// The system of the codings: the ids are those of Unknot's knowledge base.
constexpr char kCodingSystem[] = "urn:unknot:knowledge";

// One thing that was said.
struct Entry {
  // `kind/id`; empty for numbers and free words.
  std::string fact;
  std::string words;
};

// Everything of one kind that was said.
struct Section {
  std::string link_id;
  std::string title;
  std::vector<Entry> entries;
};

class Summariser {
 public:
  Summariser(const ConversationState& state, const Knowledge& knowledge,
             const ReplyBook& replies)
      : state_(state),
        scratch_(state),
        knowledge_(knowledge),
        speaker_(replies, scratch_, unused_) {}

  std::string Title() const { return speaker_.Part(reply::kSummaryTitle); }
  std::string Nothing() const { return speaker_.Part(reply::kSummaryNothing); }

  std::vector<Section> Sections() {
    const auto& c = state_.complaint();
    if (HasAnything()) {
      const bool other = c.subject() == complaint::v1::SUBJECT_OTHER;
      Add("subject", reply::kSummarySubject,
          {{"", speaker_.Part(other ? reply::kSummaryOther
                                    : reply::kSummarySelf)}});
    }
    Add("sites", reply::kSummarySites, Sites(c.sites()));
    Add("radiation", reply::kSummaryRadiation, Sites(c.radiates_to()));
    if (c.has_duration_days()) {
      Add("duration", reply::kSummaryDuration,
          {{"", DurationInWords(c.duration_days(), speaker_)}});
    }
    if (c.has_severity()) {
      Add("severity", reply::kSummarySeverity,
          {{"", speaker_.Part(reply::kSeverityOfTen,
                              {{"n", NumberInWords(c.severity())}})}});
    }
    Add("qualities", reply::kSummaryQualities, Ids("quality", c.quality_ids()));
    Add("patterns", reply::kSummaryPatterns, Ids("pattern", c.pattern_ids()));
    Add("causes", reply::kSummaryCauses, Ids("cause", c.cause_ids()));
    Add("present", reply::kSummaryPresent,
        WithStatus({complaint::v1::STATUS_UNSPECIFIED,
                    complaint::v1::STATUS_PRESENT,
                    complaint::v1::STATUS_SUSPECTED}));
    Add("absent", reply::kSummaryAbsent,
        WithStatus({complaint::v1::STATUS_ABSENT}));
    Add("past", reply::kSummaryPast, WithStatus({complaint::v1::STATUS_PAST}));
    if (c.has_age_years()) {
      Add("age", reply::kSummaryAge, {{"", absl::StrCat(c.age_years())}});
    }
    if (c.has_pregnancy_weeks()) {
      Add("pregnancy_weeks", reply::kSummaryPregnancyWeeks,
          {{"", absl::StrCat(c.pregnancy_weeks())}});
    }
    Add("preferences", reply::kSummaryPreferences,
        Ids("preference", c.preference_ids()));
    Add("techniques", reply::kSummaryTechniques,
        Ids("technique", state_.recommended_technique_ids()));
    return std::move(sections_);
  }

 private:
  bool HasAnything() const { return state_.complaint().ByteSizeLong() > 0; }

  void Add(absl::string_view link_id, const ReplySpec& title,
           std::vector<Entry> entries) {
    if (entries.empty()) return;
    sections_.push_back(
        {std::string(link_id), speaker_.Part(title), std::move(entries)});
  }

  Entry ForFact(absl::string_view kind, absl::string_view id) const {
    std::string fact = absl::StrCat(kind, "/", id);
    std::string name = knowledge_.NameOf(fact);
    return {std::move(fact), std::move(name)};
  }

  template <typename List>
  std::vector<Entry> Ids(absl::string_view kind, const List& ids) const {
    std::vector<Entry> entries;
    for (const auto& id : ids) entries.push_back(ForFact(kind, id));
    return entries;
  }

  template <typename List>
  std::vector<Entry> Sites(const List& sites) const {
    std::vector<Entry> entries;
    for (const auto& site : sites) {
      entries.push_back(
          {absl::StrCat("region/",
                        site.place().empty() ? site.region() : site.place()),
           SiteInWords(site, knowledge_, speaker_)});
    }
    return entries;
  }

  std::vector<Entry> WithStatus(
      const std::vector<complaint::v1::Status>& statuses) const {
    std::vector<Entry> entries;
    const auto fits = [&](complaint::v1::Status status) {
      return std::find(statuses.begin(), statuses.end(), status) !=
             statuses.end();
    };
    for (const auto& condition : state_.complaint().conditions()) {
      if (fits(condition.status())) {
        entries.push_back(ForFact("condition", condition.condition_id()));
      }
    }
    for (const auto& symptom : state_.complaint().symptoms()) {
      if (fits(symptom.status())) {
        entries.push_back(ForFact("symptom", symptom.symptom_id()));
      }
    }
    return entries;
  }

  const ConversationState& state_;
  ConversationState scratch_;
  chat::v1::SendMessageResponse unused_;
  const Knowledge& knowledge_;
  Speaker speaker_;
  std::vector<Section> sections_;
};

}  // namespace

std::vector<std::string> SummaryLines(const ConversationState& state,
                                      const Knowledge& knowledge,
                                      const ReplyBook& replies) {
  std::vector<std::string> lines;
  for (const auto& section : Summariser(state, knowledge, replies).Sections()) {
    lines.push_back(
        absl::StrCat(section.title, ": ",
                     absl::StrJoin(section.entries, ", ",
                                   [](std::string* out, const Entry& entry) {
                                     out->append(entry.words);
                                   })));
  }
  return lines;
}

std::string SummaryAsText(const ConversationState& state,
                          const Knowledge& knowledge,
                          const ReplyBook& replies) {
  Summariser summariser(state, knowledge, replies);
  auto lines = SummaryLines(state, knowledge, replies);
  if (lines.empty()) lines.push_back(summariser.Nothing());
  return absl::StrCat(summariser.Title(), "\n", absl::StrJoin(lines, "\n"),
                      "\n");
}

std::string SummaryAsFhirJson(const ConversationState& state,
                              const Knowledge& knowledge,
                              const ReplyBook& replies) {
  Summariser summariser(state, knowledge, replies);
  json items = json::array();
  for (const auto& section : summariser.Sections()) {
    json answers = json::array();
    for (const auto& entry : section.entries) {
      if (entry.fact.empty()) {
        answers.push_back({{"valueString", entry.words}});
      } else {
        answers.push_back({{"valueCoding",
                            {{"system", kCodingSystem},
                             {"code", entry.fact},
                             {"display", entry.words}}}});
      }
    }
    items.push_back({{"linkId", section.link_id},
                     {"text", section.title},
                     {"answer", answers}});
  }
  json response = {{"resourceType", "QuestionnaireResponse"},
                   {"status", "in-progress"}};
  if (state.has_start_time()) {
    response["authored"] =
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                         absl::FromUnixSeconds(state.start_time().seconds()),
                         absl::UTCTimeZone());
  }
  // FHIR has no empty arrays.
  if (!items.empty()) response["item"] = items;
  return response.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace unknot::dialogue
