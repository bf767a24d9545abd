// Danger signs learnt from examples, over a pack that has no phrase for them.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/engine.h"

namespace unknot::understanding {
namespace {

using testing::Contains;
using testing::Not;

// Made-up words stand for a sign, so that only the examples can teach it.
LoadedPack Pack() {
  LoadedPack loaded;
  auto& pack = loaded.pack;
  auto* sign = pack.add_sign_examples();
  sign->add_concept_id("symptom/fever");
  auto* harmless = pack.add_sign_examples();
  for (const char* when : {"today", "since monday", "all night", "again",
                           "this morning", "for a week"}) {
    sign->add_text(absl::StrCat("i feel zorbly and glimmed ", when));
    sign->add_text(absl::StrCat("he is all zorbly and glimmed ", when));
    harmless->add_text(absl::StrCat("i feel happy and rested ", when));
    harmless->add_text(absl::StrCat("he is all busy and tired ", when));
  }
  auto* cue = pack.add_cues();
  cue->set_kind(language::v1::CUE_KIND_NEGATION);
  cue->set_direction(language::v1::CUE_DIRECTION_FORWARD);
  cue->add_say("not");
  auto* phrase = pack.add_phrases();
  phrase->add_concept_id("symptom/fever");
  phrase->add_say("fever");
  loaded.sign_examples_at = {"a:1", "a:2"};
  loaded.cues_at = {"a:3"};
  loaded.phrases_at = {"a:4"};
  return loaded;
}

class SignsTest : public testing::Test {
 protected:
  std::vector<std::string> SymptomsIn(absl::string_view text) const {
    const auto understood = engine_->Understand(text, {});
    std::vector<std::string> ids;
    for (const auto& symptom : understood.complaint().symptoms()) {
      if (symptom.status() == complaint::v1::STATUS_PRESENT)
        ids.push_back(symptom.symptom_id());
    }
    return ids;
  }

 private:
  static std::unique_ptr<const Engine> Build() {
    knowledge::v1::KnowledgeBase knowledge;
    auto* fever = knowledge.add_symptoms();
    fever->set_id("fever");
    fever->add_roles(knowledge::v1::ROLE_DANGER_SIGN);
    return *Engine::Build(Pack(), knowledge);
  }

  const std::unique_ptr<const Engine> engine_ = Build();
};

TEST_F(SignsTest, AWordingLikeTheExamplesIsFound) {
  EXPECT_THAT(SymptomsIn("my son was zorbly and glimmed yesterday"),
              Contains("fever"));
}

TEST_F(SignsTest, AClauseOfALongerSentenceIsFound) {
  EXPECT_THAT(SymptomsIn("the garden was lovely last year, i am all zorbly and "
                         "glimmed since then, the rest went as ever with us"),
              Contains("fever"));
}

TEST_F(SignsTest, OtherWordsTellNothing) {
  EXPECT_THAT(SymptomsIn("i am busy and feel rested today"),
              Not(Contains("fever")));
}

TEST_F(SignsTest, WhatIsDeniedIsNotFound) {
  EXPECT_THAT(SymptomsIn("i am not zorbly and glimmed today"),
              Not(Contains("fever")));
}

TEST_F(SignsTest, WhatAPhraseSaysOfTheSignDecides) {
  EXPECT_THAT(SymptomsIn("i feel zorbly and glimmed today. not fever"),
              Not(Contains("fever")));
}

}  // namespace
}  // namespace unknot::understanding
