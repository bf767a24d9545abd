// Reads a language pack: the folder of textproto files that says how people of
// one language say things and how Unknot answers.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_LANGUAGE_PACK_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_LANGUAGE_PACK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chatbot/understanding/source_map.h"
#include "unknot/knowledge/v1/knowledge.pb.h"
#include "unknot/language/v1/language.pb.h"

namespace unknot::understanding {

// Something wrong with a pack, for its author.
struct PackProblem {
  std::string file;
  int line = 0;  // From 1; 0 where no line is at fault.
  std::string message;

  // "file:line: message".
  std::string ToString() const;
};

// A pack and where each of its records stands.
struct LoadedPack {
  language::v1::LanguagePack pack;

  // "file:line" of each record of `pack`, by its index.
  std::vector<std::string> phrases_at;
  std::vector<std::string> look_alikes_at;
  std::vector<std::string> cues_at;
  std::vector<std::string> intents_at;
  std::vector<std::string> example_sets_at;
  std::vector<std::string> sign_examples_at;
  std::vector<std::string> replies_at;
  std::vector<std::string> lists_at;
  std::vector<std::string> inferences_at;

  // The same for every list of the pack, and for each phrase of a record.
  SourceMap where;

  // Where a model trained on the pack may stand: `models/<pack>.model` beside
  // the folder of packs. Empty: nowhere.
  std::string model_path;
};

// Reads and merges every `*.textproto` of `directory`, in order of file name.
// Appends to `problems` what could not be read: then the pack lacks those
// files. Returns NotFound where the folder is missing or holds no such file.
absl::StatusOr<LoadedPack> ReadLanguagePack(absl::string_view directory,
                                            std::vector<PackProblem>& problems);

// Reads the pack and fails with the first problem: for programs that need a
// whole one.
absl::StatusOr<LoadedPack> LoadLanguagePack(absl::string_view directory);

// Everything that is wrong with a pack by itself and against the concepts of
// `knowledge`, each with the line of the phrase or record: unknown ids, sides
// and kinds; broken templates; unknown, unused and circular lists; duplicate
// and conflicting phrases; phrases that can never be found or are always
// hidden; numbers out of range; intents without enough examples; replies
// without a wording. Empty means that it is good. Takes seconds.
std::vector<PackProblem> CheckLanguagePack(
    const LoadedPack& loaded, const knowledge::v1::KnowledgeBase& knowledge);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_LANGUAGE_PACK_H_
