// A JSON body, or one of another format that was written as JSON, as a tree, read lazily: children are scanned when a
// node is opened, a batch at a time. Values are shown as the raw tokens of the body. GUI thread; owns a copy of the
// body.
#pragma once

#include "ui/models/filter_setting.h"
#include "ui/models/json_scan.h"
#include "ui/models/rendering.h"

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
    // The same of a body that is known to be JSON.
    void setChecked(std::string body);
    // A body of another format; `rendering` is ok().
    void setRendering(Rendering rendering);
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
    // The bytes as they stand in the body, or in the JSON that was written for it.
    std::string rawValue(const QModelIndex& index) const;
    // A string without its quotes and escapes, else the raw bytes.
    std::string plainValue(const QModelIndex& index) const;
    // Place of the value in the body; {0, 0} for an invalid index.
    std::pair<size_t, size_t> range(const QModelIndex& index) const;
    JsonKind kind(const QModelIndex& index) const;
    // What JSON cannot say of the value: "bytes", "ext 5". Mostly empty.
    QString note(const QModelIndex& index) const;
    // The names and numbers on the way to the value, as a filter names it.
    std::vector<FilterSetting::Step> steps(const QModelIndex& index) const;
    // The innermost value that this byte of the body belongs to. Fetches what lies before it, at most kFetchMax rows.
    QModelIndex indexAt(size_t byte);
    static constexpr int kFetchMax = 20'000;

private:
    struct Node;
    Node* node(const QModelIndex& index) const;
    QString shownValue(const Node& node) const;
    void setRoot(std::string body);
    const Rendering::Place* place(const Node& node) const;
    std::pair<size_t, size_t> wholeRange(const Node& node) const;

    std::string m_body;
    Rendering m_rendering; // of another format; its json is m_body
    bool m_rendered = false;
    std::unique_ptr<Node> m_top; // its only child is the document's value
};

} // namespace tapedeck
