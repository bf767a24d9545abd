// Messages made up at random, for tests against an oracle.
#ifndef UNKNOT_TESTS_GATEWAY_MADE_MESSAGE_H_
#define UNKNOT_TESTS_GATEWAY_MADE_MESSAGE_H_

#include <random>

#include "tests/gateway/json_probe.pb.h"

namespace unknot::gateway {

// Fills some of the fields of *message, which must be empty, and of messages in
// it down to `depth`. The same `random` makes the same message.
void FillAtRandom(std::mt19937& random, int depth, probe::Everything* message);

}  // namespace unknot::gateway

#endif  // UNKNOT_TESTS_GATEWAY_MADE_MESSAGE_H_
