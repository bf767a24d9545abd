// Copying fields by reflection. Protobuf's own FieldMaskUtil turns an absent
// optional number into a present zero, so it only copies what is there.
#include "services/directory/field_mask.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/field_mask_util.h"

namespace unknot::directory {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::FieldMaskUtil;

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

void CopyField(const Message& source, const FieldDescriptor* field,
               Message& target) {
  target.GetReflection()->ClearField(&target, field);
  if (!IsSet(source, field)) return;
  FieldMask one;
  one.add_paths(field->name());
  FieldMaskUtil::MergeMessageTo(source, one, FieldMaskUtil::MergeOptions(),
                                &target);
}

// Copies one path of the mask; false if there is no such field.
bool CopyPath(absl::string_view path, const Message& source, Message& target) {
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  const FieldDescriptor* field =
      source.GetDescriptor()->FindFieldByName(steps[0]);
  if (field == nullptr || steps.size() > 2) return false;
  if (steps.size() == 1) {
    CopyField(source, field, target);
    return true;
  }
  if (field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return false;
  }
  const FieldDescriptor* inner =
      field->message_type()->FindFieldByName(steps[1]);
  if (inner == nullptr) return false;
  CopyField(source.GetReflection()->GetMessage(source, field), inner,
            *target.GetReflection()->MutableMessage(&target, field));
  return true;
}

}  // namespace

void ApplyMask(const FieldMask& mask,
               const absl::flat_hash_set<std::string>& output_only,
               const Message& source, Message& target, FieldChecks& checks) {
  const bool everything = mask.paths_size() == 1 && mask.paths(0) == "*";
  if (mask.paths().empty() || everything) {
    for (int i = 0; i < source.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = source.GetDescriptor()->field(i);
      if (output_only.contains(field->name())) continue;
      if (everything || IsSet(source, field)) CopyField(source, field, target);
    }
    return;
  }
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    const std::string first = path.substr(0, path.find('.'));
    checks.Require(
        !output_only.contains(first) && CopyPath(path, source, target),
        absl::StrCat("update_mask.", Indexed("paths", i)),
        "must be a field that can be changed, at most two levels "
        "deep");
  }
}

}  // namespace unknot::directory
