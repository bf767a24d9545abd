// Who may use which connection when. Inside of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQL_SESSIONS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQL_SESSIONS_H_

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/store/sql.h"

namespace unknot::directory {

// One connection writes, one transaction at a time; others read what is
// committed, side by side. Connections that broke are replaced when they are
// needed next. Safe to use from any thread.
class SqlSessions {
 public:
  using Work = absl::FunctionRef<absl::Status(SqlConnection&)>;

  SqlSessions(std::unique_ptr<SqlDatabase> database,
              std::unique_ptr<SqlConnection> writer)
      : database_(std::move(database)), writer_(std::move(writer)) {}

  SqlDatabase& database() { return *database_; }

  // Runs `read` on a connection of its own; on the writer's within a write of
  // this thread, and where there is but one connection. If an idle connection
  // turns out to be broken, runs it again on a new one: it must start afresh.
  absl::Status Read(Work read);

  // Runs `work` in a transaction, or in a savepoint of the one that this thread
  // is in. An error undoes what it did.
  absl::Status Write(Work work);

 private:
  bool OwnsWrite() const {
    return write_owner_.load() == std::this_thread::get_id();
  }
  absl::Status ReadOnWriter(Work read);
  absl::Status BeginOnWriter() ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  static absl::Status InSavepoint(SqlConnection& connection, Work work);

  const std::unique_ptr<SqlDatabase> database_;
  // Held during a transaction; `write_owner_` is then the thread that is in it.
  absl::Mutex write_mutex_;
  std::atomic<std::thread::id> write_owner_{};
  // Null after it broke. Changed only under write_mutex_.
  std::unique_ptr<SqlConnection> writer_;
  absl::Mutex readers_mutex_;
  std::vector<std::unique_ptr<SqlConnection>> idle_readers_
      ABSL_GUARDED_BY(readers_mutex_);
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQL_SESSIONS_H_
