// Notices that files of a folder have changed.
#ifndef UNKNOT_SERVICES_RUNTIME_FOLDER_WATCH_H_
#define UNKNOT_SERVICES_RUNTIME_FOLDER_WATCH_H_

#include <string>

namespace unknot::runtime {

// Looks at names, sizes and times of the files of one kind in a folder; those
// of folders within it do not count. Of one thread.
class FolderWatch {
 public:
  // `extension` has its dot: ".textproto".
  FolderWatch(std::string folder, std::string extension);

  // Whether a file came, went or changed since the last call; the first call
  // says yes where there are files. A folder that cannot be read is like an
  // empty one.
  bool Changed();

 private:
  const std::string folder_;
  const std::string extension_;
  std::string seen_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_FOLDER_WATCH_H_
