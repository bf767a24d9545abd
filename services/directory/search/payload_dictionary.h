// What serialized therapists have in common. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_DICTIONARY_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_DICTIONARY_H_

#include <string>

namespace unknot::directory {

// Returns bytes that resemble many serialized therapists, for packing them:
// invented ones from demo/generator.tsv. The same as long as the process runs.
const std::string& PayloadDictionary();

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_DICTIONARY_H_
