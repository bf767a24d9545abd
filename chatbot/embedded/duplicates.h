// Finding entries of one person in a directory and making them one, for the
// terminal.
#ifndef UNKNOT_CHATBOT_EMBEDDED_DUPLICATES_H_
#define UNKNOT_CHATBOT_EMBEDDED_DUPLICATES_H_

#include <ostream>
#include <string>
#include <vector>

#include "chatbot/embedded/directory_choice.h"

namespace unknot::embedded {

// Each returns the exit code, and tells `errors` where it is not 0.

// Prints the groups of entries that look like one person, as text or, with
// `json`, as a FindDuplicatesResponse a line.
int ListDuplicates(const DirectoryChoice& choice, bool json, std::ostream& out,
                   std::ostream& errors);

// Keeps the entry `name` ("therapists/ana"), fills it from `duplicates`, and
// deletes those. Prints how that is taken back.
int MergeDuplicates(const DirectoryChoice& choice, const std::string& name,
                    const std::vector<std::string>& duplicates,
                    std::ostream& out, std::ostream& errors);

// Takes a merge back.
int UndoMerge(const DirectoryChoice& choice, const std::string& merge_id,
              std::ostream& out, std::ostream& errors);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_DUPLICATES_H_
