#include "chatbot/gateway/json_reader.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::json;

// As deep as protobuf goes.
constexpr int kDeepest = 100;
constexpr char kReason[] = "INVALID_JSON";

absl::Status Wrong(const std::string& path, absl::string_view why) {
  return runtime::InvalidField(path, why, kReason);
}

// Whether the text nests no deeper than it may, before anything is built of it.
bool IsTooDeep(absl::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// Where a reader stopped, as an editor counts: lines and columns from 1.
absl::Status NotJson(absl::string_view text, size_t stopped_at) {
  const absl::string_view read = text.substr(0, stopped_at);
  const auto line = std::count(read.begin(), read.end(), '\n') + 1;
  const size_t line_start = read.rfind('\n');
  const size_t column = line_start == absl::string_view::npos
                            ? read.size()
                            : read.size() - line_start - 1;
  return Wrong(
      "", absl::StrCat("The body is not JSON: it goes wrong at line ", line,
                       ", column ", std::max<size_t>(column, 1), "."));
}

// The name of a field that does not exist, where it looks like one; a body may
// have anything in its place.
std::string Printable(const std::string& name) {
  const bool is_name = !name.empty() && name.size() <= 64 &&
                       std::all_of(name.begin(), name.end(), [](char c) {
                         return absl::ascii_isalnum(c) || c == '_';
                       });
  return is_name ? name : "(a name that is not an identifier)";
}

// The field of that name, as JSON or as the proto has it; null for none.
const FieldDescriptor* FieldOf(const Descriptor& type,
                               const std::string& name) {
  const FieldDescriptor* usual = type.FindFieldByCamelcaseName(name);
  if (usual != nullptr && usual->json_name() == name) return usual;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->json_name() == name) return type.field(i);
  }
  return type.FindFieldByName(name);
}

// An integer as a JSON number, perhaps written 1.0 or 1e3, or as a string.
template <typename Int>
bool ReadInteger(const json& value, Int* result) {
  using Limits = std::numeric_limits<Int>;
  if (value.is_string()) {
    return absl::SimpleAtoi(value.get_ref<const std::string&>(), result);
  }
  if (value.is_number_unsigned()) {
    const auto number = value.get<uint64_t>();
    *result = static_cast<Int>(number);
    return number <= static_cast<uint64_t>(Limits::max());
  }
  if (value.is_number_integer()) {
    const auto number = value.get<int64_t>();
    *result = static_cast<Int>(number);
    return Limits::is_signed && number >= static_cast<int64_t>(Limits::min());
  }
  if (!value.is_number_float()) return false;
  const auto number = value.get<double>();
  // Above 2^53 a double is no longer every integer.
  if (std::trunc(number) != number || std::abs(number) > 9007199254740992.0 ||
      number < static_cast<double>(Limits::min()) ||
      number > static_cast<double>(Limits::max())) {
    return false;
  }
  *result = static_cast<Int>(number);
  return true;
}

bool ReadDouble(const json& value, double* result) {
  if (value.is_number()) {
    *result = value.get<double>();
    return std::isfinite(*result);
  }
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (text == "NaN") {
    *result = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "Infinity" || text == "-Infinity") {
    const double infinity = std::numeric_limits<double>::infinity();
    *result = text[0] == '-' ? -infinity : infinity;
  } else {
    return absl::SimpleAtod(text, result) && std::isfinite(*result);
  }
  return true;
}

bool ReadBytes(const json& value, std::string* result) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  const bool is_web = text.find_first_of("-_") != std::string::npos;
  return is_web ? absl::WebSafeBase64Unescape(text, result)
                : absl::Base64Unescape(text, result);
}

class Reader {
 public:
  absl::Status ReadMessage(const json& value, const std::string& path,
                           Message* message) {
    const Descriptor& type = *message->GetDescriptor();
    if (absl::StartsWith(type.full_name(), "google.protobuf.")) {
      return ReadWellKnown(value, path, message);
    }
    if (!value.is_object()) return Wrong(path, "Must be an object.");
    for (const auto& [name, member] : value.items()) {
      const FieldDescriptor* field = FieldOf(type, name);
      const std::string where = path.empty()
                                    ? Printable(name)
                                    : absl::StrCat(path, ".", Printable(name));
      if (field == nullptr) {
        return Wrong(where, absl::StrCat("There is no such field in ",
                                         type.full_name(), "."));
      }
      if (member.is_null()) continue;
      const absl::Status read = ReadField(member, where, *field, message);
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

 private:
  // Timestamp, Duration, FieldMask and so on have forms of their own.
  static absl::Status ReadWellKnown(const json& value, const std::string& path,
                                    Message* message) {
    const auto read =
        google::protobuf::util::JsonStringToMessage(value.dump(), message);
    if (read.ok()) return absl::OkStatus();
    return Wrong(path,
                 absl::StrCat("Is not the JSON form of a ",
                              message->GetDescriptor()->full_name(), "."));
  }

  absl::Status ReadField(const json& value, const std::string& path,
                         const FieldDescriptor& field, Message* message) {
    if (field.is_map()) return ReadMap(value, path, field, message);
    if (!field.is_repeated()) return ReadValue(value, path, field, message);
    if (!value.is_array()) return Wrong(path, "Must be an array.");
    for (size_t i = 0; i < value.size(); ++i) {
      const absl::Status read =
          ReadValue(value[i], absl::StrCat(path, "[", i, "]"), field, message);
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  absl::Status ReadMap(const json& value, const std::string& path,
                       const FieldDescriptor& field, Message* message) {
    if (!value.is_object()) return Wrong(path, "Must be an object.");
    const Descriptor& entry_type = *field.message_type();
    for (const auto& [key, member] : value.items()) {
      Message* entry = message->GetReflection()->AddMessage(message, &field);
      absl::Status read =
          ReadValue(json(key), path, *entry_type.map_key(), entry);
      if (read.ok()) {
        read = ReadValue(member, path, *entry_type.map_value(), entry);
      }
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  // Sets a field, or adds to one that is repeated.
  absl::Status ReadValue(const json& value, const std::string& path,
                         const FieldDescriptor& field, Message* message) {
    const Reflection& reflection = *message->GetReflection();
    const auto put = [&](auto set, auto add, auto number) {
      field.is_repeated() ? (reflection.*add)(message, &field, number)
                          : (reflection.*set)(message, &field, number);
      return absl::OkStatus();
    };
    const auto* oneof = field.real_containing_oneof();
    if (oneof != nullptr && reflection.HasOneof(*message, oneof)) {
      return Wrong(path, "Only one of its kind may be given.");
    }
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: {
        int32_t number = 0;
        if (!ReadInteger(value, &number)) return NotAnInteger(path, "32");
        return put(&Reflection::SetInt32, &Reflection::AddInt32, number);
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        int64_t number = 0;
        if (!ReadInteger(value, &number)) return NotAnInteger(path, "64");
        return put(&Reflection::SetInt64, &Reflection::AddInt64, number);
      }
      case FieldDescriptor::CPPTYPE_UINT32: {
        uint32_t number = 0;
        if (!ReadInteger(value, &number)) return NotAnInteger(path, "32");
        return put(&Reflection::SetUInt32, &Reflection::AddUInt32, number);
      }
      case FieldDescriptor::CPPTYPE_UINT64: {
        uint64_t number = 0;
        if (!ReadInteger(value, &number)) return NotAnInteger(path, "64");
        return put(&Reflection::SetUInt64, &Reflection::AddUInt64, number);
      }
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        double number = 0;
        if (!ReadDouble(value, &number))
          return Wrong(path, "Must be a number.");
        return put(&Reflection::SetDouble, &Reflection::AddDouble, number);
      }
      case FieldDescriptor::CPPTYPE_FLOAT: {
        double number = 0;
        if (!ReadDouble(value, &number) ||
            (std::isfinite(number) &&
             std::abs(number) > std::numeric_limits<float>::max())) {
          return Wrong(path, "Must be a number.");
        }
        return put(&Reflection::SetFloat, &Reflection::AddFloat,
                   static_cast<float>(number));
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        bool truth = value.is_boolean() && value.get<bool>();
        if (!value.is_boolean() && !IsTruthOfKey(value, field, &truth)) {
          return Wrong(path, "Must be true or false.");
        }
        return put(&Reflection::SetBool, &Reflection::AddBool, truth);
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        return ReadEnum(value, path, field, message);
      case FieldDescriptor::CPPTYPE_STRING:
        return ReadString(value, path, field, message);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return ReadMessage(value, path,
                           field.is_repeated()
                               ? reflection.AddMessage(message, &field)
                               : reflection.MutableMessage(message, &field));
    }
    return Wrong(path, "Is of a kind that is not supported.");
  }

  static absl::Status NotAnInteger(const std::string& path, const char* bits) {
    return Wrong(path, absl::StrCat("Must be an integer of ", bits, " bits."));
  }

  // Keys of maps are strings in JSON, whatever they are.
  static bool IsTruthOfKey(const json& value, const FieldDescriptor& field,
                           bool* truth) {
    if (!field.containing_type()->options().map_entry() || !value.is_string()) {
      return false;
    }
    *truth = value == "true";
    return *truth || value == "false";
  }

  static absl::Status ReadEnum(const json& value, const std::string& path,
                               const FieldDescriptor& field, Message* message) {
    int32_t number = 0;
    if (value.is_string()) {
      const EnumValueDescriptor* found = field.enum_type()->FindValueByName(
          value.get_ref<const std::string&>());
      if (found == nullptr) {
        return Wrong(path, absl::StrCat("Must be the name of a value of ",
                                        field.enum_type()->full_name(), "."));
      }
      number = found->number();
    } else if (!ReadInteger(value, &number)) {
      return Wrong(path, "Must be a name or a number.");
    }
    const Reflection& reflection = *message->GetReflection();
    field.is_repeated() ? reflection.AddEnumValue(message, &field, number)
                        : reflection.SetEnumValue(message, &field, number);
    return absl::OkStatus();
  }

  static absl::Status ReadString(const json& value, const std::string& path,
                                 const FieldDescriptor& field,
                                 Message* message) {
    std::string text;
    if (field.type() == FieldDescriptor::TYPE_BYTES) {
      if (!ReadBytes(value, &text)) return Wrong(path, "Must be base64.");
    } else {
      if (!value.is_string()) return Wrong(path, "Must be a string.");
      text = value.get_ref<const std::string&>();
    }
    const Reflection& reflection = *message->GetReflection();
    field.is_repeated()
        ? reflection.AddString(message, &field, std::move(text))
        : reflection.SetString(message, &field, std::move(text));
    return absl::OkStatus();
  }
};

}  // namespace

absl::Status ReadJson(absl::string_view text, Message* message) {
  if (IsTooDeep(text)) {
    return Wrong("", absl::StrCat("The body nests more than ", kDeepest,
                                  " levels deep."));
  }
  json value;
  try {
    value = json::parse(text.begin(), text.end());
  } catch (const json::parse_error& error) {
    return NotJson(text, std::min(error.byte, text.size()));
  } catch (const json::exception&) {
    // A number beyond all range.
    return Wrong("", "The body has a number that is too large.");
  }
  return Reader().ReadMessage(value, "", message);
}

}  // namespace unknot::gateway
