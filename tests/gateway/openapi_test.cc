// The description of the methods: whole, true to the protos, and in words.
#include "chatbot/gateway/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "chatbot/gateway/methods.h"
#include "services/runtime/executor.h"

namespace unknot::gateway {
namespace {

using nlohmann::json;

constexpr char kSend[] = "/unknot.chat.v1.ChatService/SendMessage";
constexpr char kTechnique[] =
    "/unknot.knowledge.v1.KnowledgeService/GetTechnique";

class OpenApiTest : public testing::Test {
 protected:
  OpenApiTest() {
    AddChatMethods([] { return nullptr; }, executor_, &methods_);
    AddDirectoryMethods(nullptr, &methods_);
    AddKnowledgeMethods(nullptr, &methods_);
    document_ = json::parse(OpenApiJson(methods_));
  }

  static void CollectReferences(const json& value,
                                std::set<std::string>* references) {
    if (value.is_object() && value.contains("$ref")) {
      references->insert(value["$ref"].get<std::string>());
    }
    for (const auto& member : value) {
      if (member.is_structured()) CollectReferences(member, references);
    }
  }

  runtime::InlineExecutor executor_;
  MethodTable methods_;
  json document_;
};

TEST_F(OpenApiTest, HasAPathForEachMethod) {
  EXPECT_EQ(document_["openapi"], "3.1.0");
  EXPECT_EQ(document_["paths"].size(), methods_.methods().size());
  for (const auto& method : methods_.methods()) {
    EXPECT_TRUE(document_["paths"][method->path].contains("post"))
        << method->path;
  }
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhere) {
  std::set<std::string> references;
  CollectReferences(document_, &references);

  ASSERT_GT(references.size(), 40u);
  for (const std::string& reference : references) {
    absl::string_view name = reference;
    ASSERT_TRUE(absl::ConsumePrefix(&name, "#/components/schemas/"));
    EXPECT_TRUE(document_["components"]["schemas"].contains(std::string(name)))
        << name;
  }
}

TEST_F(OpenApiTest, OperationIdsAreUnique) {
  std::set<std::string> ids;
  size_t count = 0;
  for (const auto& path : document_["paths"]) {
    for (const auto& operation : path) {
      ids.insert(operation["operationId"]);
      ++count;
    }
  }

  EXPECT_EQ(ids.size(), count);
}

TEST_F(OpenApiTest, CommentsOfTheProtosDescribeIt) {
  for (const auto& [name, schema] :
       document_["components"]["schemas"].items()) {
    EXPECT_TRUE(schema.contains("description")) << name;
    if (!absl::StartsWith(name, "unknot.") || !schema.contains("properties")) {
      continue;
    }
    for (const auto& [field, property] : schema["properties"].items()) {
      EXPECT_TRUE(property.contains("description")) << name << "." << field;
    }
  }
  EXPECT_EQ(document_["paths"][kSend]["post"]["summary"],
            "Answers one message");
}

TEST_F(OpenApiTest, GetIsOfferedOnlyWhereNothingTypedIsAsked) {
  EXPECT_TRUE(document_["paths"][kTechnique].contains("get"));
  EXPECT_FALSE(document_["paths"][kSend].contains("get"));
  for (const auto& method : methods_.methods()) {
    EXPECT_FALSE(method->allows_get &&
                 absl::StrContains(method->path, "ChatService"));
  }
}

TEST_F(OpenApiTest, FieldsHaveTheTypesOfTheirJson) {
  const json& request =
      document_["components"]["schemas"]["unknot.chat.v1.SendMessageRequest"]
               ["properties"];

  EXPECT_EQ(request["text"]["type"], "string");
  EXPECT_EQ(request["conversation"]["contentEncoding"], "base64");
  EXPECT_TRUE(request.contains("quickReplyId"));
}

}  // namespace
}  // namespace unknot::gateway
