// The schema of the PostgreSQL store: the same tables and columns as SQLite's.
// Names are compared byte by byte (COLLATE "C"), so that both list alike.
#include "services/directory/store/migrations.h"

namespace unknot::directory {
namespace {

constexpr Migration kMigrations[] = {
    // 1: everything that SQLite has in its version 4.
    {R"sql(
      CREATE TABLE revision_counter (value BIGINT NOT NULL);
      INSERT INTO revision_counter VALUES (0);

      CREATE TABLE clinics (
        name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
        revision BIGINT NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        deleted BIGINT NOT NULL,
        body BYTEA NOT NULL
      );

      CREATE TABLE therapists (
        name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
        revision BIGINT NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        clinic TEXT COLLATE "C" NOT NULL,
        deleted BIGINT NOT NULL,
        purge_time_us BIGINT,
        licence_key BIGINT,
        contact_key BIGINT,
        body BYTEA NOT NULL
      );
      CREATE INDEX therapists_by_clinic ON therapists (clinic, name)
        WHERE clinic <> '';
      CREATE INDEX therapists_to_purge ON therapists (purge_time_us)
        WHERE purge_time_us IS NOT NULL;
      CREATE INDEX therapists_by_licence ON therapists (licence_key)
        WHERE licence_key IS NOT NULL;
      CREATE INDEX therapists_by_contact ON therapists (contact_key)
        WHERE contact_key IS NOT NULL;

      CREATE TABLE reviews (
        number BIGINT PRIMARY KEY,
        therapist TEXT COLLATE "C" NOT NULL,
        stars BIGINT NOT NULL,
        state BIGINT NOT NULL,
        client BYTEA,
        body BYTEA NOT NULL
      );
      CREATE INDEX reviews_by_therapist ON reviews (therapist, number);
      CREATE UNIQUE INDEX reviews_by_client ON reviews (therapist, client)
        WHERE client IS NOT NULL;

      CREATE TABLE answers (
        method TEXT COLLATE "C" NOT NULL,
        request_id TEXT COLLATE "C" NOT NULL,
        fingerprint BYTEA NOT NULL,
        answer BYTEA NOT NULL,
        time_us BIGINT NOT NULL,
        PRIMARY KEY (method, request_id)
      );
      CREATE INDEX answers_by_time ON answers (time_us);

      CREATE TABLE audit (
        number BIGINT PRIMARY KEY,
        time_us BIGINT NOT NULL,
        method TEXT NOT NULL,
        name TEXT COLLATE "C" NOT NULL,
        request_id TEXT NOT NULL,
        actor TEXT NOT NULL,
        fields TEXT NOT NULL
      );
      CREATE INDEX audit_by_name ON audit (name, number);

      CREATE TABLE records (
        kind TEXT COLLATE "C" NOT NULL,
        id TEXT COLLATE "C" NOT NULL,
        passing BIGINT NOT NULL,
        time_us BIGINT NOT NULL,
        body BYTEA NOT NULL,
        PRIMARY KEY (kind, id)
      );

      CREATE TABLE events (
        number BIGINT PRIMARY KEY,
        kind TEXT COLLATE "C" NOT NULL,
        resource TEXT COLLATE "C" NOT NULL,
        body BYTEA NOT NULL
      );
      CREATE INDEX events_by_resource ON events (kind, resource, number);
    )sql",
     nullptr},
};

}  // namespace

absl::Span<const Migration> PostgresMigrations() { return kMigrations; }

}  // namespace unknot::directory
