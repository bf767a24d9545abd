// Builds knowledge bases from text, for tests.
#include "tests/recommendation/test_knowledge.h"

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>

#include "services/recommendation/knowledge_checker.h"

namespace unknot::recommendation {
namespace {

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
    std::abort();
  }
  return *std::move(result);
}

KnowledgeFiles Parse(const std::vector<std::string>& texts,
                     std::vector<KnowledgeProblem>& problems) {
  KnowledgeFiles files;
  char letter = 'a';
  for (const std::string& text : texts) {
    const std::string name = std::string(1, letter++) + ".textproto";
    if (auto file = ParseKnowledgeFile(name, text, problems)) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

const char kCommonKnowledge[] = R"pb(
  sources { id: "book" title: "A book" kind: SOURCE_KIND_PAGE }
  settings {
    clinician_check {
      need { any_of: "pattern/checked" }
      unless: "pattern/worsening"
    }
    good_from: 4
    fair_from: 2
    notice: "Not a diagnosis."
    nothing_fits: "Nothing fits."
    ask_first: "A question first."
    scores_low: "Others fit better."
  }
  patterns { id: "checked" name: "checked" }
  patterns { id: "worsening" name: "worsening" }
  triage_advice {
    tier: TIER_EMERGENCY
    text: "Call {emergency_number} now."
    citations { source_id: "book" }
  }
  triage_advice {
    tier: TIER_URGENT
    text: "Today: {urgent_number}."
    citations { source_id: "book" }
  }
  triage_advice {
    tier: TIER_SEE_CLINICIAN
    text: "See a clinician."
    citations { source_id: "book" }
  }
  triage_advice {
    tier: TIER_CAUTION
    text: "With care."
    citations { source_id: "book" }
  }
  triage_advice {
    tier: TIER_OK
    text: "Nothing found."
    safety_net: "Stop if it gets worse."
    citations { source_id: "book" }
  }
  emergency_contacts {
    emergency: "911 / 999"
    urgent: "a doctor"
    citations { source_id: "book" }
  }
  emergency_contacts {
    country_code: "GB"
    emergency: "999"
    urgent: "NHS 111"
    citations { source_id: "book" }
  }
)pb";

std::vector<std::string> ProblemsOf(const std::vector<std::string>& texts) {
  std::vector<KnowledgeProblem> problems;
  const KnowledgeFiles files = Parse(texts, problems);
  CheckRecords(files, problems);
  std::vector<std::string> lines;
  for (const KnowledgeProblem& problem : problems) {
    lines.push_back(ToString(problem));
  }
  return lines;
}

KnowledgeBase::Ptr MakeBase(const std::string& text) {
  std::vector<KnowledgeProblem> problems;
  const KnowledgeFiles files = Parse({text, kCommonKnowledge}, problems);
  for (const KnowledgeProblem& problem : problems) {
    std::fprintf(stderr, "%s\n", ToString(problem).c_str());
  }
  if (!problems.empty()) std::abort();
  return OrDie(KnowledgeBase::Build(files));
}

KnowledgeBase::Ptr ShippedBase() {
  static const auto* const base = new KnowledgeBase::Ptr(
      OrDie(KnowledgeBase::Load(std::string(UNKNOT_SOURCE_DIR) +
                                "/services/recommendation/knowledge")));
  return *base;
}

KnowledgeBase::Ptr ShippedBaseWith(const std::vector<std::string>& options) {
  std::vector<KnowledgeProblem> problems;
  const KnowledgeFiles files = ReadKnowledgeFolder(
      std::string(UNKNOT_SOURCE_DIR) + "/services/recommendation/knowledge",
      problems);
  for (const auto& file : files) {
    if (!file->records.has_settings()) continue;
    for (const std::string& option : options) {
      file->records.mutable_settings()->add_options(option);
    }
  }
  return OrDie(KnowledgeBase::Build(files));
}

complaint::v1::Complaint MakeComplaint(const std::string& text) {
  complaint::v1::Complaint complaint;
  if (!google::protobuf::TextFormat::ParseFromString(text, &complaint)) {
    std::abort();
  }
  return complaint;
}

}  // namespace unknot::recommendation
