// Trained models in a file, so that a program need not train at every start.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_STORED_MODEL_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_STORED_MODEL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "chatbot/understanding/intent_model.h"
#include "chatbot/understanding/language_pack.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::understanding {

// Tells apart all that a model depends on: the pack, the knowledge base and the
// way texts become features.
uint64_t ModelKey(const LoadedPack& pack,
                  const knowledge::v1::KnowledgeBase& knowledge);

// Writes the models to a file at `path`, which appears whole or not at all.
// `signs` may be null. Makes its folder. Unavailable where it cannot be
// written.
absl::Status StoreModels(const IntentModel& intents, const Classifier* signs,
                         uint64_t key, const std::string& path);

// Null where nothing is stored.
struct TrainedModels {
  std::unique_ptr<const IntentModel> intents;
  std::unique_ptr<const Classifier> signs;
};

// The models of the file at `path`. Both are null where there is no such file,
// where it was made with another key, or where a byte of it is not as it was
// written.
TrainedModels ReadStoredModels(const std::string& path, uint64_t key);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_STORED_MODEL_H_
