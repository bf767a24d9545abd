// Which pages of other sites may call the gateway from a browser.
#ifndef UNKNOT_CHATBOT_GATEWAY_ORIGINS_H_
#define UNKNOT_CHATBOT_GATEWAY_ORIGINS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::gateway {

// A list of origins. Immutable, so safe to use from any thread.
class OriginList {
 public:
  // Allows none.
  OriginList() = default;

  // Reads "https://clinic.example", "http://localhost:8081",
  // "https://*.clinic.example" (every subdomain at any depth, not
  // clinic.example itself), and "*" (everybody). InvalidArgument, in words for
  // whoever wrote it, for anything else, such as a path or a bare name.
  static absl::StatusOr<OriginList> Parse(
      const std::vector<std::string>& origins);

  // Returns whether a page of `origin`, as browsers write it, may call.
  bool Allows(absl::string_view origin) const;

 private:
  struct Wildcard {
    std::string scheme;  // "https://"
    std::string suffix;  // ".clinic.example" with ":8443" where there is a port
  };

  bool everybody_ = false;
  absl::flat_hash_set<std::string> exact_;
  std::vector<Wildcard> wildcards_;
};

// Returns whether `origin` is the page's own site: its host and port are those
// of `host`, the request's Host header.
bool IsSameSite(absl::string_view origin, absl::string_view host);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_ORIGINS_H_
