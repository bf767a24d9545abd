// Which methods the gateway has, and who answers them.
#ifndef UNKNOT_CHATBOT_GATEWAY_METHODS_H_
#define UNKNOT_CHATBOT_GATEWAY_METHODS_H_

#include <functional>
#include <memory>

#include "chatbot/dialogue/chat.h"
#include "chatbot/gateway/method_table.h"
#include "services/runtime/executor.h"

namespace grpc {
class Channel;
}

namespace unknot::gateway {

// Gives the chat to use for one request. Asked anew for each, so that another
// can take its place while requests are being answered. Safe from any thread.
using ChatSource = std::function<std::shared_ptr<const dialogue::Chat>()>;

// Adds all of ChatService. Messages are answered on `executor`, which must
// outlive the table.
void AddChatMethods(ChatSource chat, runtime::Executor& executor,
                    MethodTable* table);

// Adds the methods of the directory that only read and that show nothing but
// what everybody may see: not ListTherapists, which lists lapsed licences too.
void AddDirectoryMethods(std::shared_ptr<grpc::Channel> directory,
                         MethodTable* table);

// Adds the methods of the knowledge service, except the stream.
void AddKnowledgeMethods(std::shared_ptr<grpc::Channel> recommendation,
                         MethodTable* table);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_METHODS_H_
