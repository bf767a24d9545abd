// A stored model is what was trained, or it is not used.
#include "chatbot/understanding/stored_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace unknot::understanding {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kKey = 7;

ClassifierText Text(const std::string& word) {
  ClassifierText text;
  text.words.emplace_back().text = word;
  text.shapes = text.words;
  return text;
}

std::unique_ptr<const IntentModel> Train() {
  std::vector<LabelledText> texts;
  for (int i = 0; i < 8; ++i) {
    texts.push_back({Text(i % 2 == 0 ? "water" : "garden"), {0}});
    texts.push_back({Text(i % 2 == 0 ? "boil" : "fry"), {1}});
    texts.push_back({Text(i % 2 == 0 ? "train" : "tower"), {2}});
  }
  return IntentModel::Train(texts, {3, 2}, {});
}

class StoredModelTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/unknot-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    path_ = folder_ / "models" / "xx.model";
    ASSERT_TRUE(StoreModels(*Train(), nullptr, kKey, path_).ok());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void Write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(StoredModelTest, JudgesAsTheTrainedOneDoes) {
  const auto trained = Train();
  const auto read = ReadStoredModels(path_, kKey).intents;
  ASSERT_NE(read, nullptr);

  for (const char* word : {"water", "fry", "tower", "unheard"}) {
    const auto expected = trained->Judge(Text(word));
    const auto judged = read->Judge(Text(word));
    EXPECT_EQ(judged.margins, expected.margins);
    EXPECT_EQ(judged.best, expected.best);
    EXPECT_EQ(judged.out_of_scope, expected.out_of_scope);
  }
}

TEST_F(StoredModelTest, SignsAreKeptBesideIntents) {
  const std::vector<LabelledText> texts = {
      {Text("numb"), {0}}, {Text("numb"), {0}}, {Text("fine"), {}}};
  const auto signs = Classifier::Train(texts, 1);
  ASSERT_TRUE(StoreModels(*Train(), signs.get(), kKey, path_).ok());

  const TrainedModels read = ReadStoredModels(path_, kKey);

  ASSERT_NE(read.signs, nullptr);
  EXPECT_EQ(read.signs->Score(Text("numb")).margins,
            signs->Score(Text("numb")).margins);
}

TEST_F(StoredModelTest, AnotherKeyIsNotRead) {
  EXPECT_EQ(ReadStoredModels(path_, kKey + 1).intents, nullptr);
}

TEST_F(StoredModelTest, MissingFileIsNoModel) {
  EXPECT_EQ(ReadStoredModels(path_ + ".missing", kKey).intents, nullptr);
  EXPECT_EQ(ReadStoredModels(folder_, kKey).intents, nullptr);
}

TEST_F(StoredModelTest, CutFileIsNotRead) {
  const std::string bytes = Bytes();
  for (const size_t size : {size_t{0}, size_t{5}, size_t{24}, size_t{60},
                            bytes.size() / 2, bytes.size() - 1}) {
    Write(bytes.substr(0, size));
    EXPECT_EQ(ReadStoredModels(path_, kKey).intents, nullptr) << size;
  }
}

TEST_F(StoredModelTest, ChangedByteIsNoticed) {
  const std::string bytes = Bytes();
  for (size_t at = 0; at < bytes.size(); at += 97) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    Write(changed);
    EXPECT_EQ(ReadStoredModels(path_, kKey).intents, nullptr) << at;
  }
}

TEST_F(StoredModelTest, NothingHalfWrittenIsLeft) {
  EXPECT_FALSE(StoreModels(*Train(), nullptr, kKey, path_ + "/below").ok());

  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "models"),
                          fs::directory_iterator()),
            1);
}

TEST_F(StoredModelTest, KeyDependsOnPackAndKnowledge) {
  LoadedPack pack;
  knowledge::v1::KnowledgeBase knowledge;
  const uint64_t empty = ModelKey(pack, knowledge);
  pack.pack.add_intents()->add_example("water the roses");
  const uint64_t with_example = ModelKey(pack, knowledge);
  knowledge.add_regions()->set_id("neck");

  EXPECT_NE(with_example, empty);
  EXPECT_NE(ModelKey(pack, knowledge), with_example);
}

}  // namespace
}  // namespace unknot::understanding
