// Every sentence that can be shown is walked, and none promises more than its
// grade allows. The wordings are in promises.jsonl: the grades that must not
// use them, and words beside which they are no promise ("no evidence that").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "services/recommendation/library.h"
#include "services/recommendation/live_knowledge.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;
using nlohmann::json;

struct Promise {
  std::string grades;
  std::regex words;
  std::regex unless;
  std::string why;
};

std::vector<Promise> ReadPromises(const std::string& path) {
  std::ifstream in(path);
  std::vector<Promise> promises;
  for (std::string line; std::getline(in, line);) {
    const json row = json::parse(line);
    constexpr auto kForm = std::regex::ECMAScript | std::regex::icase;
    promises.push_back(
        {row["grades"], std::regex(std::string(row["words"]), kForm),
         std::regex(std::string(row["unless"]), kForm), row["why"]});
  }
  return promises;
}

// One thing that can be shown: its sentences are held against its grade.
struct Shown {
  std::string where;
  std::string text;
  char grade = 'N';
};

char Letter(kv1::Grade grade) {
  return grade == kv1::GRADE_UNSPECIFIED ? 'N' : kv1::Grade_Name(grade).back();
}

std::vector<std::string> Sentences(const std::string& text) {
  std::vector<std::string> sentences(1);
  for (const char c : text) {
    sentences.back() += c;
    if (c == '.' || c == '!' || c == '?' || c == ';') sentences.emplace_back();
  }
  return sentences;
}

// What the records can say to a person.
std::vector<Shown> ShownByKnowledge(const kv1::KnowledgeBase& records) {
  std::vector<Shown> shown;
  const auto add = [&shown](const std::string& id, const std::string& text,
                            kv1::Grade grade) {
    if (!text.empty()) shown.push_back({id, text, Letter(grade)});
  };
  for (const auto& one : records.techniques()) {
    add(one.id(), one.summary(), one.grade());
    add(one.id(), one.chosen_for(), one.grade());
    add(one.id(), one.evidence_summary(), one.grade());
    add(one.id(), one.reported_harm(), one.grade());
  }
  for (const auto& one : records.red_flags()) {
    add(one.id(), one.reason(), kv1::GRADE_N);
    add(one.id(), one.advice(), kv1::GRADE_N);
  }
  for (const auto& one : records.contraindications()) {
    add(one.id(), one.reason(), kv1::GRADE_N);
    add(one.id(), one.adaptation(), kv1::GRADE_N);
    add(one.id(), one.tell_therapist(), kv1::GRADE_N);
  }
  for (const auto& one : records.factors()) {
    add(one.id(), one.reason(), kv1::GRADE_C);
  }
  for (const auto& one : records.claims()) {
    add(one.id(), one.assessment(), one.grade());
    add(one.id(), one.safe_wording(), one.grade());
  }
  for (const auto& one : records.contradictions()) {
    add(one.id(), one.resolution(), kv1::GRADE_N);
  }
  for (const auto* list :
       {&records.self_care(), &records.session_tips(), &records.frequency(),
        &records.lifestyle(), &records.choosing_a_therapist(),
        &records.finding_services(), &records.seeing_a_clinician()}) {
    for (const auto& one : *list) add(one.id(), one.text(), one.grade());
  }
  for (const auto& one : records.questions()) {
    add(one.id(), absl::StrCat(one.text(), " ", one.why()), kv1::GRADE_N);
  }
  for (const auto& one : records.triage_advice()) {
    add(kv1::Tier_Name(one.tier()),
        absl::StrCat(one.text(), " ", one.safety_net()), kv1::GRADE_N);
  }
  const kv1::Settings& settings = records.settings();
  for (const std::string& text :
       {settings.notice(), settings.nothing_fits(), settings.ask_first(),
        settings.scores_low()}) {
    add("settings", text, kv1::GRADE_N);
  }
  return shown;
}

// The texts of the replies, by the strings in their files: they are nobody's
// claim, so the strictest reading applies.
std::vector<Shown> ShownByReplies() {
  std::vector<Shown> shown;
  const std::regex quoted("\"((?:[^\"\\\\]|\\\\.)*)\"");
  for (const auto& entry : std::filesystem::directory_iterator(
           UNKNOT_SOURCE_DIR "/chatbot/language/en")) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("replies_", 0) != 0) continue;
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    const std::string all = text.str();
    for (auto at = std::sregex_iterator(all.begin(), all.end(), quoted);
         at != std::sregex_iterator(); ++at) {
      shown.push_back({name, (*at)[1].str(), 'D'});
    }
  }
  return shown;
}

std::vector<std::string> Broken(const std::vector<Shown>& shown,
                                const std::vector<Promise>& promises) {
  std::vector<std::string> broken;
  for (const Shown& one : shown) {
    for (const std::string& sentence : Sentences(one.text)) {
      for (const Promise& promise : promises) {
        if (promise.grades.find(one.grade) == std::string::npos ||
            !std::regex_search(sentence, promise.words) ||
            std::regex_search(sentence, promise.unless)) {
          continue;
        }
        broken.push_back(absl::StrCat(one.where, " (grade ",
                                      std::string(1, one.grade), "): \"",
                                      sentence, "\": ", promise.why));
      }
    }
  }
  return broken;
}

std::vector<Promise> Forbidden() {
  return ReadPromises(UNKNOT_SOURCE_DIR "/tests/recommendation/promises.jsonl");
}

TEST(PromisesTest, NoRecordPromisesAboveItsGrade) {
  EXPECT_THAT(Broken(ShownByKnowledge(ShippedBase()->records()), Forbidden()),
              testing::IsEmpty());
}

TEST(PromisesTest, NoReplyPromises) {
  const std::vector<Shown> replies = ShownByReplies();

  EXPECT_GT(replies.size(), 100u);
  EXPECT_THAT(Broken(replies, Forbidden()), testing::IsEmpty());
}

TEST(PromisesTest, PromisesAreFound) {
  const std::vector<Shown> promising = {
      {"a", "Massage cures back pain.", 'A'},
      {"b", "It is proven to help.", 'B'},
      {"c", "Massage will relieve the pain.", 'C'},
      {"d", "It flushes out toxins.", 'D'},
      {"e", "Have a massage instead of surgery.", 'E'}};
  const std::vector<Shown> honest = {
      {"a", "Massage does not cure back pain.", 'A'},
      {"b", "It may help a little.", 'C'},
      {"c", "No evidence that it flushes out toxins.", 'D'},
      {"d", "Massage will relieve the pain a little.", 'A'}};

  EXPECT_EQ(Broken(promising, Forbidden()).size(), promising.size());
  EXPECT_THAT(Broken(honest, Forbidden()), testing::IsEmpty());
}

// What the articles contradict each other on is told with both sides.
TEST(ContradictionsTest, EveryMatterHasTwoSidesWithTheirSources) {
  const auto& contradictions = ShippedBase()->records().contradictions();
  EXPECT_GE(contradictions.size(), 15);
  for (const auto& one : contradictions) {
    std::set<std::string> sides;
    for (const auto& position : one.positions()) {
      EXPECT_FALSE(position.citations().empty()) << one.id();
      sides.insert(position.says());
    }
    EXPECT_GE(sides.size(), 2u) << one.id();
    EXPECT_FALSE(one.resolution().empty()) << one.id();
  }
}

TEST(ContradictionsTest, AskedAboutTheyComeWithAllTheirSides) {
  LiveKnowledge live(ShippedBase());
  const Library library(live);
  for (const auto& one : ShippedBase()->records().contradictions()) {
    ASSERT_FALSE(one.keywords().empty()) << one.id();
    kv1::SearchTopicsRequest request;
    request.set_query(one.keywords(0));
    request.set_max_results(10);
    const auto found = library.Search(request);
    ASSERT_TRUE(found.ok());
    int sides = 0;
    for (const auto& topic : found->topics()) {
      if (topic.contradiction().id() == one.id()) {
        sides = topic.contradiction().positions_size();
      }
    }
    EXPECT_EQ(sides, one.positions_size())
        << one.id() << ": " << one.keywords(0);
  }
}

}  // namespace
}  // namespace unknot::recommendation
