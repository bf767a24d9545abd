// Advises on the same complaints twice.
#include "services/recommendation/knowledge_diff.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/recommendation/made_complaints.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"
#include "services/recommendation/validation.h"

namespace unknot::recommendation {
namespace {

using complaint::v1::Complaint;

constexpr size_t kMostExamples = 3;
constexpr int kQuestions = 3;

struct Outcome {
  std::string step;
  std::vector<std::string> offered;
  std::set<std::string> cautions;
  std::vector<std::string> questions;
};

Outcome OutcomeOf(const KnowledgeBase& base, const Complaint& complaint) {
  const Findings findings = Examine(base, complaint);
  const Ranking ranking = Rank(base, findings);
  Outcome outcome;
  outcome.step = knowledge::v1::Tier_Name(findings.tier);
  for (const int technique : ranking.offered) {
    outcome.offered.push_back(base.techniques()[technique].record->id());
  }
  for (const FiredRecord& fired : findings.contraindications) {
    outcome.cautions.insert(base.contraindications()[fired.index].record->id());
  }
  for (const int question :
       OrderedQuestions().Choose(base, findings, ranking, {}, kQuestions)) {
    outcome.questions.push_back(base.questions()[question].record->id());
  }
  return outcome;
}

bool CanRead(const KnowledgeBase& base, const Complaint& complaint) {
  v1::RecommendRequest request;
  *request.mutable_complaint() = complaint;
  return Validate(request, base).ok();
}

template <typename Ids>
std::string Listed(const Ids& ids) {
  return ids.empty() ? "none" : absl::StrJoin(ids, ", ");
}

class Collector {
 public:
  explicit Collector(KnowledgeDiff& diff) : diff_(diff) {}

  void Note(const std::string& facts, const Outcome& was, const Outcome& is) {
    bool changed = false;
    const auto note = [&](const std::string& what, const std::string& from,
                          const std::string& to) {
      KnowledgeDiff::Change& change = diff_.changes[what];
      ++change.count;
      if (change.examples.size() < kMostExamples) {
        change.examples.push_back(absl::StrCat(facts, ": ", from, " -> ", to));
      }
      changed = true;
    };
    if (was.step != is.step) {
      note(absl::StrCat("step ", was.step, " -> ", is.step), was.step, is.step);
    }
    const std::string first_was = was.offered.empty() ? "" : was.offered[0];
    const std::string first_is = is.offered.empty() ? "" : is.offered[0];
    if (first_was != first_is) {
      note("first technique", first_was.empty() ? "none" : first_was,
           first_is.empty() ? "none" : first_is);
    } else if (was.offered != is.offered) {
      note("techniques offered", Listed(was.offered), Listed(is.offered));
    }
    if (was.cautions != is.cautions) {
      note("cautions", Listed(was.cautions), Listed(is.cautions));
    }
    if (was.questions != is.questions) {
      note("questions", Listed(was.questions), Listed(is.questions));
    }
    if (changed) ++diff_.changed;
  }

 private:
  KnowledgeDiff& diff_;
};

}  // namespace

KnowledgeDiff Compare(const KnowledgeBase& before, const KnowledgeBase& after,
                      int count, uint64_t seed) {
  KnowledgeDiff diff;
  Collector collector(diff);
  MadeComplaints from_before(before, seed);
  MadeComplaints from_after(after, seed + 1);
  for (int i = 0; i < count; ++i) {
    const bool new_one = i % 2 == 1;
    const Complaint made = new_one ? from_after.Next() : from_before.Next();
    ++diff.tried;
    if (!CanRead(new_one ? before : after, made)) {
      ++diff.unreadable;
      continue;
    }
    collector.Note(InFacts(new_one ? after : before, made),
                   OutcomeOf(before, made), OutcomeOf(after, made));
  }
  return diff;
}

std::vector<std::string> InLines(const KnowledgeDiff& diff) {
  std::vector<std::string> lines;
  lines.push_back(absl::StrCat(diff.tried, " complaints, ", diff.changed,
                               " with another outcome"));
  if (diff.unreadable > 0) {
    lines.push_back(absl::StrCat(diff.unreadable,
                                 " that speak of a record which only one of "
                                 "the two has"));
  }
  for (const auto& [what, change] : diff.changes) {
    lines.push_back(absl::StrCat(what, ": ", change.count));
    for (const std::string& example : change.examples) {
      lines.push_back(absl::StrCat("    ", example));
    }
  }
  return lines;
}

}  // namespace unknot::recommendation
