// Who the work of this thread is done for.
#ifndef UNKNOT_SERVICES_DIRECTORY_ACTOR_H_
#define UNKNOT_SERVICES_DIRECTORY_ACTOR_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// While one lives, changes that its thread makes are made in the name of
// `actor`. They nest. A name that is empty, longer than 100 characters or not
// printable ASCII counts as "anonymous".
class ActorScope {
 public:
  explicit ActorScope(absl::string_view actor)
      : before_(std::exchange(Current(), Clean(actor))) {}
  ~ActorScope() { Current() = std::move(before_); }
  ActorScope(const ActorScope&) = delete;
  ActorScope& operator=(const ActorScope&) = delete;

  // Never empty; "anonymous" outside of any scope.
  static std::string& Current() {
    static thread_local std::string current = "anonymous";
    return current;
  }

 private:
  static std::string Clean(absl::string_view actor) {
    if (actor.empty() || actor.size() > 100) return "anonymous";
    for (const char c : actor) {
      if (c < 0x20 || c > 0x7e) return "anonymous";
    }
    return std::string(actor);
  }

  std::string before_;
};

// What the service does by itself.
inline constexpr char kServiceActor[] = "service";

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_ACTOR_H_
