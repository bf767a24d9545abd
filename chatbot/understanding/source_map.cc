// Copies locations out of the text format parser's tree.
#include "chatbot/understanding/source_map.h"

#include "absl/strings/str_cat.h"

namespace unknot::understanding {

void SourceMap::Add(absl::string_view file,
                    const language::v1::LanguagePack& part,
                    const google::protobuf::TextFormat::ParseInfoTree& tree) {
  const auto* reflection = part.GetReflection();
  const auto* descriptor = part.GetDescriptor();
  for (int f = 0; f < descriptor->field_count(); ++f) {
    const auto* field = descriptor->field(f);
    if (!field->is_repeated() || field->message_type() == nullptr) continue;
    for (int i = 0; i < reflection->FieldSize(part, field); ++i) {
      Record record;
      record.file = std::string(file);
      record.line = tree.GetLocation(field, i).line + 1;
      const auto& message = reflection->GetRepeatedMessage(part, field, i);
      const auto* inside = tree.GetTreeForNested(field, i);
      const auto* type = field->message_type();
      for (int k = 0; inside != nullptr && k < type->field_count(); ++k) {
        const auto* inner = type->field(k);
        if (!inner->is_repeated()) continue;
        const int size = message.GetReflection()->FieldSize(message, inner);
        for (int item = 0; item < size; ++item) {
          record.lines[inner->name()].push_back(
              inside->GetLocation(inner, item).line + 1);
        }
      }
      records_[field->name()].push_back(std::move(record));
    }
  }
}

std::string SourceMap::Of(absl::string_view field, int record) const {
  const auto it = records_.find(field);
  if (it == records_.end() || record >= static_cast<int>(it->second.size()))
    return absl::StrCat(std::string(field), " ", record);
  const Record& found = it->second[static_cast<size_t>(record)];
  return absl::StrCat(found.file, ":", found.line);
}

std::string SourceMap::Of(absl::string_view field, int record,
                          absl::string_view inner, int item) const {
  const auto it = records_.find(field);
  if (it == records_.end() || record >= static_cast<int>(it->second.size()))
    return Of(field, record);
  const Record& found = it->second[static_cast<size_t>(record)];
  const auto lines = found.lines.find(std::string(inner));
  if (lines == found.lines.end() ||
      item >= static_cast<int>(lines->second.size()) ||
      lines->second[static_cast<size_t>(item)] <= 0) {
    return Of(field, record);
  }
  return absl::StrCat(found.file, ":",
                      lines->second[static_cast<size_t>(item)]);
}

}  // namespace unknot::understanding
