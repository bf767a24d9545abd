// How often somebody may ask: token buckets, one for each client and one for
// all of them together.
#ifndef UNKNOT_CHATBOT_GATEWAY_RATE_LIMIT_H_
#define UNKNOT_CHATBOT_GATEWAY_RATE_LIMIT_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/runtime/clock.h"

namespace unknot::gateway {

struct RateLimits {
  // Requests a second that a client may make in the long run, and how many at
  // once after a rest. 0 a second means no limit.
  double client_per_second = 10;
  int client_burst = 40;

  // The same for all clients together.
  double global_per_second = 0;
  int global_burst = 1000;
};

// Safe to use from any thread.
class RateLimiter {
 public:
  // `clock` must outlive the limiter.
  RateLimiter(const RateLimits& limits, const runtime::Clock& clock);

  // Takes a request of `client` into account. Returns zero where it may go on,
  // else how long to wait before trying again; it is then not counted.
  // `client` is an IP address; those of one IPv6 /64 count as one.
  absl::Duration Take(absl::string_view client);

  // How many clients are remembered: those that are not fully rested.
  size_t client_count() const;

 private:
  struct Bucket {
    double tokens;
    absl::Time filled_at;
  };

  // Fills `bucket` up to now. Returns how long until it has a token.
  static absl::Duration Refill(double per_second, int burst, absl::Time now,
                               Bucket* bucket);
  void ForgetRested(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const RateLimits limits_;
  const runtime::Clock& clock_;
  mutable absl::Mutex mutex_;
  Bucket global_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Bucket> clients_ ABSL_GUARDED_BY(mutex_);
  absl::Time forgot_at_ ABSL_GUARDED_BY(mutex_);
};

// What counts as one client: the address, or of IPv6 its first 64 bits, since
// a household has as many addresses as it likes. Anything else is itself.
std::string ClientKey(absl::string_view address);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_RATE_LIMIT_H_
