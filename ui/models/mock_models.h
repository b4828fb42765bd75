// The tables of faults, responders and expectations. GUI thread.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/rows_model.h"

namespace tapedeck {

using FaultModel = RowsModel<FaultView>;
using ResponderModel = RowsModel<ResponderView>;
using ExpectationModel = RowsModel<ExpectationView>;

namespace fault_column {
enum { name, state, what, where, when, filter, seen, hits, held, overLimit };
}
namespace responder_column {
enum { name, state, where, filter, to, seen, answered, waiting, loops, limited, failed };
}
namespace expectation_column {
enum { state, expectation, reason, queue, count, seen, took };
}

FaultModel* makeFaultModel(QObject* parent);
ResponderModel* makeResponderModel(QObject* parent);
ExpectationModel* makeExpectationModel(QObject* parent);

} // namespace tapedeck
