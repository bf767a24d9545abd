// A connection that broke is noticed when it is used, never by asking first.
#include "services/directory/store/sql_sessions.h"

namespace unknot::directory {

absl::Status SqlSessions::Read(Work read) {
  if (OwnsWrite()) return read(*writer_);
  if (database_->single_connection()) return ReadOnWriter(read);
  for (;;) {
    std::unique_ptr<SqlConnection> reader;
    {
      absl::MutexLock lock(&readers_mutex_);
      if (!idle_readers_.empty()) {
        reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
      }
    }
    const bool was_idle = reader != nullptr;
    if (!was_idle) {
      auto opened = database_->Connect(/*read_only=*/true);
      if (!opened.ok()) return opened.status();
      reader = *std::move(opened);
    }
    absl::Status status = read(*reader);
    if (!reader->alive()) {
      if (was_idle) continue;
      return status;
    }
    absl::MutexLock lock(&readers_mutex_);
    idle_readers_.push_back(std::move(reader));
    return status;
  }
}

absl::Status SqlSessions::ReadOnWriter(Work read) {
  absl::MutexLock lock(&write_mutex_);
  return read(*writer_);
}

absl::Status SqlSessions::Write(Work work) {
  if (OwnsWrite()) return InSavepoint(*writer_, work);
  absl::MutexLock lock(&write_mutex_);
  absl::Status status = BeginOnWriter();
  if (!status.ok()) return status;
  write_owner_ = std::this_thread::get_id();
  status = work(*writer_);
  if (status.ok()) status = writer_->Commit();
  // The database may have rolled back by itself, then this fails, as it should.
  if (!status.ok() && writer_->alive()) (void)writer_->Execute("ROLLBACK");
  write_owner_ = std::thread::id();
  if (!writer_->alive()) writer_.reset();
  return status;
}

absl::Status SqlSessions::BeginOnWriter() {
  if (writer_ != nullptr) {
    absl::Status status = writer_->BeginWrite();
    if (status.ok()) return status;
    if (writer_->alive()) {
      (void)writer_->Execute("ROLLBACK");
      return status;
    }
    // Broken while idle: nothing was begun, so a new one may try.
    writer_.reset();
  }
  auto opened = database_->Connect(/*read_only=*/false);
  if (!opened.ok()) return opened.status();
  writer_ = *std::move(opened);
  absl::Status status = writer_->BeginWrite();
  if (!status.ok()) writer_.reset();
  return status;
}

absl::Status SqlSessions::InSavepoint(SqlConnection& connection, Work work) {
  absl::Status status = connection.Execute("SAVEPOINT step");
  if (!status.ok()) return status;
  status = work(connection);
  if (status.ok()) return connection.Execute("RELEASE SAVEPOINT step");
  if (connection.alive()) {
    (void)connection.Execute(
        "ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step");
  }
  return status;
}

}  // namespace unknot::directory
