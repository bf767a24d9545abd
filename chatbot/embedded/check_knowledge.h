// The check of the knowledge base, for the chatbot's own tools.
#ifndef UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_
#define UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_

#include <string>
#include <vector>

namespace unknot::embedded {

// Everything wrong with the knowledge in `folder`, as "file:line: message" in
// order of file and line. Empty means that a service would load it.
std::vector<std::string> CheckKnowledge(const std::string& folder);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_CHECK_KNOWLEDGE_H_
