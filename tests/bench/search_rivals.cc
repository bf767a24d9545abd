#include "tests/bench/search_rivals.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace unknot::bench {
namespace {

constexpr double kReachMetres = 25000;
constexpr double kEarthMetres = 6371008.8;

// The blend of search/wishes.h for a wanted technique, distance and licence.
constexpr const char* kScore =
    "(0.40 * 8000 / (8000 + d) + 0.30 + 0.15 * (rating - 1) / 4 + 0.15)";

double Metres(double lat_a, double lng_a, double lat_b, double lng_b) {
  constexpr double kRadians = std::numbers::pi / 180;
  const double lat = std::sin((lat_b - lat_a) * kRadians / 2);
  const double lng = std::sin((lng_b - lng_a) * kRadians / 2);
  const double h = lat * lat + std::cos(lat_a * kRadians) *
                                   std::cos(lat_b * kRadians) * lng * lng;
  return 2 * kEarthMetres * std::asin(std::sqrt(h));
}

void SqlMetres(sqlite3_context* context, int /*count*/, sqlite3_value** v) {
  sqlite3_result_double(
      context, Metres(sqlite3_value_double(v[0]), sqlite3_value_double(v[1]),
                      sqlite3_value_double(v[2]), sqlite3_value_double(v[3])));
}

class SqliteRival final : public Rival {
 public:
  explicit SqliteRival(sqlite3* db) : db_(db) {}
  ~SqliteRival() override {
    sqlite3_finalize(find_);
    sqlite3_close(db_);
  }
  const char* name() const override { return "SQLite R*Tree"; }

  absl::Status Fill(const std::vector<RivalRow>& rows) {
    sqlite3_create_function(db_, "metres", 4,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                            SqlMetres, nullptr, nullptr);
    absl::Status status = Run(
        "CREATE VIRTUAL TABLE area USING rtree(id, south, north, west, east, "
        "+lat REAL, +lng REAL, +rating REAL, +techniques INT, +languages INT, "
        "+active INT, +refuses INT); BEGIN");
    if (!status.ok()) return status;
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(db_,
                       "INSERT INTO area VALUES(?1,?2,?2,?3,?3,?2,?3,?4,?5,?6,"
                       "?7,?8)",
                       -1, &insert, nullptr);
    for (const RivalRow& row : rows) {
      sqlite3_bind_int64(insert, 1, row.id);
      sqlite3_bind_double(insert, 2, row.latitude);
      sqlite3_bind_double(insert, 3, row.longitude);
      sqlite3_bind_double(insert, 4, row.rating);
      sqlite3_bind_int(insert, 5, row.techniques);
      sqlite3_bind_int(insert, 6, row.languages);
      sqlite3_bind_int(insert, 7, row.active ? 1 : 0);
      sqlite3_bind_int(insert, 8, row.refuses_clients ? 1 : 0);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    status = Run("COMMIT");
    if (!status.ok()) return status;
    const std::string find = absl::StrCat(
        "SELECT id FROM (SELECT id, rating, refuses, metres(lat, lng, ?1, ?2) "
        "AS d FROM area WHERE north >= ?3 AND south <= ?4 AND east >= ?5 AND "
        "west <= ?6 AND techniques & ?7 AND languages & ?8 AND active) "
        "WHERE d <= ?9 ORDER BY refuses, ",
        kScore, " DESC LIMIT 20");
    if (sqlite3_prepare_v2(db_, find.c_str(), -1, &find_, nullptr) !=
        SQLITE_OK) {
      return absl::InternalError(sqlite3_errmsg(db_));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<int64_t>> Find(const RivalQuery& query) override {
    const double lat_reach =
        kReachMetres / kEarthMetres * 180 / std::numbers::pi * 1.001;
    const double lng_reach =
        lat_reach / std::cos((std::abs(query.latitude) + lat_reach) *
                             std::numbers::pi / 180);
    sqlite3_bind_double(find_, 1, query.latitude);
    sqlite3_bind_double(find_, 2, query.longitude);
    sqlite3_bind_double(find_, 3, query.latitude - lat_reach);
    sqlite3_bind_double(find_, 4, query.latitude + lat_reach);
    sqlite3_bind_double(find_, 5, query.longitude - lng_reach);
    sqlite3_bind_double(find_, 6, query.longitude + lng_reach);
    sqlite3_bind_int(find_, 7, query.technique);
    sqlite3_bind_int(find_, 8, query.language);
    sqlite3_bind_double(find_, 9, kReachMetres);
    std::vector<int64_t> ids;
    int code = 0;
    while ((code = sqlite3_step(find_)) == SQLITE_ROW) {
      ids.push_back(sqlite3_column_int64(find_, 0));
    }
    sqlite3_reset(find_);
    if (code != SQLITE_DONE) return absl::InternalError(sqlite3_errmsg(db_));
    return ids;
  }

 private:
  absl::Status Run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) !=
        SQLITE_OK) {
      return absl::InternalError(sqlite3_errmsg(db_));
    }
    return absl::OkStatus();
  }

  sqlite3* const db_;
  sqlite3_stmt* find_ = nullptr;
};

class PostgisRival final : public Rival {
 public:
  explicit PostgisRival(PGconn* connection) : connection_(connection) {}
  ~PostgisRival() override { PQfinish(connection_); }
  const char* name() const override { return "PostGIS GiST"; }

  absl::Status Fill(const std::vector<RivalRow>& rows) {
    absl::Status status = Run(
        "CREATE EXTENSION IF NOT EXISTS postgis; DROP TABLE IF EXISTS area; "
        "CREATE UNLOGGED TABLE area(id bigint, lng float8, lat float8, rating "
        "float8, techniques int, languages int, active bool, refuses bool)");
    if (status.ok()) status = Copy(rows);
    if (status.ok()) {
      status =
          Run("ALTER TABLE area ADD at geography(Point, 4326); UPDATE area SET "
              "at = "
              "ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography; "
              "CREATE INDEX area_hash ON area (ST_GeoHash(at::geometry, 8)); "
              "CLUSTER area USING area_hash; "
              "CREATE INDEX area_at ON area USING gist(at);");
    }
    if (status.ok()) status = Run("VACUUM ANALYZE area");
    if (status.ok()) status = Run("SET max_parallel_workers_per_gather = 0");
    if (!status.ok()) return status;
    const std::string find = absl::StrCat(
        "SELECT id FROM (SELECT id, rating, refuses, ST_Distance(at, "
        "ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography, false) AS d FROM "
        "area WHERE ST_DWithin(at, ST_SetSRID(ST_MakePoint($1, $2), "
        "4326)::geography, 25000, false) AND techniques & $3 <> 0 AND "
        "languages & $4 <> 0 AND active) found ORDER BY refuses, ",
        kScore, " DESC LIMIT 20");
    constexpr Oid kTypes[] = {701, 701, 23, 23};
    return Check(PQprepare(connection_, "find", find.c_str(), 4, kTypes));
  }

  absl::StatusOr<std::vector<int64_t>> Find(const RivalQuery& query) override {
    const std::string values[] = {absl::StrFormat("%.17g", query.longitude),
                                  absl::StrFormat("%.17g", query.latitude),
                                  absl::StrCat(query.technique),
                                  absl::StrCat(query.language)};
    const char* pointers[] = {values[0].c_str(), values[1].c_str(),
                              values[2].c_str(), values[3].c_str()};
    PGresult* result =
        PQexecPrepared(connection_, "find", 4, pointers, nullptr, nullptr, 0);
    std::vector<int64_t> ids;
    for (int i = 0; i < PQntuples(result); ++i) {
      int64_t id = 0;
      if (absl::SimpleAtoi(PQgetvalue(result, i, 0), &id)) ids.push_back(id);
    }
    const absl::Status status = Check(result);
    if (!status.ok()) return status;
    return ids;
  }

 private:
  absl::Status Check(PGresult* result) {
    const ExecStatusType code = PQresultStatus(result);
    PQclear(result);
    if (code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK ||
        code == PGRES_COPY_IN) {
      return absl::OkStatus();
    }
    return absl::InternalError(PQerrorMessage(connection_));
  }
  absl::Status Run(const std::string& sql) {
    return Check(PQexec(connection_, sql.c_str()));
  }

  absl::Status Copy(const std::vector<RivalRow>& rows) {
    absl::Status status = Run("COPY area FROM STDIN");
    if (!status.ok()) return status;
    std::string lines;
    for (const RivalRow& row : rows) {
      absl::StrAppendFormat(&lines, "%d\t%.17g\t%.17g\t%.17g\t%d\t%d\t%d\t%d\n",
                            row.id, row.longitude, row.latitude, row.rating,
                            row.techniques, row.languages, row.active,
                            row.refuses_clients);
      if (lines.size() < 1 << 16 && &row != &rows.back()) continue;
      if (PQputCopyData(connection_, lines.data(),
                        static_cast<int>(lines.size())) != 1) {
        return absl::InternalError(PQerrorMessage(connection_));
      }
      lines.clear();
    }
    if (PQputCopyEnd(connection_, nullptr) != 1) {
      return absl::InternalError(PQerrorMessage(connection_));
    }
    return Check(PQgetResult(connection_));
  }

  PGconn* const connection_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Rival>> MakeSqliteRival(
    const std::vector<RivalRow>& rows) {
  sqlite3* db = nullptr;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) {
    sqlite3_close(db);
    return absl::InternalError("SQLite cannot be opened");
  }
  auto rival = std::make_unique<SqliteRival>(db);
  if (absl::Status status = rival->Fill(rows); !status.ok()) return status;
  return rival;
}

absl::StatusOr<std::unique_ptr<Rival>> MakePostgisRival(
    const std::vector<RivalRow>& rows, const std::string& connection) {
  PGconn* pg = PQconnectdb(connection.c_str());
  auto rival = std::make_unique<PostgisRival>(pg);
  if (PQstatus(pg) != CONNECTION_OK) {
    return absl::UnavailableError(PQerrorMessage(pg));
  }
  if (absl::Status status = rival->Fill(rows); !status.ok()) return status;
  return rival;
}

}  // namespace unknot::bench
