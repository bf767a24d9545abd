// What every kind of connection has in common.
#include "services/directory/store/sql.h"

namespace unknot::directory {

absl::StatusOr<int64_t> SqlConnection::Number(const char* sql) {
  const auto rows = Query(sql, {});
  if (!rows.ok()) return rows.status();
  return rows->empty() ? 0 : rows->front().Number(0);
}

absl::StatusOr<std::string> SqlConnection::Text(const char* sql) {
  const auto rows = Query(sql, {});
  if (!rows.ok()) return rows.status();
  return rows->empty() ? std::string() : rows->front().Bytes(0);
}

}  // namespace unknot::directory
