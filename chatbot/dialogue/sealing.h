// Conversations travel with the client: sealed, so that nobody else can read or
// change them, and with an end.
#ifndef UNKNOT_CHATBOT_DIALOGUE_SEALING_H_
#define UNKNOT_CHATBOT_DIALOGUE_SEALING_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/runtime/clock.h"
#include "unknot/chat/v1/conversation.pb.h"

namespace unknot::dialogue {

// Most bytes of a sealed conversation.
inline constexpr size_t kMostSealedBytes = 4096;

// Bytes of a key.
inline constexpr size_t kSealingKeyBytes = 32;

// A key of XChaCha20-Poly1305.
using SealingKey = std::array<unsigned char, kSealingKeyBytes>;

// Reads a key of 32 bytes from 64 hexadecimal digits, as `openssl rand -hex 32`
// writes them. InvalidArgument, without repeating it, for anything else.
absl::StatusOr<SealingKey> ParseSealingKey(absl::string_view hex);

// A key that nobody else has: conversations end with the process.
SealingKey RandomSealingKey();

// Seals and opens the states of conversations. Immutable, so safe to use from
// any thread.
class Sealer {
 public:
  // Seals with the first of `keys` and opens with all, so that keys can be
  // rotated: put the new one first and drop the old one when `lifetime` is
  // over. `clock` must outlive the sealer.
  //
  // REQUIRES: !keys.empty(), lifetime > 0.
  Sealer(std::vector<SealingKey> keys, absl::Duration lifetime,
         const runtime::Clock& clock);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  // Returns the state sealed, at most kMostSealedBytes, to be opened within the
  // lifetime. What a conversation can best do without is left out where it
  // would grow larger.
  std::string Seal(const chat::v1::ConversationState& state) const;

  // Returns the state that was sealed. InvalidArgument with reason
  // CONVERSATION_INVALID where it is not ours, was changed, has expired, or is
  // of a form we do not know.
  absl::StatusOr<chat::v1::ConversationState> Open(
      absl::string_view sealed) const;

 private:
  std::vector<SealingKey> keys_;
  const absl::Duration lifetime_;
  const runtime::Clock& clock_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_SEALING_H_
