// Reading files of knowledge: text in, records and the lines they stand on out.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_FILES_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "services/recommendation/check_knowledge.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {

// One file: its records, and where in it they stand.
struct KnowledgeFile {
  // The line, from `line` on, that holds `text` in quotes; `line` if none does.
  // The parser notes one line for a whole list of texts.
  int LineOfText(int line, const std::string& text) const;

  std::string name;
  std::vector<std::string> lines;
  knowledge::v1::KnowledgeBase records;
  google::protobuf::TextFormat::ParseInfoTree locations;
};

using KnowledgeFiles = std::vector<std::unique_ptr<KnowledgeFile>>;

// Parses `text`, which came from the file `name`. Appends every fault of form
// (bytes that are no UTF-8, syntax, unknown fields) to `problems` and returns
// null if there is one.
std::unique_ptr<KnowledgeFile> ParseKnowledgeFile(
    const std::string& name, const std::string& text,
    std::vector<KnowledgeProblem>& problems);

// Parses all *.textproto files of `folder`, in order of name. Files with faults
// are left out and reported in `problems`.
KnowledgeFiles ReadKnowledgeFolder(const std::string& folder,
                                   std::vector<KnowledgeProblem>& problems);

// All records of all files, in order.
knowledge::v1::KnowledgeBase Merge(const KnowledgeFiles& files);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_FILES_H_
