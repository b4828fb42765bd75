// The model of the queue tree over a fake engine with queues of given names, and what it shows as lines of text, for
// tests of grouping. GUI thread.
#pragma once

#include "tests/support/fake_observer.h"
#include "ui/client/engine_client.h"
#include "ui/models/queue_tree_model.h"

#include <QAbstractItemModelTester>

#include <memory>

namespace tapedeck {

struct QueueTreeRig {
    enum Watched { unwatched, watched };

    FakeObserver fake;
    EngineClient client;
    std::unique_ptr<QueueTreeModel> model;
    std::unique_ptr<QAbstractItemModelTester> tester; // of a watched one; it looks at every row

    explicit QueueTreeRig(const QStringList& names, QueueTreeModel::Grouping grouping = QueueTreeModel::Grouping::dot,
        Watched how = watched)
    {
        for (const QString& name : names)
            fake.addQueue(name.toStdString(), 10);
        fake.tick();
        client.setObserver(&fake);
        model = std::make_unique<QueueTreeModel>(client);
        if (how == watched)
            tester = std::make_unique<QAbstractItemModelTester>(
                model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        model->setGrouping(grouping);
    }
    ~QueueTreeRig() { client.setObserver(nullptr); }

    // "orders." > "eu" > "billing" as "orders.|  eu|    billing".
    QStringList rows(const QModelIndex& above = {}, const QString& indent = {}) const
    {
        QStringList out;
        for (int row = 0; row < model->rowCount(above); ++row) {
            const QModelIndex index = model->index(row, 0, above);
            out << indent + index.data().toString();
            out += rows(index, indent + QStringLiteral("  "));
        }
        return out;
    }
};

inline QStringList textList(std::initializer_list<const char*> texts)
{
    QStringList out;
    for (const char* text : texts)
        out << QString::fromUtf8(text);
    return out;
}

} // namespace tapedeck
