// Answers from the records.
#include "services/recommendation/library.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/recommendation/errors.h"
#include "services/recommendation/read_mask.h"
#include "services/recommendation/topic_index.h"
#include "services/runtime/errors.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 100;
constexpr int kMinCompared = 2;
constexpr int kMaxCompared = 5;
constexpr int kDefaultTopics = 5;
constexpr int kMaxTopics = 20;
constexpr size_t kMaxQueryBytes = 1000;

// Enough of a version to tell one from another in a page token.
constexpr size_t kVersionInToken = 12;

// Collects the sources that records cite, for a response.
class Cited {
 public:
  explicit Cited(const KnowledgeBase& base)
      : base_(base), cited_(base.records().sources_size()) {}

  void Note(const google::protobuf::RepeatedPtrField<v1::Citation>& citations) {
    for (const v1::Citation& citation : citations) {
      const int index = base_.SourceIndex(citation.source_id());
      if (index >= 0) cited_[index] = true;
    }
  }
  void Note(const v1::Technique& technique) {
    Note(technique.citations());
    for (const auto& described : technique.described()) {
      Note(described.citations());
    }
  }
  void Note(const v1::Contradiction& one) {
    Note(one.citations());
    for (const auto& position : one.positions()) Note(position.citations());
  }

  void WriteTo(google::protobuf::RepeatedPtrField<v1::Source>* sources) const {
    for (size_t i = 0; i < cited_.size(); ++i) {
      if (cited_[i]) *sources->Add() = base_.records().sources(i);
    }
  }

 private:
  const KnowledgeBase& base_;
  std::vector<bool> cited_;
};

// Fields that come whatever the mask says.
constexpr absl::string_view kAlways[] = {"version", "knowledge_version"};

// An error where the mask of `request` does not fit the response.
template <typename Response, typename Request>
absl::Status CheckMask(const Request& request) {
  return CheckReadMask(request.read_mask(), Response::descriptor());
}

// The response without what the mask of `request` leaves out.
template <typename Response, typename Request>
Response Masked(const Request& request, Response response) {
  ApplyReadMask(request.read_mask(), kAlways, &response);
  return response;
}

// How many of `techniques` the contradiction speaks of by name.
int SpeaksOf(const v1::Contradiction& one,
             const std::vector<const v1::Technique*>& techniques) {
  std::string text = one.matter();
  for (const auto& position : one.positions()) {
    absl::StrAppend(&text, " . ", position.says());
  }
  for (const std::string& keyword : one.keywords()) {
    absl::StrAppend(&text, " . ", keyword);
  }
  const std::vector<std::string> words = Stems(text);
  const auto holds = [&words](const std::string& name) {
    const std::vector<std::string> phrase = Stems(name);
    return std::search(words.begin(), words.end(), phrase.begin(),
                       phrase.end()) != words.end();
  };
  return static_cast<int>(
      std::count_if(techniques.begin(), techniques.end(),
                    [&holds](const v1::Technique* technique) {
                      return holds(technique->name()) ||
                             std::any_of(technique->aliases().begin(),
                                         technique->aliases().end(), holds);
                    }));
}

}  // namespace

absl::StatusOr<v1::GetKnowledgeBaseResponse> Library::Get(
    const v1::GetKnowledgeBaseRequest& request) const {
  if (absl::Status mask = CheckMask<v1::GetKnowledgeBaseResponse>(request);
      !mask.ok()) {
    return mask;
  }
  const KnowledgeBase::Ptr base = knowledge_.Current();
  v1::GetKnowledgeBaseResponse response;
  response.set_version(base->version());
  for (std::string& problem : knowledge_.Problems()) {
    response.add_problems(std::move(problem));
  }
  if (request.known_version() != base->version()) {
    *response.mutable_knowledge_base() = base->records();
  }
  return Masked(request, std::move(response));
}

absl::StatusOr<v1::ListTechniquesResponse> Library::ListTechniques(
    const v1::ListTechniquesRequest& request) const {
  if (absl::Status mask = CheckMask<v1::ListTechniquesResponse>(request);
      !mask.ok()) {
    return mask;
  }
  if (request.page_size() < 0) {
    return runtime::InvalidField("page_size", "0 or more");
  }
  const KnowledgeBase::Ptr base = knowledge_.Current();
  const std::string edition = base->version().substr(0, kVersionInToken);
  const int count = base->records().techniques_size();
  int offset = 0;
  if (!request.page_token().empty()) {
    const std::vector<std::string> parts =
        absl::StrSplit(request.page_token(), '-');
    if (parts.size() != 2 || parts[0] != edition ||
        !absl::SimpleAtoi(parts[1], &offset) || offset <= 0 ||
        offset >= count) {
      return InvalidPageToken();
    }
  }
  std::vector<const v1::Technique*> techniques;
  for (const auto& one : base->records().techniques()) {
    techniques.push_back(&one);
  }
  std::sort(techniques.begin(), techniques.end(),
            [](const v1::Technique* a, const v1::Technique* b) {
              return a->gentleness_rank() < b->gentleness_rank();
            });
  const int page = request.page_size() == 0
                       ? kDefaultPage
                       : std::min(request.page_size(), kMaxPage);
  const int end = std::min(count, offset + page);
  v1::ListTechniquesResponse response;
  for (int i = offset; i < end; ++i) {
    *response.add_techniques() = *techniques[i];
  }
  if (end < count) {
    response.set_next_page_token(absl::StrCat(edition, "-", end));
  }
  response.set_knowledge_version(base->version());
  return Masked(request, std::move(response));
}

absl::StatusOr<v1::GetTechniqueResponse> Library::GetTechnique(
    const v1::GetTechniqueRequest& request) const {
  if (absl::Status mask = CheckMask<v1::GetTechniqueResponse>(request);
      !mask.ok()) {
    return mask;
  }
  const KnowledgeBase::Ptr base = knowledge_.Current();
  const int index =
      base->facts().IndexOf(List::kTechniques, request.technique_id());
  if (index < 0) return TechniqueNotFound();
  v1::GetTechniqueResponse response;
  Cited cited(*base);
  *response.mutable_technique() = base->records().techniques(index);
  cited.Note(response.technique());
  for (const v1::Evidence& evidence : base->records().evidence()) {
    const auto& ids = response.technique().evidence_ids();
    if (std::find(ids.begin(), ids.end(), evidence.id()) == ids.end()) continue;
    *response.add_evidence() = evidence;
    cited.Note(evidence.citations());
  }
  cited.WriteTo(response.mutable_sources());
  response.set_knowledge_version(base->version());
  return Masked(request, std::move(response));
}

absl::StatusOr<v1::CompareTechniquesResponse> Library::Compare(
    const v1::CompareTechniquesRequest& request) const {
  if (absl::Status mask = CheckMask<v1::CompareTechniquesResponse>(request);
      !mask.ok()) {
    return mask;
  }
  if (request.technique_ids_size() < kMinCompared ||
      request.technique_ids_size() > kMaxCompared) {
    return runtime::InvalidField("technique_ids", "two to five ids");
  }
  const KnowledgeBase::Ptr base = knowledge_.Current();
  std::vector<const v1::Technique*> techniques;
  std::multiset<std::string> evidence_ids;
  for (const std::string& id : request.technique_ids()) {
    const int index = base->facts().IndexOf(List::kTechniques, id);
    if (index < 0) return TechniqueNotFound();
    techniques.push_back(&base->records().techniques(index));
    evidence_ids.insert(techniques.back()->evidence_ids().begin(),
                        techniques.back()->evidence_ids().end());
  }
  v1::CompareTechniquesResponse response;
  for (const v1::Technique* technique : techniques) {
    *response.add_techniques() = *technique;
  }
  for (const v1::Contradiction& one : base->records().contradictions()) {
    if (SpeaksOf(one, techniques) >= kMinCompared) {
      *response.add_contradictions() = one;
    }
  }
  // What concerns more than one of them bears on the comparison.
  for (const v1::Evidence& evidence : base->records().evidence()) {
    if (evidence_ids.count(evidence.id()) >= kMinCompared) {
      *response.add_evidence() = evidence;
    }
  }
  response.set_knowledge_version(base->version());
  return Masked(request, std::move(response));
}

absl::StatusOr<v1::SearchTopicsResponse> Library::Search(
    const v1::SearchTopicsRequest& request) const {
  if (absl::Status mask = CheckMask<v1::SearchTopicsResponse>(request);
      !mask.ok()) {
    return mask;
  }
  if (request.query().empty() || request.query().size() > kMaxQueryBytes) {
    return runtime::InvalidField("query", "1 to 1000 bytes");
  }
  if (request.max_results() < 0) {
    return runtime::InvalidField("max_results", "0 or more");
  }
  const int limit = request.max_results() == 0
                        ? kDefaultTopics
                        : std::min(request.max_results(), kMaxTopics);
  const KnowledgeBase::Ptr base = knowledge_.Current();
  v1::SearchTopicsResponse response;
  Cited cited(*base);
  for (const TopicHit& hit : base->topics().Search(request.query(), limit)) {
    v1::Topic* topic = response.add_topics();
    topic->set_score(hit.score);
    if (const auto* claim = dynamic_cast<const v1::Claim*>(hit.record)) {
      *topic->mutable_claim() = *claim;
      cited.Note(claim->citations());
      cited.Note(claim->stated_by());
    } else if (const auto* contradiction =
                   dynamic_cast<const v1::Contradiction*>(hit.record)) {
      *topic->mutable_contradiction() = *contradiction;
      cited.Note(*contradiction);
    } else if (const auto* advice =
                   dynamic_cast<const v1::Advice*>(hit.record)) {
      *topic->mutable_advice() = *advice;
      cited.Note(advice->citations());
      cited.Note(advice->stated_by());
    } else if (const auto* technique =
                   dynamic_cast<const v1::Technique*>(hit.record)) {
      *topic->mutable_technique() = *technique;
      cited.Note(*technique);
    }
  }
  cited.WriteTo(response.mutable_sources());
  response.set_knowledge_version(base->version());
  return Masked(request, std::move(response));
}

}  // namespace unknot::recommendation
