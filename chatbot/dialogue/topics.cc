// Words what the knowledge base holds on a topic.
#include "chatbot/dialogue/topics.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chatbot/dialogue/cards.h"

namespace unknot::dialogue {
namespace {

using google::protobuf::RepeatedPtrField;
using knowledge::v1::Advice;
using knowledge::v1::Citation;
using knowledge::v1::Claim;

// The service refuses longer queries; what matters stands at the beginning.
constexpr size_t kLongestQuery = 900;
constexpr int kTopicsAsked = 8;
constexpr int kLastOrder = 100;

// Cuts at the beginning of a character.
std::string Cut(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 &&
         (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) {
    --limit;
  }
  return std::string(text.substr(0, limit));
}

bool IsForCountry(const Advice& advice, absl::string_view country_code) {
  if (advice.region_code().empty() || country_code.empty()) return true;
  return absl::StartsWith(advice.region_code(), country_code);
}

}  // namespace

void RememberTopic(Turn& turn, absl::string_view kind, absl::string_view id) {
  turn.state.set_last_topic(absl::StrCat(kind, "/", id));
}

std::string ClaimInWords(const Claim& claim, const Speaker& speaker) {
  if (claim.safe_wording().empty()) return "";
  const std::string grade = GradeInWords(claim.grade(), speaker);
  if (grade.empty()) return claim.safe_wording();
  return speaker.Part(reply::kStatementWithGrade,
                      {{"statement", claim.safe_wording()}, {"grade", grade}});
}

std::vector<std::string> SearchTopics(Turn& turn, const TopicKinds& kinds,
                                      size_t limit) {
  std::vector<std::string> said;
  knowledge::v1::SearchTopicsRequest request;
  request.set_query(Cut(turn.input.text, kLongestQuery));
  request.set_max_results(kTopicsAsked);
  const auto found = turn.resources.topics.Search(request);
  if (!found.ok() || found->topics().empty()) return said;
  // What fits half as well as the best is about something else.
  const double least = found->topics(0).score() / 2;
  for (const auto& topic : found->topics()) {
    if (said.size() >= limit || topic.score() < least) break;
    std::string text;
    std::string kind;
    std::string id;
    if (topic.has_claim() && kinds.claims) {
      text = ClaimInWords(topic.claim(), turn.speaker);
      kind = "claim";
      id = topic.claim().id();
    } else if (topic.has_contradiction() && kinds.contradictions) {
      text = turn.speaker.Part(
          reply::kSourcesDisagree,
          {{"matter", topic.contradiction().matter()},
           {"resolution", topic.contradiction().resolution()}});
      kind = "contradiction";
      id = topic.contradiction().id();
    } else if (topic.has_advice() && kinds.advice) {
      text = topic.advice().text();
      kind = "advice";
      id = topic.advice().id();
    }
    // A claim with its grade and the advice drawn from it may be one sentence.
    const auto is_said = [&text](const std::string& other) {
      return absl::StartsWith(other, text) || absl::StartsWith(text, other);
    };
    if (text.empty() || std::any_of(said.begin(), said.end(), is_said)) {
      continue;
    }
    if (said.empty()) RememberTopic(turn, kind, id);
    said.push_back(std::move(text));
  }
  return said;
}

std::vector<std::string> AdviceInWords(const RepeatedPtrField<Advice>& advice,
                                       absl::string_view country_code,
                                       size_t limit) {
  std::vector<const Advice*> sorted;
  for (const auto& one : advice) {
    if (!one.text().empty() && IsForCountry(one, country_code)) {
      sorted.push_back(&one);
    }
  }
  const auto order = [](const Advice* one) {
    return one->order() == 0 ? kLastOrder : one->order();
  };
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [&](const auto* a, const auto* b) { return order(a) < order(b); });
  std::vector<std::string> texts;
  for (const auto* one : sorted) {
    if (texts.size() >= limit) break;
    texts.push_back(one->text());
  }
  return texts;
}

RepeatedPtrField<Citation> LastCitations(const Turn& turn) {
  RepeatedPtrField<Citation> citations;
  const auto& knowledge = turn.resources.knowledge;
  const std::vector<std::string> topic =
      absl::StrSplit(turn.state.last_topic(), absl::MaxSplits('/', 1));
  if (topic.size() == 2) {
    const auto& [kind, id] = std::tie(topic[0], topic[1]);
    if (kind == "claim") {
      if (const auto* claim = knowledge.FindClaim(id)) {
        citations.MergeFrom(claim->citations());
      }
    } else if (kind == "advice") {
      if (const auto* advice = knowledge.FindAdvice(id)) {
        citations.MergeFrom(advice->citations());
      }
    } else if (kind == "contradiction") {
      if (const auto* record = knowledge.FindContradiction(id)) {
        citations.MergeFrom(record->citations());
        for (const auto& position : record->positions()) {
          citations.MergeFrom(position.citations());
        }
      }
    } else if (kind == "technique") {
      if (const auto* technique = knowledge.FindTechnique(id)) {
        citations.MergeFrom(technique->citations());
      }
    }
  }
  for (const auto& id : turn.state.recommended_technique_ids()) {
    if (const auto* technique = knowledge.FindTechnique(id)) {
      citations.MergeFrom(technique->citations());
    }
  }
  return citations;
}

}  // namespace unknot::dialogue
