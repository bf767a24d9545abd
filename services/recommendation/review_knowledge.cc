// Loads folders and runs the tools on them.
#include "services/recommendation/review_knowledge.h"

#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/recommendation/check_knowledge.h"
#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/knowledge_diff.h"
#include "services/recommendation/knowledge_report.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/reachability.h"
#include "services/recommendation/vignettes.h"

namespace unknot::recommendation {
namespace {

// Made-up complaints are the same on every run.
constexpr uint64_t kSeed = 1;

void RunVignettes(const KnowledgeBase::Ptr& base, const std::string& folder,
                  std::vector<std::string>& lines) {
  std::vector<KnowledgeProblem> problems;
  const std::vector<ReadVignette> all = ReadVignettes(folder, problems);
  for (const KnowledgeProblem& problem : problems) {
    lines.push_back(ToString(problem));
  }
  const OrderedQuestions questions;
  const Recommender recommender(base, questions);
  for (const ReadVignette& one : all) {
    for (const std::string& difference :
         RunVignette(one.vignette, recommender)) {
      lines.push_back(ToString(
          {one.file, one.line,
           absl::StrCat("vignette ", one.vignette.id(), ": ", difference)}));
    }
  }
}

}  // namespace

std::vector<std::string> ReviewKnowledge(const std::string& folder,
                                         const std::string& more_vignettes) {
  std::vector<std::string> lines;
  for (const KnowledgeProblem& problem : CheckKnowledge(folder)) {
    lines.push_back(ToString(problem));
  }
  if (!lines.empty()) return lines;
  const absl::StatusOr<KnowledgeBase::Ptr> base = KnowledgeBase::Load(folder);
  if (!base.ok()) return {std::string(base.status().message())};
  for (const auto& found :
       {FindUnreachable(**base), FindContradictions(**base)}) {
    for (const std::string& sentence : found) {
      lines.push_back(absl::StrCat(folder, ": ", sentence));
    }
  }
  RunVignettes(*base, absl::StrCat(folder, "/", kVignettesFolder), lines);
  if (!more_vignettes.empty()) RunVignettes(*base, more_vignettes, lines);
  return lines;
}

absl::StatusOr<std::vector<std::string>> DiffKnowledge(
    const std::string& before, const std::string& after, int count) {
  const absl::StatusOr<KnowledgeBase::Ptr> old_base =
      KnowledgeBase::Load(before);
  if (!old_base.ok()) return old_base.status();
  const absl::StatusOr<KnowledgeBase::Ptr> new_base =
      KnowledgeBase::Load(after);
  if (!new_base.ok()) return new_base.status();
  return InLines(Compare(**old_base, **new_base, count, kSeed));
}

absl::StatusOr<std::string> ReportKnowledge(const std::string& folder) {
  const absl::StatusOr<KnowledgeBase::Ptr> base = KnowledgeBase::Load(folder);
  if (!base.ok()) return base.status();
  return MakeReport(**base);
}

}  // namespace unknot::recommendation
