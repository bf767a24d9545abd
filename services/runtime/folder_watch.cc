// Compares a folder with what it was.
#include "services/runtime/folder_watch.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace unknot::runtime {

namespace fs = std::filesystem;

FolderWatch::FolderWatch(std::string folder, std::string extension)
    : folder_(std::move(folder)), extension_(std::move(extension)) {}

bool FolderWatch::Changed() {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != extension_) continue;
    std::error_code gone;
    files.push_back(
        absl::StrCat(entry->path().string(), " ", entry->file_size(gone), " ",
                     entry->last_write_time(gone).time_since_epoch().count()));
  }
  std::sort(files.begin(), files.end());
  std::string found = absl::StrJoin(files, "\n");
  if (found == seen_) return false;
  seen_ = std::move(found);
  return true;
}

}  // namespace unknot::runtime
