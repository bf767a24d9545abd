// Reads vignettes and holds advice against them.
#include "services/recommendation/vignettes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace unknot::recommendation {
namespace {

namespace fs = std::filesystem;
namespace kv1 = knowledge::v1;

// Most questions that a vignette's may be among.
constexpr int kQuestions = 3;

class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(const std::string& file, std::vector<KnowledgeProblem>& problems)
      : file_(file), problems_(problems) {}

  // Protobuf counts lines from 0.
  void AddError(int line, int /*column*/, const std::string& message) override {
    problems_.push_back({file_, line + 1, message});
  }

 private:
  const std::string& file_;
  std::vector<KnowledgeProblem>& problems_;
};

void ReadFile(const std::string& name, std::vector<ReadVignette>& read,
              std::vector<KnowledgeProblem>& problems) {
  std::ifstream in(name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return problems.push_back({name, 0, "cannot be read"});
  kv1::Vignettes file;
  google::protobuf::TextFormat::ParseInfoTree locations;
  Collector collector(name, problems);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&locations);
  if (!parser.ParseFromString(text.str(), &file)) return;
  const auto* field =
      kv1::Vignettes::descriptor()->FindFieldByName("vignettes");
  for (int i = 0; i < file.vignettes_size(); ++i) {
    read.push_back(
        {file.vignettes(i), name, locations.GetLocation(field, i).line + 1});
  }
}

void CheckForm(const std::vector<ReadVignette>& all,
               std::vector<KnowledgeProblem>& problems) {
  std::map<std::string, const ReadVignette*> seen;
  for (const ReadVignette& one : all) {
    const auto report = [&](const std::string& message) {
      problems.push_back({one.file, one.line, message});
    };
    const kv1::Vignette& vignette = one.vignette;
    if (vignette.id().empty()) report("Vignette.id is missing");
    if (!vignette.has_complaint()) report("Vignette.complaint is missing");
    if (vignette.tier() == kv1::TIER_UNSPECIFIED) {
      report("Vignette.tier is missing");
    }
    const auto [first, is_new] = seen.emplace(vignette.id(), &one);
    if (!is_new) {
      report(absl::StrCat("\"", vignette.id(), "\" is already at ",
                          first->second->file, ":", first->second->line));
    }
  }
}

template <typename List>
bool Has(const List& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// "no X among A, B".
std::string Lacks(const std::string& what, const std::string& missing,
                  const std::vector<std::string>& there) {
  return absl::StrCat("no ", what, " ", missing, " among ",
                      there.empty() ? "none" : absl::StrJoin(there, ", "));
}

}  // namespace

std::vector<ReadVignette> ReadVignettes(
    const std::string& folder, std::vector<KnowledgeProblem>& problems) {
  std::vector<ReadVignette> read;
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".textproto") {
      names.push_back(entry->path().string());
    }
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) ReadFile(name, read, problems);
  CheckForm(read, problems);
  return read;
}

std::vector<std::string> Differences(const kv1::Vignette& wanted,
                                     const v1::RecommendResponse& advice) {
  std::vector<std::string> differences;
  // Both enums list the same steps in the same order.
  const auto tier = static_cast<kv1::Tier>(advice.triage().level());
  if (tier != wanted.tier()) {
    differences.push_back(absl::StrCat("the step is ", kv1::Tier_Name(tier),
                                       ", not ",
                                       kv1::Tier_Name(wanted.tier())));
  }
  std::vector<std::string> codes, offered, cautions, questions;
  for (const auto& reason : advice.triage().reasons()) {
    codes.push_back(reason.code());
  }
  for (const auto& technique : advice.techniques()) {
    offered.push_back(technique.technique_id());
  }
  for (const auto& caution : advice.cautions()) {
    cautions.push_back(caution.code());
  }
  for (const auto& question : advice.next_questions()) {
    questions.push_back(question.question_id());
  }
  for (const std::string& code : wanted.flags()) {
    if (!Has(codes, code)) differences.push_back(Lacks("flag", code, codes));
  }
  if (wanted.first().empty() && !offered.empty()) {
    differences.push_back(absl::StrCat("offers ", offered.front()));
  }
  if (!wanted.first().empty() &&
      (offered.empty() || !Has(wanted.first(), offered.front()))) {
    differences.push_back(absl::StrCat(
        "offers ", offered.empty() ? "nothing" : offered.front(), " first"));
  }
  for (const std::string& id : wanted.forbidden()) {
    if (Has(offered, id)) {
      differences.push_back(
          absl::StrCat("offers ", id, ", which is forbidden"));
    }
  }
  for (const std::string& code : wanted.cautions()) {
    if (!Has(cautions, code)) {
      differences.push_back(Lacks("caution", code, cautions));
    }
  }
  if (!wanted.question().empty() && !Has(questions, wanted.question())) {
    differences.push_back(Lacks("question", wanted.question(), questions));
  }
  return differences;
}

std::vector<std::string> RunVignette(const kv1::Vignette& vignette,
                                     const Recommender& recommender) {
  v1::RecommendRequest request;
  *request.mutable_complaint() = vignette.complaint();
  request.set_max_questions(kQuestions);
  v1::RecommendResponse response;
  const absl::Status status = recommender.Recommend(request, &response);
  if (!status.ok()) return {std::string(status.message())};
  return Differences(vignette, response);
}

}  // namespace unknot::recommendation
