#include "ui/models/window_context.h"

#include "ui/models/plain_text.h"

namespace tapedeck {

bool Messages::check(const ActionAnswer& answer)
{
    if (!answer.status)
        Q_EMIT failed(shownText(answer.status.error().text));
    return answer.status.ok();
}

} // namespace tapedeck
