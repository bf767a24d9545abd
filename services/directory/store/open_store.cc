// Chooses the kind of store.
#include "services/directory/store/open_store.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "services/directory/errors.h"
#include "services/directory/store/postgres_store.h"
#include "services/directory/store/sqlite_store.h"

namespace unknot::directory {

absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view url) {
  if (absl::StartsWith(url, "postgresql://") ||
      absl::StartsWith(url, "postgres://")) {
    return OpenPostgresStore(std::string(url));
  }
  absl::string_view path = url;
  if (!absl::ConsumePrefix(&path, "sqlite:") || path.empty()) {
    return error::StoreUrlInvalid();
  }
  return OpenSqliteStore(std::string(path));
}

}  // namespace unknot::directory
