// A JSON body as a tree, read lazily: children are scanned when a node is opened, a batch at a time. Values are shown
// as the raw tokens of the body. GUI thread; owns a copy of the body.
#pragma once

#include "ui/models/json_scan.h"

#include <QAbstractItemModel>

#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

class JsonTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { keyColumn, valueColumn, columnCount_ };
    // Rows fetched at once: more than a screen, little enough for one frame.
    static constexpr int kBatch = 500;

    explicit JsonTreeModel(QObject* parent = nullptr);
    ~JsonTreeModel() override;

    // Empty when `body` is no JSON; says why.
    std::optional<JsonError> setBody(std::string body);
    void clear();

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // $.items[3]["odd name"]
    QString path(const QModelIndex& index) const;
    // The bytes as they stand in the body.
    std::string rawValue(const QModelIndex& index) const;
    // A string without its quotes and escapes, else the raw bytes.
    std::string plainValue(const QModelIndex& index) const;
    // Place of the value in the body; {0, 0} for an invalid index.
    std::pair<size_t, size_t> range(const QModelIndex& index) const;
    JsonKind kind(const QModelIndex& index) const;

private:
    struct Node;
    Node* node(const QModelIndex& index) const;
    QString shownValue(const Node& node) const;

    std::string m_body;
    std::unique_ptr<Node> m_top; // its only child is the document's value
};

} // namespace tapedeck
