// The readers behind MakeRowReader. Inside of exchange/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READERS_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READERS_H_

#include <memory>

#include "services/directory/exchange/reader.h"

namespace unknot::directory {

std::unique_ptr<RowReader> MakeCsvReader(ByteSource& source);
std::unique_ptr<RowReader> MakeNdjsonReader(ByteSource& source);
std::unique_ptr<RowReader> MakeNppesReader(ByteSource& source);
std::unique_ptr<RowReader> MakeFhirReader(ByteSource& source);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READERS_H_
