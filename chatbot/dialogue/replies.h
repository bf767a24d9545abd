// What Unknot says: wordings from the language pack, filled in and varied.
#ifndef UNKNOT_CHATBOT_DIALOGUE_REPLIES_H_
#define UNKNOT_CHATBOT_DIALOGUE_REPLIES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "unknot/chat/v1/chat_service.pb.h"
#include "unknot/chat/v1/conversation.pb.h"
#include "unknot/language/v1/language.pb.h"

namespace unknot::dialogue {

// A reply by which the dialogue may speak: its id in the language pack and the
// names it fills in, separated by blanks.
struct ReplySpec {
  absl::string_view id;
  absl::string_view placeholders;
};

// Every reply the dialogue uses, as constants (`reply::kGreeting`).
namespace reply {
#define UNKNOT_REPLY(name, id, placeholders) \
  inline constexpr ReplySpec k##name{id, placeholders};
#include "chatbot/dialogue/reply_ids.inc"
#undef UNKNOT_REPLY
}  // namespace reply

// The same as a list.
absl::Span<const ReplySpec> AllReplies();

// Values for the placeholders of a reply, by name.
using Args = std::vector<std::pair<absl::string_view, std::string>>;

// One reply, filled in.
struct Wording {
  std::string text;
  // Identifies the wording, so that it is not used twice in a row.
  uint32_t hash = 0;
};

// The replies of one language. Immutable, so safe to read from any thread.
class ReplyBook {
 public:
  // Copies the replies of `pack`. FailedPrecondition, naming the record, where
  // a reply that the dialogue uses is missing, has no wording, or has a
  // placeholder that the dialogue does not fill in.
  static absl::StatusOr<ReplyBook> Build(
      const language::v1::LanguagePack& pack);

  // What is wrong with the replies of `pack`, a sentence each, for the person
  // who writes them; empty where nothing is.
  static std::vector<std::string> Check(const language::v1::LanguagePack& pack);

  // Words a reply for `locale`. Of several wordings it takes one that is not
  // among `avoid` (the latest last), the first of them after the `turn`th, or
  // else the one said longest ago.
  Wording Say(const ReplySpec& spec, const Args& args,
              absl::string_view locale = "",
              absl::Span<const uint32_t> avoid = {}, int turn = 0) const;

  // Labels of the quick replies that go with it.
  std::vector<std::string> QuickReplies(const ReplySpec& spec,
                                        absl::string_view locale = "") const;

  // Whether `text` has one of the phrases of the pack's list `list` as whole
  // words; case and punctuation do not matter. False where there is no such
  // list.
  bool Mentions(absl::string_view list, absl::string_view text) const;

  // Of the lists whose name begins with `family`, the rest of the name of each
  // that `text` mentions, in order of name.
  std::vector<std::string> MentionedOf(absl::string_view family,
                                       absl::string_view text) const;

  // Whether `text` is one of those phrases and nothing else.
  bool Is(absl::string_view list, absl::string_view text) const;

  // `text` with the words that people in the country have another word for
  // replaced by it: the lists `words_<country>/<word>` say which.
  std::string InWordsOf(absl::string_view country_code, std::string text) const;

  // The first phrase of the pack's list `list`; empty where there is none.
  std::string FirstPhrase(absl::string_view list) const;

 private:
  ReplyBook() = default;

  void ReadLocalWords(const language::v1::LanguagePack& pack);

  // The record for the locale: one that names it, else one for all.
  const language::v1::Reply* Find(absl::string_view id,
                                  absl::string_view locale) const;

  absl::flat_hash_map<std::string, std::vector<language::v1::Reply>> replies_;
  // Words and those said instead, by country.
  absl::flat_hash_map<std::string,
                      std::vector<std::pair<std::string, std::string>>>
      words_;
  // Phrases made comparable, by the name of their list.
  absl::flat_hash_map<std::string, std::vector<std::string>> lists_;
};

// Speaks one turn: words replies, avoids those used lately, and appends them to
// the response.
class Speaker {
 public:
  // All must outlive the speaker. What is said is remembered in `state`.
  Speaker(const ReplyBook& book, chat::v1::ConversationState& state,
          chat::v1::SendMessageResponse& response);

  // Words a reply and remembers the wording.
  std::string Word(const ReplySpec& spec, const Args& args = {});

  // Words a part of a sentence, the same each time.
  std::string Part(const ReplySpec& spec, const Args& args = {}) const;

  // Appends a reply as text, with its quick replies.
  void Say(const ReplySpec& spec, const Args& args = {});

  // `text` in the words of the person's country.
  std::string InLocalWords(std::string text) const;

  // Appends ready text under the id of a reply; empty text is not said.
  void SayText(std::string text, absl::string_view reply_id);

  // Appends a list with a title; a list without items is not said.
  void SayList(const ReplySpec& title, std::vector<std::string> items,
               const Args& args = {});

  // The same for names and titles, which are said as they are.
  void SayNames(const ReplySpec& title, std::vector<std::string> names);

  // Offers short answers, in place of those offered before.
  void Offer(absl::Span<const std::string> labels, absl::string_view id_prefix);

  // "a, b and c" in the words of the pack.
  std::string Join(absl::Span<const std::string> items) const;

  const ReplyBook& book() const { return book_; }
  chat::v1::SendMessageResponse& response() { return response_; }

 private:
  const ReplyBook& book_;
  chat::v1::ConversationState& state_;
  chat::v1::SendMessageResponse& response_;
};

// Returns `text` with its first letter in upper case, where that is ASCII.
std::string Capitalised(std::string text);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_REPLIES_H_
