#include "services/runtime/data_dir.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::runtime {
namespace fs = std::filesystem;

absl::StatusOr<std::string> DataDirectory(absl::string_view name) {
  const char* chosen = std::getenv("UNKNOT_DATA_DIR");
  const bool is_chosen = chosen != nullptr && *chosen != '\0';
  std::error_code error;
  fs::path base;
  if (is_chosen) {
    base = fs::absolute(chosen, error);
  } else {
    base = fs::read_symlink("/proc/self/exe", error).parent_path() / ".." /
           "share" / "unknot";
  }
  const fs::path directory = (base / std::string(name)).lexically_normal();
  if (!error && fs::is_directory(directory, error)) return directory.string();
  return Error(
      absl::StatusCode::kNotFound, "DATA_DIRECTORY_NOT_FOUND",
      absl::StrCat("The ", name, " files are not at ", directory.string(), ". ",
                   is_chosen
                       ? "Set UNKNOT_DATA_DIR to the folder that holds a "
                         "folder of that name."
                       : "Keep share/unknot beside bin, as the build and "
                         "the installation leave them, or set "
                         "UNKNOT_DATA_DIR to the folder that holds them."),
      {{"name", name}, {"path", directory.string()}});
}

}  // namespace unknot::runtime
