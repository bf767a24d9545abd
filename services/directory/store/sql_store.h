// The store over any SQL database. Inside of store/ only; see open_store.h.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQL_STORE_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQL_STORE_H_

#include <memory>

#include "services/directory/store/sql.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

// `writer` is a connection of `database` whose schema is the present one.
std::unique_ptr<Store> MakeSqlStore(std::unique_ptr<SqlDatabase> database,
                                    std::unique_ptr<SqlConnection> writer);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQL_STORE_H_
