// Describes the methods to tools and people that read OpenAPI 3.1, from the
// protos and the comments in them.
#ifndef UNKNOT_CHATBOT_GATEWAY_OPENAPI_H_
#define UNKNOT_CHATBOT_GATEWAY_OPENAPI_H_

#include <string>

#include "chatbot/gateway/method_table.h"

namespace unknot::gateway {

// Returns the document as JSON: a path for each method of `table`, with POST
// and, where the method has it, GET; a schema for each message and enumeration
// that they lead to. Takes some milliseconds.
std::string OpenApiJson(const MethodTable& table);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_OPENAPI_H_
