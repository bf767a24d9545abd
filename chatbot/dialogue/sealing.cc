// Seals conversations with libsodium.
//
// A sealed conversation is: one byte of version, eight bytes of expiry (seconds
// since 1970, big endian), 24 bytes of nonce, then the state encrypted. Version
// and expiry are authenticated along with it.
#include "chatbot/dialogue/sealing.h"

#include <sodium.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "services/runtime/errors.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;

constexpr unsigned char kVersion = 1;
constexpr size_t kExpiryBytes = 8;
constexpr size_t kHeaderBytes = 1 + kExpiryBytes;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kOverhead = kHeaderBytes + kNonceBytes + kTagBytes;

static_assert(kSealingKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

// Without a working source of randomness nothing can be sealed safely.
void RequireSodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

absl::Status ConversationInvalid() {
  return runtime::InvalidField(
      "conversation",
      "Must be the bytes of the last response, unchanged and not expired. "
      "Leave it empty to start afresh.",
      "CONVERSATION_INVALID");
}

std::string HeaderFor(absl::Time expiry) {
  std::string header(kHeaderBytes, '\0');
  header[0] = static_cast<char>(kVersion);
  auto seconds = static_cast<uint64_t>(absl::ToUnixSeconds(expiry));
  for (size_t i = kExpiryBytes; i > 0; --i) {
    header[i] = static_cast<char>(seconds & 0xFF);
    seconds >>= 8;
  }
  return header;
}

absl::Time ExpiryOf(absl::string_view header) {
  uint64_t seconds = 0;
  for (size_t i = 1; i <= kExpiryBytes; ++i) {
    seconds = seconds << 8 | static_cast<unsigned char>(header[i]);
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

// What a conversation can do without, least missed first.
using Shortening = void (*)(ConversationState&);
constexpr Shortening kShortenings[] = {
    [](ConversationState& s) { s.clear_recent_wordings(); },
    [](ConversationState& s) { s.clear_shown_therapists(); },
    [](ConversationState& s) { s.clear_told_record_ids(); },
    [](ConversationState& s) { s.clear_last_topic(); },
    [](ConversationState& s) { s.clear_search_preference_ids(); },
    [](ConversationState& s) {
      s.mutable_complaint()->clear_preference_ids();
      s.mutable_complaint()->clear_techniques();
    },
    [](ConversationState& s) { s.clear_asked_question_ids(); },
    // What was denied is asked again rather than taken for healthy.
    [](ConversationState& s) {
      auto* complaint = s.mutable_complaint();
      complaint->clear_answered_question_ids();
      auto* symptoms = complaint->mutable_symptoms();
      for (int i = symptoms->size() - 1; i >= 0; --i) {
        if (symptoms->Get(i).status() == complaint::v1::STATUS_ABSENT) {
          symptoms->DeleteSubrange(i, 1);
        }
      }
      auto* conditions = complaint->mutable_conditions();
      for (int i = conditions->size() - 1; i >= 0; --i) {
        if (conditions->Get(i).status() == complaint::v1::STATUS_ABSENT) {
          conditions->DeleteSubrange(i, 1);
        }
      }
    },
    [](ConversationState& s) {
      s.mutable_complaint()->clear_pattern_ids();
      s.mutable_complaint()->clear_cause_ids();
      s.mutable_complaint()->clear_goal_ids();
      s.clear_place();
    },
    // Danger signs and conditions are kept to the last.
    [](ConversationState& s) {
      constexpr int kKept = 5;
      auto* complaint = s.mutable_complaint();
      const auto shorten = [](auto* list) {
        while (list->size() > kKept) list->RemoveLast();
      };
      shorten(complaint->mutable_sites());
      shorten(complaint->mutable_radiates_to());
      shorten(complaint->mutable_quality_ids());
    },
};

std::string Serialised(ConversationState state) {
  constexpr size_t kRoom = kMostSealedBytes - kOverhead;
  for (const Shortening shorten : kShortenings) {
    if (state.ByteSizeLong() <= kRoom) break;
    shorten(state);
  }
  return state.SerializeAsString();
}

}  // namespace

absl::StatusOr<SealingKey> ParseSealingKey(absl::string_view hex) {
  RequireSodium();
  SealingKey key;
  size_t length = 0;
  if (hex.size() != 2 * kSealingKeyBytes ||
      sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), nullptr,
                     &length, nullptr) != 0 ||
      length != kSealingKeyBytes) {
    return absl::InvalidArgumentError(
        "A sealing key must be 64 hexadecimal digits, as `openssl rand -hex "
        "32` writes them.");
  }
  return key;
}

SealingKey RandomSealingKey() {
  RequireSodium();
  SealingKey key;
  randombytes_buf(key.data(), key.size());
  return key;
}

Sealer::Sealer(std::vector<SealingKey> keys, absl::Duration lifetime,
               const runtime::Clock& clock)
    : keys_(std::move(keys)), lifetime_(lifetime), clock_(clock) {
  RequireSodium();
}

Sealer::~Sealer() {
  for (auto& key : keys_) sodium_memzero(key.data(), key.size());
}

std::string Sealer::Seal(const ConversationState& state) const {
  const std::string plain = Serialised(state);
  std::string sealed = HeaderFor(clock_.Now() + lifetime_);
  sealed.resize(kOverhead + plain.size());
  unsigned char* nonce = Bytes(sealed) + kHeaderBytes;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonceBytes, nullptr, Bytes(absl::string_view(plain)),
      plain.size(), Bytes(sealed), kHeaderBytes, nullptr, nonce,
      keys_.front().data());
  return sealed;
}

absl::StatusOr<ConversationState> Sealer::Open(absl::string_view sealed) const {
  if (sealed.size() < kOverhead || sealed.size() > kMostSealedBytes ||
      static_cast<unsigned char>(sealed[0]) != kVersion) {
    return ConversationInvalid();
  }
  std::string plain(sealed.size() - kOverhead, '\0');
  for (const auto& key : keys_) {
    const unsigned char* nonce = Bytes(sealed) + kHeaderBytes;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            Bytes(plain), nullptr, nullptr, nonce + kNonceBytes,
            sealed.size() - kHeaderBytes - kNonceBytes, Bytes(sealed),
            kHeaderBytes, nonce, key.data()) != 0) {
      continue;
    }
    ConversationState state;
    if (ExpiryOf(sealed) <= clock_.Now() || !state.ParseFromString(plain)) {
      return ConversationInvalid();
    }
    return state;
  }
  return ConversationInvalid();
}

}  // namespace unknot::dialogue
