// An engine over a small language pack and knowledge base written in a test.
#ifndef UNKNOT_TESTS_UNDERSTANDING_SMALL_ENGINE_H_
#define UNKNOT_TESTS_UNDERSTANDING_SMALL_ENGINE_H_

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "chatbot/understanding/engine.h"

namespace unknot::understanding {

// `pack` and `knowledge` are text protos. Null, with the test failed, where
// they do not parse or make no engine.
inline std::unique_ptr<const Engine> BuildSmallEngine(
    const std::string& pack, const std::string& knowledge) {
  using google::protobuf::TextFormat;
  LoadedPack loaded;
  knowledge::v1::KnowledgeBase base;
  EXPECT_TRUE(TextFormat::ParseFromString(pack, &loaded.pack));
  EXPECT_TRUE(TextFormat::ParseFromString(knowledge, &base));
  loaded.phrases_at.assign(loaded.pack.phrases_size(), "pack:1");
  loaded.look_alikes_at.assign(loaded.pack.look_alikes_size(), "pack:1");
  loaded.cues_at.assign(loaded.pack.cues_size(), "pack:1");
  loaded.lists_at.assign(loaded.pack.lists_size(), "pack:1");
  loaded.inferences_at.assign(loaded.pack.inferences_size(), "pack:1");
  auto engine = Engine::Build(loaded, base);
  EXPECT_TRUE(engine.ok()) << engine.status();
  return engine.ok() ? *std::move(engine) : nullptr;
}

}  // namespace unknot::understanding

#endif  // UNKNOT_TESTS_UNDERSTANDING_SMALL_ENGINE_H_
