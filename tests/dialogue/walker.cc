// Says things at random.
#include "tests/dialogue/walker.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "tests/dialogue/script.h"
#include "unknot/language/v1/language_test.pb.h"

namespace unknot::dialogue {
namespace {

using chat::v1::SendMessageRequest;
using chat::v1::SendMessageResponse;

constexpr size_t kMostFaults = 50;
constexpr const char* kLocales[] = {"",      "en-CA", "en-US",
                                    "en-GB", "en-AU", "en-IE"};
// Said more often than all else: what moves a conversation.
constexpr const char* kOften[] = {"yes",
                                  "no",
                                  "none of these",
                                  "skip",
                                  "i don't know",
                                  "next",
                                  "why?",
                                  "start over",
                                  "crushing chest pain going down my arm",
                                  "i can't feel it when i wipe",
                                  "i want to end it all",
                                  "i am safe",
                                  "it has passed",
                                  "i was joking",
                                  "just find me a massage in Atlanta",
                                  "which massage?",
                                  "it's for my mum",
                                  "no, for me",
                                  "the other side",
                                  "5",
                                  "tell me about the second one",
                                  "i meant upper back",
                                  "my neck hurts"};

// One walk.
class Walker {
 public:
  Walker(const ShippedChatbot& shipped,
         const std::vector<std::string>& utterances, uint64_t seed)
      : shipped_(shipped), utterances_(utterances), random_(seed) {}

  WalkResult Go(int turns) {
    int left = turns;
    while (left > 0 && result_.faults.size() < kMostFaults) {
      // Most talks are short; one in fifty is very long.
      int length = Chance(50) ? 400 : 1 + Below(30);
      length = std::min(length, left);
      left -= length;
      Converse(length);
    }
    return std::move(result_);
  }

 private:
  int Below(int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random_);
  }
  bool Chance(int one_in) { return Below(one_in) == 0; }

  const std::string& Utterance() {
    return utterances_[Below(static_cast<int>(utterances_.size()))];
  }

  std::string Noise() {
    std::string noise;
    const int length = 1 + Below(40);
    for (int i = 0; i < length; ++i) {
      noise.push_back(static_cast<char>(' ' + Below(95)));
    }
    return noise;
  }

  std::string Text() {
    switch (Below(12)) {
      case 0:
      case 1:
      case 2:
        return kOften[Below(static_cast<int>(std::size(kOften)))];
      case 3:
        return absl::StrCat(Utterance(), ". ", Utterance());
      case 4:
        return absl::StrCat(Utterance(), Chance(4) ? Noise() : "");
      case 5:
        return Chance(4) ? Noise() : Utterance();
      default:
        return Utterance();
    }
  }

  // What is said next: words, a quick reply, or a fact taken back.
  SendMessageRequest Next(const SendMessageResponse& last) {
    SendMessageRequest request;
    request.set_conversation(last.conversation());
    if (last.quick_replies_size() > 0 && Chance(6)) {
      request.set_quick_reply_id(
          last.quick_replies(Below(last.quick_replies_size())).id());
      return request;
    }
    const auto facts = FactsOf(last.complaint());
    if (!facts.empty() && Chance(20)) {
      request.add_retract(facts[Below(static_cast<int>(facts.size()))]);
      return request;
    }
    request.set_text(Text());
    return request;
  }

  void Converse(int turns) {
    ++result_.conversations;
    Watch watch(&shipped_.chatbot().knowledge());
    SendMessageResponse last;
    std::string told;
    const std::string locale =
        kLocales[Below(static_cast<int>(std::size(kLocales)))];
    for (int i = 0; i < turns; ++i) {
      SendMessageRequest request = Next(last);
      if (i == 0) request.set_locale(locale);
      const std::string said =
          absl::StrCat(request.text(), request.quick_reply_id(),
                       request.retract_size() > 0 ? request.retract(0) : "");
      const auto response = shipped_.chat().SendMessage(request);
      if (!response.ok()) {
        Note(told, said, response.status().ToString());
        return;
      }
      for (const auto& fault : watch.Faults(*response)) {
        Note(told, said, fault);
      }
      result_.largest_state =
          std::max(result_.largest_state, response->conversation().size());
      last = *response;
      told = said;
    }
  }

  void Note(const std::string& before, const std::string& said,
            absl::string_view fault) {
    if (result_.faults.size() >= kMostFaults) return;
    result_.faults.push_back(absl::StrCat("\"", said, "\" after \"", before,
                                          "\" in conversation ",
                                          result_.conversations, ": ", fault));
  }

  const ShippedChatbot& shipped_;
  const std::vector<std::string>& utterances_;
  std::mt19937_64 random_;
  WalkResult result_;
};

absl::Status AddCasesOfPack(std::vector<std::string>& all) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (const auto& entry :
       fs::directory_iterator(absl::StrCat(ShippedLanguage(), "/tests"))) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    language::v1::LanguageTests tests;
    if (!google::protobuf::TextFormat::ParseFromString(text.str(), &tests)) {
      return absl::FailedPreconditionError(absl::StrCat(path, " is faulty."));
    }
    for (const auto& one : tests.case_()) all.push_back(one.text());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Utterances() {
  std::vector<std::string> all;
  const auto scripts =
      ReadScripts(absl::StrCat(ShippedLanguage(), "/dialogues"));
  if (!scripts.ok()) return scripts.status();
  for (const auto& script : *scripts) {
    for (const auto& turn : script.turns) all.push_back(turn.say);
  }
  const absl::Status cases = AddCasesOfPack(all);
  if (!cases.ok()) return cases;
  std::ifstream in(UNKNOT_SOURCE_DIR "/tests/cli/triage_cases.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto row =
        nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (row.is_object()) all.push_back(row.value("text", ""));
  }
  // An empty message is refused, and rightly so.
  all.erase(std::remove(all.begin(), all.end(), ""), all.end());
  return all;
}

WalkResult Walk(const ShippedChatbot& shipped,
                const std::vector<std::string>& utterances,
                const WalkOptions& options) {
  return Walker(shipped, utterances, options.seed).Go(options.turns);
}

}  // namespace unknot::dialogue
