#include "chatbot/gateway/json_writer.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <array>
#include <cmath>
#include <iterator>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"
#include "services/runtime/utf8.h"

namespace unknot::gateway {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status CannotWrite() {
  return runtime::Error(absl::StatusCode::kInternal, "CANNOT_WRITE_ANSWER",
                        "The answer cannot be written as JSON. Tell whoever "
                        "runs the server.");
}

// An answer with advice has about so many bytes.
constexpr size_t kUsualBytes = 24 * 1024;

// Which bytes cannot stand in a string of JSON as they are.
constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> table = {};
  for (int c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

class Writer {
 public:
  Writer() { out_.reserve(kUsualBytes); }

  bool WriteMessage(const Message& message) {
    if (absl::StartsWith(message.GetDescriptor()->full_name(),
                         "google.protobuf.")) {
      return WriteWellKnown(message);
    }
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    char separator = '{';
    for (const FieldDescriptor* field : fields) {
      out_.push_back(separator);
      separator = ',';
      out_.push_back('"');
      out_.append(field->json_name());
      out_.append("\":");
      if (!WriteField(message, *field)) return false;
    }
    out_.append(fields.empty() ? "{}" : "}");
    return true;
  }

  std::string Take() { return std::move(out_); }

  // Whether no text had a byte above 127.
  bool is_ascii() const { return bits_ < 0x80; }

 private:
  bool WriteField(const Message& message, const FieldDescriptor& field) {
    if (field.is_map()) return WriteMap(message, field);
    if (!field.is_repeated()) return WriteValue(message, field, -1);
    const int size = message.GetReflection()->FieldSize(message, &field);
    for (int i = 0; i < size; ++i) {
      out_.push_back(i == 0 ? '[' : ',');
      if (!WriteValue(message, field, i)) return false;
    }
    out_.push_back(']');
    return true;
  }

  bool WriteMap(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const FieldDescriptor& key = *field.message_type()->map_key();
    const FieldDescriptor& value = *field.message_type()->map_value();
    const int size = reflection.FieldSize(message, &field);
    for (int i = 0; i < size; ++i) {
      out_.push_back(i == 0 ? '{' : ',');
      const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      // Keys are strings, whatever they are; 64 bits have their quotes already.
      const bool needs_quotes =
          key.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
          key.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
          key.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
      if (needs_quotes) out_.push_back('"');
      if (!WriteValue(entry, key, -1)) return false;
      if (needs_quotes) out_.push_back('"');
      out_.push_back(':');
      if (!WriteValue(entry, value, -1)) return false;
    }
    out_.push_back('}');
    return true;
  }

  // Writes a field, or of one that is repeated the value at `index`.
  bool WriteValue(const Message& message, const FieldDescriptor& field,
                  int index) {
    const Reflection& reflection = *message.GetReflection();
    const bool is_one = index < 0;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&out_, is_one ? reflection.GetInt32(message, &field)
                                      : reflection.GetRepeatedInt32(
                                            message, &field, index));
        return true;
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&out_, is_one ? reflection.GetUInt32(message, &field)
                                      : reflection.GetRepeatedUInt32(
                                            message, &field, index));
        return true;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(
            &out_, "\"",
            is_one ? reflection.GetInt64(message, &field)
                   : reflection.GetRepeatedInt64(message, &field, index),
            "\"");
        return true;
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(
            &out_, "\"",
            is_one ? reflection.GetUInt64(message, &field)
                   : reflection.GetRepeatedUInt64(message, &field, index),
            "\"");
        return true;
      case FieldDescriptor::CPPTYPE_FLOAT:
        WriteNumber(is_one
                        ? reflection.GetFloat(message, &field)
                        : reflection.GetRepeatedFloat(message, &field, index));
        return true;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        WriteNumber(is_one
                        ? reflection.GetDouble(message, &field)
                        : reflection.GetRepeatedDouble(message, &field, index));
        return true;
      case FieldDescriptor::CPPTYPE_BOOL:
        out_.append((is_one
                         ? reflection.GetBool(message, &field)
                         : reflection.GetRepeatedBool(message, &field, index))
                        ? "true"
                        : "false");
        return true;
      case FieldDescriptor::CPPTYPE_ENUM:
        WriteEnum(field, is_one ? reflection.GetEnumValue(message, &field)
                                : reflection.GetRepeatedEnumValue(
                                      message, &field, index));
        return true;
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        WriteText(field, is_one ? reflection.GetStringReference(message, &field,
                                                                &scratch)
                                : reflection.GetRepeatedStringReference(
                                      message, &field, index, &scratch));
        return true;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WriteMessage(
            is_one ? reflection.GetMessage(message, &field)
                   : reflection.GetRepeatedMessage(message, &field, index));
    }
    return false;
  }

  void WriteEnum(const FieldDescriptor& field, int number) {
    const EnumValueDescriptor* value =
        field.enum_type()->FindValueByNumber(number);
    if (value == nullptr) {
      absl::StrAppend(&out_, number);
    } else {
      out_.push_back('"');
      out_.append(value->name());
      out_.push_back('"');
    }
  }

  // The shortest form that is read back as the same number.
  template <typename Number>
  void WriteNumber(Number number) {
    if (std::isfinite(number)) {
      fmt::format_to(std::back_inserter(out_), "{}", number);
    } else {
      out_.append(std::isnan(number) ? "\"NaN\""
                  : number > 0       ? "\"Infinity\""
                                     : "\"-Infinity\"");
    }
  }

  void WriteText(const FieldDescriptor& field, const std::string& text) {
    out_.push_back('"');
    if (field.type() == FieldDescriptor::TYPE_BYTES) {
      out_.append(absl::Base64Escape(text));
    } else {
      AppendEscaped(text);
    }
    out_.push_back('"');
  }

  void AppendEscaped(const std::string& text) {
    size_t done = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      bits_ |= c;
      if (!kNeedsEscape[c]) continue;
      out_.append(text, done, i - done);
      done = i + 1;
      if (c == '"' || c == '\\') {
        out_.push_back('\\');
        out_.push_back(static_cast<char>(c));
      } else if (c == '\n') {
        out_.append("\\n");
      } else {
        absl::StrAppend(&out_, "\\u", absl::Hex(c, absl::kZeroPad4));
      }
    }
    out_.append(text, done, std::string::npos);
  }

  // Timestamp, Duration, FieldMask and so on have forms of their own.
  bool WriteWellKnown(const Message& message) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) {
      return false;
    }
    out_.append(json);
    return true;
  }

  std::string out_;
  unsigned char bits_ = 0;
};

}  // namespace

absl::StatusOr<std::string> WriteJson(const Message& message) {
  Writer writer;
  if (!writer.WriteMessage(message)) return CannotWrite();
  std::string json = writer.Take();
  if (!writer.is_ascii() && !runtime::IsUtf8(json)) return CannotWrite();
  return json;
}

}  // namespace unknot::gateway
