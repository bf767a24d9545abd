// The conversations that stand beside the language pack, played against the
// chatbot as it is shipped, and what of it they reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/language_pack.h"
#include "tests/dialogue/coverage.h"
#include "tests/dialogue/script.h"
#include "tests/dialogue/shipped_chatbot.h"

namespace unknot::dialogue {
namespace {

// Fewer conversations would be a loss.
constexpr size_t kFewestConversations = 239;

// How many of each kind no conversation reaches, at most. Reached more? Lower
// the number. It is never raised: what is new comes with a conversation.
const std::map<std::string, size_t>& MostUnreached() {
  static const auto* const kMost = new std::map<std::string, size_t>{
      {"replies", 30}, {"intents", 0}, {"questions", 23}, {"rules", 50}};
  return *kMost;
}

class ConversationsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto shipped = ShippedChatbot::Start();
    ASSERT_TRUE(shipped.ok()) << shipped.status();
    shipped_ = shipped->release();
    auto scripts = ReadScripts(absl::StrCat(ShippedLanguage(), "/dialogues"));
    ASSERT_TRUE(scripts.ok()) << scripts.status();
    scripts_ = new std::vector<Script>(*std::move(scripts));
  }
  static void TearDownTestSuite() {
    delete scripts_;
    delete shipped_;
  }

  // Plays one conversation; `hear` gets every answer. Returns what differs, a
  // line each.
  template <typename Hear>
  static std::vector<std::string> Play(const Script& script, Hear hear) {
    Talk talk(shipped_->chat(), script.locale);
    std::vector<std::string> faults;
    std::string step;
    for (size_t i = 0; i < script.turns.size(); ++i) {
      const auto& turn = script.turns[i];
      const std::string where =
          absl::StrCat(script.id, ".", i + 1, " \"", turn.say, "\": ");
      const auto response = talk.Say(turn.say);
      if (!response.ok()) {
        faults.push_back(absl::StrCat(where, response.status().ToString()));
        return faults;
      }
      hear(*response);
      for (auto& one : Differences(turn.expect, *response, step)) {
        faults.push_back(absl::StrCat(where, one));
      }
    }
    return faults;
  }

  static ShippedChatbot* shipped_;
  static std::vector<Script>* scripts_;
};

ShippedChatbot* ConversationsTest::shipped_ = nullptr;
std::vector<Script>* ConversationsTest::scripts_ = nullptr;

TEST_F(ConversationsTest, EveryAnswerIsAsExpected) {
  size_t clean = 0;
  for (const Script& script : *scripts_) {
    const auto faults = Play(script, [](const auto&) {});
    clean += faults.empty();
    if (script.why.empty()) {
      for (const auto& fault : faults) ADD_FAILURE() << fault;
    } else if (faults.empty()) {
      ADD_FAILURE() << script.id << " passes now: take its \"why\" away.";
    }
  }
  std::cout << clean << " of " << scripts_->size()
            << " conversations without a fault\n";
  EXPECT_GE(scripts_->size(), kFewestConversations);
}

TEST_F(ConversationsTest, LittleIsReachedByNone) {
  const auto pack = understanding::LoadLanguagePack(ShippedLanguage());
  ASSERT_TRUE(pack.ok()) << pack.status();
  Coverage coverage(pack->pack, shipped_->chatbot().knowledge());
  for (const Script& script : *scripts_) {
    Play(script, [&](const auto& response) { coverage.Add(response); });
  }

  std::cout << coverage.Report();
  for (const auto& [kind, missing] : coverage.Unreached()) {
    EXPECT_LE(missing.size(), MostUnreached().at(kind)) << kind;
  }
}

}  // namespace
}  // namespace unknot::dialogue
