// The schema of the SQLite store.
#include "services/directory/store/migrations.h"
#include "services/directory/store/sql_rows.h"

namespace unknot::directory {
namespace {

constexpr Migration kMigrations[] = {
    // 1: rows as serialized messages, with the columns that queries need.
    // `revision` is one counter for the whole store: it gives etags, and the
    // order in which replicas take over changes.
    {R"sql(
      CREATE TABLE revision_counter (value INTEGER NOT NULL);
      INSERT INTO revision_counter VALUES (0);

      CREATE TABLE clinics (
        name TEXT NOT NULL PRIMARY KEY,
        revision INTEGER NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        deleted INTEGER NOT NULL,
        body BLOB NOT NULL
      );

      CREATE TABLE therapists (
        name TEXT NOT NULL PRIMARY KEY,
        revision INTEGER NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        clinic TEXT NOT NULL,
        deleted INTEGER NOT NULL,
        purge_time_us INTEGER,
        body BLOB NOT NULL
      );
      CREATE INDEX therapists_by_clinic ON therapists (clinic, name);
      CREATE INDEX therapists_to_purge ON therapists (purge_time_us)
        WHERE purge_time_us IS NOT NULL;

      CREATE TABLE reviews (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        therapist TEXT NOT NULL,
        stars INTEGER NOT NULL,
        body BLOB NOT NULL
      );
      CREATE INDEX reviews_by_therapist ON reviews (therapist, number);
    )sql",
     nullptr},
    // 2: answers to writes, so that repeating one is harmless.
    {R"sql(
      CREATE TABLE answers (
        method TEXT NOT NULL,
        request_id TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        answer BLOB NOT NULL,
        time_us INTEGER NOT NULL,
        PRIMARY KEY (method, request_id)
      ) WITHOUT ROWID;
      CREATE INDEX answers_by_time ON answers (time_us);
    )sql",
     nullptr},
    // 3: who did what to which row. Holds names of rows, never their content.
    {R"sql(
      CREATE TABLE audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        time_us INTEGER NOT NULL,
        method TEXT NOT NULL,
        name TEXT NOT NULL,
        request_id TEXT NOT NULL
      );
      CREATE INDEX audit_by_name ON audit (name, number);
    )sql",
     nullptr},
    // 4: who made a change and to which fields; duplicates; moderated reviews,
    // one per client; records and events beside the rows.
    {R"sql(
      ALTER TABLE audit ADD COLUMN actor TEXT NOT NULL DEFAULT 'anonymous';
      ALTER TABLE audit ADD COLUMN fields TEXT NOT NULL DEFAULT '';
      -- Numbers were counted on their own; now they are revisions.
      UPDATE revision_counter SET value = MAX(value,
        (SELECT COALESCE(MAX(number), 0) FROM audit),
        (SELECT COALESCE(MAX(number), 0) FROM reviews));

      ALTER TABLE therapists ADD COLUMN licence_key INTEGER;
      ALTER TABLE therapists ADD COLUMN contact_key INTEGER;
      CREATE INDEX therapists_by_licence ON therapists (licence_key)
        WHERE licence_key IS NOT NULL;
      CREATE INDEX therapists_by_contact ON therapists (contact_key)
        WHERE contact_key IS NOT NULL;

      ALTER TABLE reviews ADD COLUMN state INTEGER NOT NULL DEFAULT 2;
      ALTER TABLE reviews ADD COLUMN client BLOB;
      CREATE UNIQUE INDEX reviews_by_client ON reviews (therapist, client)
        WHERE client IS NOT NULL;

      CREATE TABLE records (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        passing INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID;

      CREATE TABLE events (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        resource TEXT NOT NULL,
        body BLOB NOT NULL
      );
      CREATE INDEX events_by_resource ON events (kind, resource, number);
    )sql",
     FillDuplicateKeys},
};

}  // namespace

absl::Span<const Migration> SqliteMigrations() { return kMigrations; }

}  // namespace unknot::directory
