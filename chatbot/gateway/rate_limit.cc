#include "chatbot/gateway/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

namespace unknot::gateway {
namespace {

// More clients than this are not remembered: beyond it, newcomers share one
// bucket, so that addresses without end cannot take memory without end.
constexpr size_t kMostClients = 100000;
constexpr absl::Duration kForgetInterval = absl::Seconds(10);
constexpr char kEveryoneElse[] = "*";

}  // namespace

std::string ClientKey(absl::string_view address) {
  in6_addr bits;
  if (inet_pton(AF_INET6, std::string(address).c_str(), &bits) != 1) {
    return std::string(address);
  }
  return std::string(reinterpret_cast<const char*>(bits.s6_addr), 8);
}

RateLimiter::RateLimiter(const RateLimits& limits, const runtime::Clock& clock)
    : limits_(limits),
      clock_(clock),
      global_{static_cast<double>(limits.global_burst), clock.Now()},
      forgot_at_(clock.Now()) {}

absl::Duration RateLimiter::Refill(double per_second, int burst, absl::Time now,
                                   Bucket* bucket) {
  const double passed = absl::ToDoubleSeconds(now - bucket->filled_at);
  if (passed > 0) {
    bucket->tokens = std::min(static_cast<double>(burst),
                              bucket->tokens + passed * per_second);
  }
  bucket->filled_at = now;
  if (bucket->tokens >= 1) return absl::ZeroDuration();
  return absl::Seconds((1 - bucket->tokens) / per_second);
}

absl::Duration RateLimiter::Take(absl::string_view client) {
  const bool has_global = limits_.global_per_second > 0;
  const bool has_client = limits_.client_per_second > 0;
  if (!has_global && !has_client) return absl::ZeroDuration();
  std::string key = has_client ? ClientKey(client) : "";
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  if (has_global) {
    const absl::Duration wait =
        Refill(limits_.global_per_second, limits_.global_burst, now, &global_);
    if (wait > absl::ZeroDuration()) return wait;
  }
  if (has_client) {
    ForgetRested(now);
    if (clients_.size() >= kMostClients && !clients_.contains(key)) {
      key = kEveryoneElse;
    }
    const Bucket full{static_cast<double>(limits_.client_burst), now};
    Bucket& bucket = clients_.try_emplace(std::move(key), full).first->second;
    const absl::Duration wait =
        Refill(limits_.client_per_second, limits_.client_burst, now, &bucket);
    if (wait > absl::ZeroDuration()) return wait;
    bucket.tokens -= 1;
  }
  if (has_global) global_.tokens -= 1;
  return absl::ZeroDuration();
}

void RateLimiter::ForgetRested(absl::Time now) {
  if (now - forgot_at_ < kForgetInterval) return;
  forgot_at_ = now;
  for (auto it = clients_.begin(); it != clients_.end();) {
    const auto here = it++;
    Refill(limits_.client_per_second, limits_.client_burst, now, &here->second);
    if (here->second.tokens >= limits_.client_burst) clients_.erase(here);
  }
}

size_t RateLimiter::client_count() const {
  absl::MutexLock lock(&mutex_);
  return clients_.size();
}

}  // namespace unknot::gateway
