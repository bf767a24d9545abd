#include "chatbot/gateway/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::gateway {
namespace {

constexpr int kV4Offset = 96;  // an IPv4 address is ::ffff:a.b.c.d

absl::Status NotANetwork(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text,
                   "\" is not an address or network. Write 127.0.0.1, "
                   "10.0.0.0/8 or fd00::/8."));
}

}  // namespace

bool TrustedProxies::ParseAddress(absl::string_view text, Bits* bits,
                                  bool* is_v4) {
  const std::string address(text);
  in_addr v4;
  *is_v4 = inet_pton(AF_INET, address.c_str(), &v4) == 1;
  if (!*is_v4) return inet_pton(AF_INET6, address.c_str(), bits->data()) == 1;
  *bits = {};
  (*bits)[10] = (*bits)[11] = 0xff;
  std::memcpy(bits->data() + 12, &v4, 4);
  return true;
}

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(
    const std::vector<std::string>& networks) {
  TrustedProxies trusted;
  for (const std::string& written : networks) {
    const std::vector<std::string> parts = absl::StrSplit(written, '/');
    Network network;
    bool is_v4 = false;
    if (parts.size() > 2 || !ParseAddress(parts[0], &network.bits, &is_v4)) {
      return NotANetwork(written);
    }
    network.prefix = 128;
    if (parts.size() == 2) {
      int length = 0;
      if (!absl::SimpleAtoi(parts[1], &length) || length < 0 ||
          length > (is_v4 ? 32 : 128)) {
        return NotANetwork(written);
      }
      network.prefix = is_v4 ? kV4Offset + length : length;
    }
    trusted.networks_.push_back(network);
  }
  return trusted;
}

bool TrustedProxies::Contains(absl::string_view address) const {
  Bits bits;
  bool is_v4 = false;
  if (networks_.empty() || !ParseAddress(address, &bits, &is_v4)) return false;
  return std::any_of(
      networks_.begin(), networks_.end(), [&bits](const Network& network) {
        const int whole = network.prefix / 8;
        const int rest = network.prefix % 8;
        if (std::memcmp(bits.data(), network.bits.data(), whole) != 0) {
          return false;
        }
        if (rest == 0) return true;
        const int mask = 0xff << (8 - rest);
        return (bits[whole] & mask) == (network.bits[whole] & mask);
      });
}

std::string TrustedProxies::ClientOf(absl::string_view peer,
                                     absl::string_view forwarded_for) const {
  std::string client(peer);
  std::vector<absl::string_view> hops =
      absl::StrSplit(forwarded_for, ',', absl::SkipWhitespace());
  while (Contains(client) && !hops.empty()) {
    const absl::string_view hop = absl::StripAsciiWhitespace(hops.back());
    Bits bits;
    bool is_v4 = false;
    if (!ParseAddress(hop, &bits, &is_v4)) break;
    client = std::string(hop);
    hops.pop_back();
  }
  return client;
}

}  // namespace unknot::gateway
