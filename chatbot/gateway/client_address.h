// Who asks, where a proxy stands in between.
#ifndef UNKNOT_CHATBOT_GATEWAY_CLIENT_ADDRESS_H_
#define UNKNOT_CHATBOT_GATEWAY_CLIENT_ADDRESS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::gateway {

// Addresses of proxies whose word is believed. Immutable, so safe to use from
// any thread.
class TrustedProxies {
 public:
  // Trusts none.
  TrustedProxies() = default;

  // Reads addresses and networks: "127.0.0.1", "10.0.0.0/8", "fd00::/8".
  // InvalidArgument, in words for whoever wrote it, for anything else.
  static absl::StatusOr<TrustedProxies> Parse(
      const std::vector<std::string>& networks);

  // Returns whether `address` is one of theirs.
  bool Contains(absl::string_view address) const;

  // Returns the client's address: `peer` itself unless that is a trusted proxy;
  // else the last address of `forwarded_for` (X-Forwarded-For) that is none.
  // What stands left of that was written by the client and proves nothing.
  std::string ClientOf(absl::string_view peer,
                       absl::string_view forwarded_for) const;

 private:
  using Bits = std::array<uint8_t, 16>;
  struct Network {
    Bits bits;
    int prefix;  // of 128
  };

  static bool ParseAddress(absl::string_view text, Bits* bits, bool* is_v4);

  std::vector<Network> networks_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CLIENT_ADDRESS_H_
