#include "chatbot/gateway/openapi.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chatbot/gateway/proto_sources.h"
#include "services/runtime/config.h"

namespace unknot::gateway {
namespace {

namespace pb = google::protobuf;
using Json = nlohmann::ordered_json;

constexpr char kSchemas[] = "#/components/schemas/";

// The comment above something, its lines joined into paragraphs.
template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  pb::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  std::string text;
  for (const absl::string_view line :
       absl::StrSplit(location.leading_comments, '\n')) {
    const absl::string_view words = absl::StripAsciiWhitespace(line);
    if (words.empty()) {
      if (!text.empty() && !absl::EndsWith(text, "\n")) text += "\n\n";
      continue;
    }
    const bool starts = text.empty() || absl::EndsWith(text, "\n");
    absl::StrAppend(&text, starts ? "" : " ", words);
  }
  return std::string(absl::StripAsciiWhitespace(text));
}

// The first sentence, without its full stop.
std::string SummaryOf(const std::string& text) {
  size_t end = text.find(". ");
  if (end == std::string::npos) end = text.find('\n');
  std::string summary = text.substr(0, end);
  if (absl::EndsWith(summary, ".")) summary.pop_back();
  return summary;
}

void Describe(const std::string& comment, Json* json) {
  if (!comment.empty()) (*json)["description"] = comment;
}

Json Reference(const std::string& full_name) {
  return {{"$ref", absl::StrCat(kSchemas, full_name)}};
}

// Schemas of the messages and enumerations met so far, by full name.
class Schemas {
 public:
  // The schema of a message where it is used; adds it and what it leads to.
  Json Use(const pb::Descriptor& message) {
    const std::string name(message.full_name());
    if (name == "google.protobuf.Timestamp") {
      return {{"type", "string"}, {"format", "date-time"}};
    }
    if (name == "google.protobuf.Duration") {
      return {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?s$"}};
    }
    if (name == "google.protobuf.FieldMask") {
      return {{"type", "string"},
              {"description", "Paths in lowerCamelCase, joined by commas."}};
    }
    if (!all_.contains(name)) AddMessage(message);
    return Reference(name);
  }

  Json Take() { return std::move(all_); }

 private:
  void AddMessage(const pb::Descriptor& message) {
    const std::string name(message.full_name());
    all_[name] = Json::object();  // it may lead back to itself
    Json schema = {{"type", "object"}};
    Describe(CommentOf(message), &schema);
    Json properties = Json::object();
    for (int i = 0; i < message.field_count(); ++i) {
      const pb::FieldDescriptor& field = *message.field(i);
      properties[std::string(field.json_name())] = OfField(field);
    }
    schema["properties"] = std::move(properties);
    all_[name] = std::move(schema);
  }

  Json OfField(const pb::FieldDescriptor& field) {
    Json schema;
    if (field.is_map()) {
      schema = {{"type", "object"},
                {"additionalProperties",
                 OfValue(*field.message_type()->map_value())}};
    } else if (field.is_repeated()) {
      schema = {{"type", "array"}, {"items", OfValue(field)}};
    } else {
      schema = OfValue(field);
    }
    std::string comment = CommentOf(field);
    if (const auto* oneof = field.real_containing_oneof()) {
      std::vector<std::string> names;
      for (int i = 0; i < oneof->field_count(); ++i) {
        names.emplace_back(oneof->field(i)->json_name());
      }
      absl::StrAppend(&comment, comment.empty() ? "" : " ", "At most one of ",
                      absl::StrJoin(names, ", "), ".");
    }
    Describe(comment, &schema);
    return schema;
  }

  Json OfValue(const pb::FieldDescriptor& field) {
    switch (field.type()) {
      case pb::FieldDescriptor::TYPE_MESSAGE:
        return Use(*field.message_type());
      case pb::FieldDescriptor::TYPE_ENUM:
        return UseEnum(*field.enum_type());
      case pb::FieldDescriptor::TYPE_BOOL:
        return {{"type", "boolean"}};
      case pb::FieldDescriptor::TYPE_STRING:
        return {{"type", "string"}};
      case pb::FieldDescriptor::TYPE_BYTES:
        return {{"type", "string"}, {"contentEncoding", "base64"}};
      case pb::FieldDescriptor::TYPE_DOUBLE:
      case pb::FieldDescriptor::TYPE_FLOAT:
        return {{"type", "number"}};
      default:
        break;
    }
    // JSON's numbers hold no 64 bits, so those are strings.
    const bool is_long =
        field.cpp_type() == pb::FieldDescriptor::CPPTYPE_INT64 ||
        field.cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT64;
    if (is_long) return {{"type", "string"}, {"pattern", "^-?[0-9]+$"}};
    return {{"type", "integer"}, {"format", "int32"}};
  }

  Json UseEnum(const pb::EnumDescriptor& type) {
    const std::string name(type.full_name());
    if (!all_.contains(name)) {
      Json values = Json::array();
      std::string comment = CommentOf(type);
      for (int i = 0; i < type.value_count(); ++i) {
        const pb::EnumValueDescriptor& value = *type.value(i);
        values.push_back(std::string(value.name()));
        absl::StrAppend(&comment, "\n- `", std::string(value.name()),
                        "`: ", CommentOf(value));
      }
      Json schema = {{"type", "string"}, {"enum", std::move(values)}};
      Describe(comment, &schema);
      all_[name] = std::move(schema);
    }
    return Reference(name);
  }

  Json all_ = Json::object();
};

Json ErrorSchema() {
  return {
      {"type", "object"},
      {"description", "Why a call failed, as the Connect protocol says it."},
      {"required", {"code"}},
      {"properties",
       {{"code",
         {{"type", "string"},
          {"enum",
           {"canceled", "unknown", "invalid_argument", "deadline_exceeded",
            "not_found", "already_exists", "permission_denied",
            "resource_exhausted", "failed_precondition", "aborted",
            "out_of_range", "unimplemented", "internal", "unavailable",
            "data_loss", "unauthenticated"}}}},
        {"message", {{"type", "string"}}},
        {"details",
         {{"type", "array"},
          {"items",
           {{"type", "object"},
            {"properties",
             {{"type", {{"type", "string"}}},
              {"value", {{"type", "string"}, {"contentEncoding", "base64"}}},
              {"debug", Json::object()}}}}}}}}}};
}

Json JsonContent(Json schema) {
  return {{"application/json", {{"schema", std::move(schema)}}}};
}

Json QueryParameter(const char* name, bool required, Json schema,
                    const char* description) {
  return {{"name", name},
          {"in", "query"},
          {"required", required},
          {"description", description},
          {"schema", std::move(schema)}};
}

Json GetParameters() {
  return {QueryParameter("message", true, {{"type", "string"}},
                         "The request as JSON, percent-encoded."),
          QueryParameter("encoding", true, {{"const", "json"}},
                         "The form of `message`."),
          QueryParameter("connect", false, {{"const", "v1"}},
                         "The version of the protocol."),
          QueryParameter("base64", false, {{"const", "1"}},
                         "That `message` is in base64 as URLs have it.")};
}

Json TimeoutParameter() {
  return {{"name", "Connect-Timeout-Ms"},
          {"in", "header"},
          {"required", false},
          {"description", "How long the client waits, in milliseconds."},
          {"schema", {{"type", "integer"}, {"minimum", 0}}}};
}

Json Operation(const pb::MethodDescriptor& method, bool is_get,
               Schemas* schemas) {
  const std::string comment = CommentOf(method);
  const std::string service(method.service()->name());
  Json operation = {
      {"operationId", absl::StrCat(service, "_", std::string(method.name()),
                                   is_get ? "_get" : "")},
      {"tags", {service}},
      {"summary", SummaryOf(comment)}};
  Describe(comment, &operation);
  Json request = schemas->Use(*method.input_type());
  if (is_get) {
    operation["parameters"] = GetParameters();
    operation["parameters"].push_back(TimeoutParameter());
  } else {
    operation["parameters"] = Json::array({TimeoutParameter()});
    operation["requestBody"] = {{"required", true},
                                {"content", JsonContent(std::move(request))}};
  }
  operation["responses"] = {
      {"200",
       {{"description", "The answer."},
        {"content", JsonContent(schemas->Use(*method.output_type()))}}},
      {"default",
       {{"description", "Why there is none."},
        {"content", JsonContent(Reference("connect.Error"))}}}};
  return operation;
}

// Builds the files of the set anew, this time with their comments.
void FillPool(pb::DescriptorPool* pool) {
  pb::FileDescriptorSet files;
  const absl::string_view bytes = ProtoSources();
  files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  for (const pb::FileDescriptorProto& file : files.file()) {
    pool->BuildFile(file);
  }
}

}  // namespace

std::string OpenApiJson(const MethodTable& table) {
  pb::DescriptorPool pool;
  FillPool(&pool);
  Schemas schemas;
  Json paths = Json::object();
  Json tags = Json::array();
  std::set<std::string> tagged;
  for (const auto& method : table.methods()) {
    const pb::MethodDescriptor* described =
        pool.FindMethodByName(method->descriptor->full_name());
    if (described == nullptr) continue;
    Json item = {{"post", Operation(*described, false, &schemas)}};
    if (method->allows_get) item["get"] = Operation(*described, true, &schemas);
    paths[method->path] = std::move(item);
    const pb::ServiceDescriptor& service = *described->service();
    if (tagged.insert(std::string(service.name())).second) {
      Json tag = {{"name", std::string(service.name())}};
      Describe(CommentOf(service), &tag);
      tags.push_back(std::move(tag));
    }
  }
  Json all = schemas.Take();
  all["connect.Error"] = ErrorSchema();
  const Json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Unknot"},
        {"version", std::string(runtime::Version())},
        {"description",
         "Calls of the Connect protocol: unary, as JSON. Not a diagnosis, and "
         "no substitute for a clinician."},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"tags", std::move(tags)},
      {"paths", std::move(paths)},
      {"components", {{"schemas", std::move(all)}}}};
  return document.dump(1);
}

}  // namespace unknot::gateway
