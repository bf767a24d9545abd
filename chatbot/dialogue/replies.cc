// Words replies out of the language pack.
#include "chatbot/dialogue/replies.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace unknot::dialogue {
namespace {

using language::v1::LanguagePack;
using language::v1::Reply;

constexpr ReplySpec kAllReplies[] = {
#define UNKNOT_REPLY(name, id, placeholders) {id, placeholders},
#include "chatbot/dialogue/reply_ids.inc"
#undef UNKNOT_REPLY
};

// Lists of words that a country has another word for.
constexpr absl::string_view kLocalWords = "words_";

// So many wordings back none is repeated where there is another.
constexpr int kRememberedWordings = 12;

// FNV-1a over the id and the number of the wording: the same in every process,
// since it travels with the conversation.
uint32_t HashOf(absl::string_view id, int wording) {
  uint32_t hash = 2166136261u;
  for (const char c : absl::StrCat(id, "#", wording)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return hash;
}

// Lower case, letters and digits only, one blank between words and around.
std::string Comparable(absl::string_view text) {
  std::string result = " ";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'') continue;
    // The curly apostrophe is three bytes, which begin with E2 80.
    if (byte >= 0x80 || std::isalnum(byte)) {
      result += absl::ascii_tolower(byte);
    } else if (result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.back() != ' ') result += ' ';
  return absl::StrReplaceAll(result, {{"\xE2\x80\x99", ""}});
}

// The names in braces of a wording.
std::vector<std::string> PlaceholdersOf(absl::string_view text) {
  std::vector<std::string> names;
  size_t open = 0;
  while ((open = text.find('{', open)) != absl::string_view::npos) {
    const size_t close = text.find('}', open);
    if (close == absl::string_view::npos) break;
    names.emplace_back(text.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

std::string Fill(absl::string_view text, const Args& args) {
  std::vector<std::pair<std::string, std::string>> replacements;
  replacements.reserve(args.size());
  for (const auto& [name, value] : args) {
    replacements.emplace_back(absl::StrCat("{", name, "}"), value);
  }
  return absl::StrReplaceAll(text, replacements);
}

bool IsFor(const Reply& reply, absl::string_view locale) {
  return std::find(reply.locale().begin(), reply.locale().end(), locale) !=
         reply.locale().end();
}

}  // namespace

absl::Span<const ReplySpec> AllReplies() { return kAllReplies; }

std::vector<std::string> ReplyBook::Check(const LanguagePack& pack) {
  std::vector<std::string> problems;
  absl::flat_hash_map<std::string, const ReplySpec*> used;
  for (const auto& spec : kAllReplies) used.emplace(spec.id, &spec);
  absl::flat_hash_set<std::string> found;
  for (const auto& reply : pack.replies()) {
    const auto spec = used.find(reply.id());
    if (spec == used.end()) {
      problems.push_back(absl::StrCat("Reply \"", reply.id(),
                                      "\" is not used by the dialogue."));
      continue;
    }
    if (reply.text().empty()) {
      problems.push_back(
          absl::StrCat("Reply \"", reply.id(), "\" has no text."));
      continue;
    }
    if (reply.locale().empty()) found.insert(reply.id());
    const std::vector<absl::string_view> filled =
        absl::StrSplit(spec->second->placeholders, ' ', absl::SkipEmpty());
    for (const auto& text : reply.text()) {
      for (const auto& name : PlaceholdersOf(text)) {
        if (std::find(filled.begin(), filled.end(), name) != filled.end()) {
          continue;
        }
        problems.push_back(absl::StrCat("Reply \"", reply.id(),
                                        "\" has the unknown placeholder {",
                                        name, "}."));
      }
    }
  }
  for (const auto& spec : kAllReplies) {
    if (found.contains(spec.id)) continue;
    problems.push_back(
        absl::StrCat("Reply \"", spec.id, "\" is missing for all locales."));
  }
  return problems;
}

absl::StatusOr<ReplyBook> ReplyBook::Build(const LanguagePack& pack) {
  const std::vector<std::string> problems = Check(pack);
  if (!problems.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("The replies of the language pack are not complete. ",
                     absl::StrJoin(problems, " ")));
  }
  ReplyBook book;
  for (const auto& reply : pack.replies()) {
    book.replies_[reply.id()].push_back(reply);
  }
  for (const auto& list : pack.lists()) {
    auto& phrases = book.lists_[list.name()];
    for (const auto& say : list.say()) phrases.push_back(Comparable(say));
  }
  book.ReadLocalWords(pack);
  return book;
}

void ReplyBook::ReadLocalWords(const LanguagePack& pack) {
  for (const auto& list : pack.lists()) {
    if (!absl::StartsWith(list.name(), kLocalWords) || list.say().empty()) {
      continue;
    }
    const std::vector<std::string> parts =
        absl::StrSplit(list.name().substr(kLocalWords.size()), '/');
    if (parts.size() != 2) continue;
    auto& words = words_[parts[0]];
    for (const bool capital : {false, true}) {
      std::string from = absl::StrReplaceAll(parts[1], {{"_", " "}});
      std::string to = list.say(0);
      words.emplace_back(capital ? Capitalised(from) : from,
                         capital ? Capitalised(to) : to);
    }
  }
}

std::string ReplyBook::InWordsOf(absl::string_view country_code,
                                 std::string text) const {
  const auto words = words_.find(country_code);
  if (words == words_.end()) return text;
  return absl::StrReplaceAll(text, words->second);
}

const Reply* ReplyBook::Find(absl::string_view id,
                             absl::string_view locale) const {
  const auto found = replies_.find(id);
  if (found == replies_.end()) return nullptr;
  const Reply* general = nullptr;
  for (const auto& reply : found->second) {
    if (!locale.empty() && IsFor(reply, locale)) return &reply;
    if (reply.locale().empty() && general == nullptr) general = &reply;
  }
  return general;
}

Wording ReplyBook::Say(const ReplySpec& spec, const Args& args,
                       absl::string_view locale,
                       absl::Span<const uint32_t> avoid, int turn) const {
  const Reply* reply = Find(spec.id, locale);
  if (reply == nullptr) return {};
  const int count = reply->text_size();
  // The one said longest ago; never said counts as longest.
  int chosen = turn % count;
  ptrdiff_t longest_ago = std::numeric_limits<ptrdiff_t>::max();
  for (int i = 0; i < count; ++i) {
    const int wording = (turn + i) % count;
    const auto last =
        std::find(avoid.rbegin(), avoid.rend(), HashOf(spec.id, wording));
    const ptrdiff_t said_at = avoid.rend() - last;  // 0: not said
    if (said_at < longest_ago) {
      longest_ago = said_at;
      chosen = wording;
    }
  }
  return {Fill(reply->text(chosen), args), HashOf(spec.id, chosen)};
}

std::vector<std::string> ReplyBook::QuickReplies(
    const ReplySpec& spec, absl::string_view locale) const {
  const Reply* reply = Find(spec.id, locale);
  if (reply == nullptr) return {};
  return {reply->quick_reply().begin(), reply->quick_reply().end()};
}

bool ReplyBook::Mentions(absl::string_view list, absl::string_view text) const {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return false;
  const std::string comparable = Comparable(text);
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const std::string& phrase) {
                       return absl::StrContains(comparable, phrase);
                     });
}

std::vector<std::string> ReplyBook::MentionedOf(absl::string_view family,
                                                absl::string_view text) const {
  std::vector<std::string> mentioned;
  for (const auto& [name, phrases] : lists_) {
    if (absl::StartsWith(name, family) && Mentions(name, text)) {
      mentioned.push_back(name.substr(family.size()));
    }
  }
  std::sort(mentioned.begin(), mentioned.end());
  return mentioned;
}

bool ReplyBook::Is(absl::string_view list, absl::string_view text) const {
  const auto found = lists_.find(list);
  return found != lists_.end() &&
         std::find(found->second.begin(), found->second.end(),
                   Comparable(text)) != found->second.end();
}

std::string ReplyBook::FirstPhrase(absl::string_view list) const {
  const auto found = lists_.find(list);
  if (found == lists_.end() || found->second.empty()) return "";
  return std::string(absl::StripAsciiWhitespace(found->second.front()));
}

Speaker::Speaker(const ReplyBook& book, chat::v1::ConversationState& state,
                 chat::v1::SendMessageResponse& response)
    : book_(book), state_(state), response_(response) {}

std::string Speaker::Word(const ReplySpec& spec, const Args& args) {
  const Wording wording =
      book_.Say(spec, args, state_.locale(), state_.recent_wordings(),
                state_.turn_count());
  auto* recent = state_.mutable_recent_wordings();
  recent->Add(wording.hash);
  if (recent->size() > kRememberedWordings) recent->erase(recent->begin());
  return wording.text;
}

std::string Speaker::Part(const ReplySpec& spec, const Args& args) const {
  return book_.Say(spec, args, state_.locale()).text;
}

void Speaker::Say(const ReplySpec& spec, const Args& args) {
  SayText(Capitalised(Word(spec, args)), spec.id);
  const auto labels = book_.QuickReplies(spec, state_.locale());
  if (!labels.empty()) Offer(labels, absl::StrCat("reply/", spec.id));
}

std::string Speaker::InLocalWords(std::string text) const {
  return book_.InWordsOf(state_.country_code(), std::move(text));
}

void Speaker::SayText(std::string text, absl::string_view reply_id) {
  if (text.empty()) return;
  auto* message = response_.add_messages()->mutable_text();
  message->set_text(InLocalWords(std::move(text)));
  message->set_reply_id(std::string(reply_id));
}

void Speaker::SayList(const ReplySpec& title, std::vector<std::string> items,
                      const Args& args) {
  if (items.empty()) return;
  auto* list = response_.add_messages()->mutable_list();
  list->set_title(InLocalWords(Word(title, args)));
  for (auto& item : items) list->add_items(InLocalWords(std::move(item)));
}

void Speaker::SayNames(const ReplySpec& title, std::vector<std::string> names) {
  if (names.empty()) return;
  auto* list = response_.add_messages()->mutable_list();
  list->set_title(Word(title));
  for (auto& name : names) list->add_items(std::move(name));
}

void Speaker::Offer(absl::Span<const std::string> labels,
                    absl::string_view id_prefix) {
  response_.clear_quick_replies();
  for (size_t i = 0; i < labels.size(); ++i) {
    auto* reply = response_.add_quick_replies();
    reply->set_id(absl::StrCat(id_prefix, "/", i));
    reply->set_label(labels[i]);
  }
}

std::string Speaker::Join(absl::Span<const std::string> items) const {
  if (items.empty()) return "";
  if (items.size() == 1) return items[0];
  const auto all_but_last = items.subspan(0, items.size() - 1);
  return Part(reply::kListAnd, {{"first", absl::StrJoin(all_but_last, ", ")},
                                {"last", items.back()}});
}

std::string Capitalised(std::string text) {
  if (!text.empty()) {
    text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  }
  return text;
}

}  // namespace unknot::dialogue
