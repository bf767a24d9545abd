// A file that is served from memory: read or made once, then only sent.
#ifndef UNKNOT_CHATBOT_GATEWAY_STORED_FILE_H_
#define UNKNOT_CHATBOT_GATEWAY_STORED_FILE_H_

#include <memory>
#include <string>

#include "chatbot/gateway/http_message.h"

namespace unknot::gateway {

// Immutable, so safe to use from any thread.
class StoredFile {
 public:
  // `type` is its Content-Type.
  StoredFile(std::string type, std::string content);

  // Answers a GET or HEAD: the content, compressed for those who take it; 304
  // to those who have it; 405 for other methods. Pages of any site may read it.
  HttpResponse Answer(const HttpRequest& request) const;

 private:
  const std::string type_;
  const std::string tag_;
  const std::shared_ptr<const std::string> content_;
  // Null where compression does not help.
  const std::shared_ptr<const std::string> compressed_;
};

// Refuses whatever would do more than read.
HttpResponse RefuseToWrite();

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_STORED_FILE_H_
