#include "chatbot/gateway/codec.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "chatbot/gateway/json_reader.h"
#include "chatbot/gateway/json_writer.h"
#include "services/runtime/errors.h"
#include "services/runtime/wire.h"

namespace unknot::gateway {
namespace {

absl::Status CannotWrite() {
  return runtime::Error(absl::StatusCode::kInternal, "CANNOT_WRITE_ANSWER",
                        "The answer cannot be written in this form. Tell "
                        "whoever runs the server.");
}

}  // namespace

std::optional<Codec> CodecOfContentType(absl::string_view content_type) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(content_type, ';');
  const absl::string_view type = absl::StripAsciiWhitespace(parts[0]);
  if (absl::EqualsIgnoreCase(type, "application/proto") && parts.size() == 1) {
    return Codec::kProto;
  }
  if (!absl::EqualsIgnoreCase(type, "application/json")) return std::nullopt;
  for (size_t i = 1; i < parts.size(); ++i) {
    const absl::string_view parameter = absl::StripAsciiWhitespace(parts[i]);
    if (!parameter.empty() &&
        !absl::EqualsIgnoreCase(parameter, "charset=utf-8") &&
        !absl::EqualsIgnoreCase(parameter, "charset=\"utf-8\"")) {
      return std::nullopt;
    }
  }
  return Codec::kJson;
}

std::optional<Codec> CodecOfName(absl::string_view name) {
  if (name == "json") return Codec::kJson;
  if (name == "proto") return Codec::kProto;
  return std::nullopt;
}

const char* ContentTypeOf(Codec codec) {
  return codec == Codec::kJson ? "application/json" : "application/proto";
}

absl::Status Decode(Codec codec, absl::string_view bytes,
                    google::protobuf::Message* message) {
  if (codec == Codec::kJson) return ReadJson(bytes, message);
  if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return runtime::ExplainUnreadable(bytes, *message->GetDescriptor());
}

absl::StatusOr<std::string> Encode(Codec codec,
                                   const google::protobuf::Message& message) {
  if (codec == Codec::kJson) return WriteJson(message);
  std::string bytes;
  if (!message.SerializeToString(&bytes)) return CannotWrite();
  return bytes;
}

}  // namespace unknot::gateway
