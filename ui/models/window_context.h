// What every panel is given: references to the few objects they share. Made by the main window, outlives all panels.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/current.h"
#include "ui/models/filter_setting.h"
#include "ui/models/time_text.h"
#include "ui/models/undo_list.h"

#include <QObject>
#include <QString>

namespace tapedeck {

// Where panels say what happened; the status bar or a notice shows it.
class Messages : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void say(const QString& text) { Q_EMIT said(text); }
    void fail(const QString& text) { Q_EMIT failed(text); }
    // Says the error of an answer, if it is one. Returns whether it was fine.
    bool check(const ActionAnswer& answer);

Q_SIGNALS:
    void said(const QString& text);
    void failed(const QString& text);
};

struct WindowContext {
    EngineClient& client;
    Current& current;
    UndoList& undo;
    ZoneSetting& zone;
    Messages& messages;
    FilterSetting& filter;
};

} // namespace tapedeck
