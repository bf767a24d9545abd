#include "services/runtime/wire.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"
#include "services/runtime/utf8.h"

namespace unknot::runtime {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// As deep as protobuf's own parser goes.
constexpr int kDeepest = 100;

// What is wrong, where.
struct Fault {
  std::string path;
  const char* description;
  const char* reason;
};

constexpr char kNotUtf8[] = "is not valid UTF-8";
constexpr char kBreaksOff[] = "the message breaks off or is garbled here";
constexpr char kTooDeep[] = "is nested more than 100 messages deep";
constexpr char kUnreadable[] = "UNREADABLE_MESSAGE";

// Reads a message as the parser does, but remembers where it is.
class Walker {
 public:
  // Returns the first fault of `bytes`, or nothing if they look right.
  static std::optional<Fault> Walk(absl::string_view bytes,
                                   const Descriptor& type,
                                   const std::string& path, int depth) {
    if (depth > kDeepest) return Fault{path, kTooDeep, kUnreadable};
    return Walker(bytes, type, path, depth).WalkFields();
  }

 private:
  Walker(absl::string_view bytes, const Descriptor& type,
         const std::string& path, int depth)
      : bytes_(bytes),
        input_(reinterpret_cast<const uint8_t*>(bytes.data()),
               static_cast<int>(bytes.size())),
        type_(type),
        path_(path),
        depth_(depth) {}

  std::optional<Fault> WalkFields() {
    while (Position() < bytes_.size()) {
      const uint32_t tag = input_.ReadTag();
      const FieldDescriptor* field =
          type_.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      if (tag == 0) return Fault{path_, kBreaksOff, kUnreadable};
      const std::string path = PathOf(field);
      if (WireFormatLite::GetTagWireType(tag) ==
          WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
        if (auto fault = WalkBytes(field, path)) return fault;
      } else if (!WireFormatLite::SkipField(&input_, tag)) {
        return Fault{path, kBreaksOff, kUnreadable};
      }
    }
    return std::nullopt;
  }

  // Reads a length and as many bytes, which are a string, a message, or of no
  // interest. `field` is null if the type does not know it.
  std::optional<Fault> WalkBytes(const FieldDescriptor* field,
                                 const std::string& path) {
    uint32_t length = 0;
    if (!input_.ReadVarint32(&length)) {
      return Fault{path, kBreaksOff, kUnreadable};
    }
    const absl::string_view value = bytes_.substr(Position(), length);
    const bool is_whole = value.size() == length;
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_MESSAGE) {
      auto fault = Walk(value, *field->message_type(), path, depth_ + 1);
      if (fault.has_value()) return fault;
    }
    if (!is_whole) return Fault{path, kBreaksOff, kUnreadable};
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING &&
        !IsUtf8(value)) {
      return Fault{path, kNotUtf8, "INVALID_UTF8"};
    }
    input_.Skip(static_cast<int>(length));
    return std::nullopt;
  }

  size_t Position() const {
    return static_cast<size_t>(input_.CurrentPosition());
  }

  // Returns the path of the next value of `field`.
  std::string PathOf(const FieldDescriptor* field) {
    if (field == nullptr) return path_;
    std::string path =
        path_.empty() ? field->name() : absl::StrCat(path_, ".", field->name());
    if (field->is_repeated()) {
      absl::StrAppend(&path, "[", value_counts_[field->number()]++, "]");
    }
    return path;
  }

  const absl::string_view bytes_;
  CodedInputStream input_;
  const Descriptor& type_;
  const std::string& path_;
  const int depth_;
  std::map<int, int> value_counts_;
};

}  // namespace

absl::Status ExplainUnreadable(absl::string_view bytes,
                               const Descriptor& type) {
  const std::optional<Fault> fault = Walker::Walk(bytes, type, "", 0);
  if (!fault.has_value() || fault->path.empty()) {
    return InvalidField("",
                        absl::StrCat("The request is not a valid ",
                                     std::string(type.full_name()),
                                     " message: it breaks off or is garbled."),
                        kUnreadable);
  }
  return InvalidField(fault->path, fault->description, fault->reason);
}

absl::Status ParseMessage(const grpc::ByteBuffer& bytes,
                          google::protobuf::Message* message) {
  // The reader wants a buffer of its own; copying one shares the bytes.
  grpc::ByteBuffer readable(bytes);
  if (!readable.Valid()) {
    return ExplainUnreadable("", *message->GetDescriptor());
  }
  grpc::ProtoBufferReader reader(&readable);
  if (reader.status().ok() && message->ParseFromZeroCopyStream(&reader)) {
    return absl::OkStatus();
  }
  grpc::Slice flat;
  if (!readable.DumpToSingleSlice(&flat).ok()) flat = grpc::Slice();
  return ExplainUnreadable(
      absl::string_view(reinterpret_cast<const char*>(flat.begin()),
                        flat.size()),
      *message->GetDescriptor());
}

grpc::ByteBuffer BytesOf(std::string bytes) {
  auto* kept = new std::string(std::move(bytes));
  const grpc::Slice slice(
      kept->data(), kept->size(),
      [](void* done) { delete static_cast<std::string*>(done); }, kept);
  return grpc::ByteBuffer(&slice, 1);
}

absl::Status SerializeMessage(const google::protobuf::Message& message,
                              grpc::ByteBuffer* bytes) {
  bytes->Clear();  // gRPC aborts on a buffer that is in use
  bool is_own = false;
  const grpc::Status status = grpc::GenericSerialize<grpc::ProtoBufferWriter,
                                                     google::protobuf::Message>(
      message, bytes, &is_own);
  return FromGrpcStatus(status);
}

}  // namespace unknot::runtime
