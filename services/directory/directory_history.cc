// What changed, and who changed it.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/page_token.h"

namespace unknot::directory {
namespace {

constexpr int kChangeBatch = 500;

}  // namespace

absl::StatusOr<v1::ListChangesResponse> Directory::ListChanges(
    const std::string& token) const {
  int64_t revision = 0;
  absl::string_view text = token;
  if (!token.empty() && (!absl::ConsumePrefix(&text, "c") ||
                         !absl::SimpleAtoi(text, &revision) || revision < 0)) {
    return error::ChangeTokenInvalid();
  }
  if (revision > 0) {
    const auto last = store_.LastRevision();
    if (!last.ok()) return last.status();
    // Of another store, or of one that was restored from an older copy.
    if (revision > *last) return error::ChangeTokenInvalid();
  }
  auto changes = store_.ListChanges(revision, kChangeBatch);
  if (!changes.ok()) return changes.status();
  v1::ListChangesResponse response;
  for (directory::Change& change : *changes) {
    v1::Change& told = *response.add_changes();
    if (change.clinic.has_value()) {
      *told.mutable_clinic() = *std::move(change.clinic);
    } else {
      *told.mutable_therapist() = Shown(*std::move(change.therapist));
    }
    revision = change.revision;
  }
  response.set_token(absl::StrCat("c", revision));
  return response;
}

absl::StatusOr<v1::ListAuditEntriesResponse> Directory::ListAuditEntries(
    const v1::ListAuditEntriesRequest& request) const {
  FieldChecks checks;
  CheckText("resource", request.resource(), 200, /*required=*/false, checks);
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
  if (!checks.ok()) return checks.status();
  const std::string query_id =
      absl::StrCat("ListAuditEntries ", request.resource());
  AuditQuery query;
  query.resource = request.resource();
  if (!request.page_token().empty()) {
    const auto position = ReadPageToken(request.page_token(), query_id, 1);
    if (!position.ok()) return position.status();
    if (!absl::SimpleAtoi((*position)[0], &query.before)) {
      return error::PageTokenInvalid();
    }
  }
  const int page_size = ClampPageSize(request.page_size());
  query.limit = page_size + 1;
  const auto lines = store_.ListAudit(query);
  if (!lines.ok()) return lines.status();
  v1::ListAuditEntriesResponse response;
  for (size_t i = 0; i < lines->size(); ++i) {
    const AuditLine& line = (*lines)[i];
    if (response.entries_size() == page_size) {
      response.set_next_page_token(
          MakePageToken(query_id, {absl::StrCat((*lines)[i - 1].number)}));
      break;
    }
    v1::AuditEntry& entry = *response.add_entries();
    *entry.mutable_time() = ToProto(line.time);
    entry.set_actor(line.actor);
    entry.set_method(line.method);
    entry.set_resource(line.resource);
    for (const std::string& field : line.fields) entry.add_fields(field);
    entry.set_request_id(line.request_id);
  }
  return response;
}

}  // namespace unknot::directory
