// Walks messages by reflection. Protobuf's own FieldMaskUtil takes no path
// through a list.
#include "services/recommendation/read_mask.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/runtime/errors.h"

namespace unknot::recommendation {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;

// More paths than this are refused: no message has as many fields.
constexpr int kMaxPaths = 200;

// What is kept of a message: by name of the field; without entries, all of it.
struct Kept {
  std::map<std::string, Kept> fields;
};

bool Leads(absl::string_view path, const Descriptor* at) {
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        at == nullptr ? nullptr : at->FindFieldByName(std::string(name));
    if (field == nullptr) return false;
    at = field->message_type();
  }
  return true;
}

void Keep(absl::string_view path, Kept& kept) {
  Kept* at = &kept;
  bool is_new = true;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    // A field that is kept whole stays whole.
    if (!is_new && at->fields.empty()) return;
    const auto [entry, inserted] = at->fields.try_emplace(std::string(name));
    at = &entry->second;
    is_new = inserted;
  }
  at->fields.clear();
}

void Trim(const Kept& kept, Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    const auto found = kept.fields.find(field->name());
    if (found == kept.fields.end()) {
      reflection->ClearField(message, field);
    } else if (found->second.fields.empty()) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        Trim(found->second,
             reflection->MutableRepeatedMessage(message, field, i));
      }
    } else {
      Trim(found->second, reflection->MutableMessage(message, field));
    }
  }
}

}  // namespace

absl::Status CheckReadMask(const FieldMask& mask, const Descriptor* described) {
  if (mask.paths_size() > kMaxPaths) {
    return runtime::InvalidField("read_mask",
                                 absl::StrCat("at most ", kMaxPaths, " paths"));
  }
  for (int i = 0; i < mask.paths_size(); ++i) {
    if (!Leads(mask.paths(i), described)) {
      return runtime::InvalidField(absl::StrCat("read_mask.paths[", i, "]"),
                                   "not a path to a field of the response");
    }
  }
  return absl::OkStatus();
}

void ApplyReadMask(const FieldMask& mask,
                   absl::Span<const absl::string_view> always,
                   Message* message) {
  if (mask.paths().empty()) return;
  Kept kept;
  for (const std::string& path : mask.paths()) Keep(path, kept);
  for (const absl::string_view path : always) Keep(path, kept);
  Trim(kept, message);
}

}  // namespace unknot::recommendation
