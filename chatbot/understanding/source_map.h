// Where the records of a pack stand, for messages to their authors.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SOURCE_MAP_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SOURCE_MAP_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "unknot/language/v1/language.pb.h"

namespace unknot::understanding {

// The file and line of each record and of each phrase in it. Records are named
// by their field in LanguagePack (`phrases`) and their index.
class SourceMap {
 public:
  // Notes where the records of one more file stand: `part`, read from `file`.
  void Add(absl::string_view file, const language::v1::LanguagePack& part,
           const google::protobuf::TextFormat::ParseInfoTree& tree);

  // "file:line" of a record; "FIELD INDEX" where it was read from no file.
  std::string Of(absl::string_view field, int record) const;

  // "file:line" of one value of a repeated field of a record (`say`), or of the
  // record where the values share a line's brackets.
  std::string Of(absl::string_view field, int record, absl::string_view inner,
                 int item) const;

 private:
  struct Record {
    std::string file;
    int line = 0;
    std::map<std::string, std::vector<int>> lines;  // Of inner fields.
  };

  std::map<std::string, std::vector<Record>, std::less<>> records_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SOURCE_MAP_H_
