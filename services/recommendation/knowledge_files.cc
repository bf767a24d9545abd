// Reads files of knowledge with protobuf's own text parser.
#include "services/recommendation/knowledge_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace unknot::recommendation {
namespace {

namespace fs = std::filesystem;
using google::protobuf::TextFormat;

class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(const KnowledgeFile& file, std::vector<KnowledgeProblem>& problems)
      : file_(file), problems_(problems) {}

  // Protobuf counts lines from 0, and says -1 where it knows none.
  void AddError(int line, int /*column*/, const std::string& message) override {
    problems_.push_back({file_.name, LineMeant(line, message) + 1, message});
  }

 private:
  // Of a value that an enum does not have, protobuf hears only after it has
  // read on: the line meant is the last one before that has the value.
  int LineMeant(int line, const std::string& message) const {
    constexpr absl::string_view kBadEnum = "Unknown enumeration value of \"";
    if (!absl::StartsWith(message, kBadEnum)) return line;
    const absl::string_view rest =
        absl::string_view(message).substr(kBadEnum.size());
    const absl::string_view value = rest.substr(0, rest.find('"'));
    for (int at = line; at >= 0; --at) {
      if (at < static_cast<int>(file_.lines.size()) &&
          absl::StrContains(file_.lines[at], value)) {
        return at;
      }
    }
    return line;
  }

  const KnowledgeFile& file_;
  std::vector<KnowledgeProblem>& problems_;
};

// Length of the well-formed UTF-8 sequence that `text` begins with; 0 if none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond Unicode
  return length;
}

// Line of the first byte that is not UTF-8; 0 if all is well.
int LineOfBadByte(absl::string_view text) {
  int line = 1;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return line;
    if (text.front() == '\n') ++line;
    text.remove_prefix(length);
  }
  return 0;
}

}  // namespace

std::string ToString(const KnowledgeProblem& problem) {
  return problem.line > 0 ? absl::StrCat(problem.file, ":", problem.line, ": ",
                                         problem.message)
                          : absl::StrCat(problem.file, ": ", problem.message);
}

int KnowledgeFile::LineOfText(int line, const std::string& text) const {
  const std::string quoted = absl::StrCat("\"", text, "\"");
  for (size_t at = line > 0 ? line - 1 : 0; at < lines.size(); ++at) {
    if (absl::StrContains(lines[at], quoted)) return static_cast<int>(at) + 1;
  }
  return line;
}

std::unique_ptr<KnowledgeFile> ParseKnowledgeFile(
    const std::string& name, const std::string& text,
    std::vector<KnowledgeProblem>& problems) {
  if (const int line = LineOfBadByte(text); line > 0) {
    problems.push_back({name, line, "not UTF-8"});
    return nullptr;
  }
  auto file = std::make_unique<KnowledgeFile>();
  file->name = name;
  file->lines = absl::StrSplit(text, '\n');
  Collector collector(*file, problems);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&file->locations);
  if (!parser.ParseFromString(text, &file->records)) return nullptr;
  return file;
}

KnowledgeFiles ReadKnowledgeFolder(const std::string& folder,
                                   std::vector<KnowledgeProblem>& problems) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".textproto") {
      names.push_back(entry->path().string());
    }
  }
  if (error) {
    problems.push_back(
        {folder, 0, absl::StrCat("cannot be read: ", error.message())});
    return {};
  }
  if (names.empty()) {
    problems.push_back({folder, 0, "holds no *.textproto file"});
    return {};
  }
  std::sort(names.begin(), names.end());
  KnowledgeFiles files;
  for (const std::string& name : names) {
    std::ifstream in(name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
      problems.push_back({name, 0, "cannot be read"});
      continue;
    }
    if (auto file = ParseKnowledgeFile(name, text.str(), problems)) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

knowledge::v1::KnowledgeBase Merge(const KnowledgeFiles& files) {
  knowledge::v1::KnowledgeBase merged;
  for (const auto& file : files) merged.MergeFrom(file->records);
  return merged;
}

}  // namespace unknot::recommendation
