// The fields of messages that tables show as columns of their own: `json.order.total`, `headers.region`. Each is there
// once. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>
#include <QStringList>

namespace tapedeck {

class FieldColumns : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<Field>& fields() const { return m_fields; }
    QStringList texts() const;
    bool contains(const QString& text) const;
    // A sentence about why it cannot be added; empty: it is there now, or was before.
    QString add(const QString& text);
    void remove(const QString& text);
    // What was kept of an earlier time; what is no longer understood is left out.
    void setTexts(const QStringList& texts);

Q_SIGNALS:
    void changed();

private:
    QString take(const QString& text);

    std::vector<Field> m_fields;
};

} // namespace tapedeck
