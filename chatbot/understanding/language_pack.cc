// Reading and merging the files of a language pack.
#include "chatbot/understanding/language_pack.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace unknot::understanding {
namespace {

using google::protobuf::TextFormat;
using language::v1::LanguagePack;

class ProblemCollector : public google::protobuf::io::ErrorCollector {
 public:
  ProblemCollector(std::string file, std::vector<PackProblem>& problems)
      : file_(std::move(file)), problems_(problems) {}

  void AddError(int line, int /*column*/, const std::string& text) override {
    problems_.push_back({file_, line + 1, text});
  }

 private:
  std::string file_;
  std::vector<PackProblem>& problems_;
};

void Locate(const TextFormat::ParseInfoTree& tree, absl::string_view file,
            const char* field, int count, std::vector<std::string>& out) {
  const auto* descriptor = LanguagePack::descriptor()->FindFieldByName(field);
  for (int i = 0; i < count; ++i) {
    const auto location = tree.GetLocation(descriptor, i);
    out.push_back(absl::StrCat(file, ":", location.line + 1));
  }
}

// The first line with bytes that are no UTF-8, from 1; 0 where all are.
int LineThatIsNoUtf8(const std::string& content) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(content.data());
  const int32_t size = static_cast<int32_t>(content.size());
  int line = 1;
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return line;
    if (c == '\n') ++line;
  }
  return 0;
}

bool ReadFile(const std::filesystem::path& path, LoadedPack& loaded,
              std::vector<PackProblem>& problems) {
  const std::string name = path.filename().string();
  std::ifstream in(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)),
                      std::istreambuf_iterator<char>());
  if (!in && content.empty()) {
    problems.push_back({name, 0, "cannot be read"});
    return false;
  }
  if (const int line = LineThatIsNoUtf8(content); line > 0) {
    problems.push_back({name, line, "is not UTF-8"});
    return false;
  }
  LanguagePack part;
  TextFormat::ParseInfoTree tree;
  ProblemCollector collector(name, problems);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(content, &part)) return false;
  Locate(tree, name, "phrases", part.phrases_size(), loaded.phrases_at);
  Locate(tree, name, "look_alikes", part.look_alikes_size(),
         loaded.look_alikes_at);
  Locate(tree, name, "cues", part.cues_size(), loaded.cues_at);
  Locate(tree, name, "intents", part.intents_size(), loaded.intents_at);
  Locate(tree, name, "example_sets", part.example_sets_size(),
         loaded.example_sets_at);
  Locate(tree, name, "sign_examples", part.sign_examples_size(),
         loaded.sign_examples_at);
  Locate(tree, name, "replies", part.replies_size(), loaded.replies_at);
  Locate(tree, name, "lists", part.lists_size(), loaded.lists_at);
  Locate(tree, name, "inferences", part.inferences_size(),
         loaded.inferences_at);
  loaded.where.Add(name, part, tree);
  loaded.pack.MergeFrom(part);
  return true;
}

std::string ModelPath(absl::string_view directory) {
  std::error_code error;
  const auto folder =
      std::filesystem::absolute(std::string(directory) + "/.", error)
          .lexically_normal()
          .parent_path();
  if (error) return "";
  return folder.parent_path().parent_path() / "models" /
         (folder.filename().string() + ".model");
}

}  // namespace

std::string PackProblem::ToString() const {
  return line > 0 ? absl::StrCat(file, ":", line, ": ", message)
                  : absl::StrCat(file, ": ", message);
}

absl::StatusOr<LoadedPack> ReadLanguagePack(
    absl::string_view directory, std::vector<PackProblem>& problems) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(std::string(directory)), error)) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  if (error || files.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "No language pack in ", directory,
        ". Give a folder with *.textproto files, or set UNKNOT_DATA_DIR."));
  }
  std::sort(files.begin(), files.end());
  LoadedPack loaded;
  for (const auto& file : files) ReadFile(file, loaded, problems);
  loaded.model_path = ModelPath(directory);
  return loaded;
}

absl::StatusOr<LoadedPack> LoadLanguagePack(absl::string_view directory) {
  std::vector<PackProblem> problems;
  absl::StatusOr<LoadedPack> loaded = ReadLanguagePack(directory, problems);
  if (loaded.ok() && !problems.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("The language pack in ", directory,
                     " is broken: ", problems.front().ToString(),
                     ". Run `unknot language check` for the whole list."));
  }
  return loaded;
}

}  // namespace unknot::understanding
