#include "ui/models/json_tree_model.h"

#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

// Longest string drawn in a cell; the text view shows all of it.
static constexpr size_t kShownBytes = 2000;

struct JsonTreeModel::Node {
    JsonToken token;
    Node* parent = nullptr;
    int row = 0;
    bool container = false;
    bool exhausted = true; // all members have been scanned
    JsonMembers members;
    std::vector<std::unique_ptr<Node>> children;
};

JsonTreeModel::JsonTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_top(std::make_unique<Node>())
{
}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::clear()
{
    beginResetModel();
    m_body.clear();
    m_rendering = {};
    m_rendered = false;
    m_top = std::make_unique<Node>();
    endResetModel();
}

static void prepare(auto& node, std::string_view body)
{
    node.container = node.token.kind == JsonKind::object || node.token.kind == JsonKind::array;
    if (!node.container)
        return;
    // A container without members has none to fetch.
    JsonMembers probe(body, node.token);
    JsonToken ignored;
    node.exhausted = !probe.next(ignored);
    node.members = JsonMembers(body, node.token);
}

std::optional<JsonError> JsonTreeModel::setBody(std::string body)
{
    clear();
    if (auto error = checkJson(body))
        return error;
    setRoot(std::move(body));
    return std::nullopt;
}

void JsonTreeModel::setChecked(std::string body)
{
    clear();
    setRoot(std::move(body));
}

void JsonTreeModel::setRendering(Rendering rendering)
{
    clear();
    m_rendered = true;
    std::string json = std::move(rendering.json);
    m_rendering = std::move(rendering);
    setRoot(std::move(json));
}

void JsonTreeModel::setRoot(std::string body)
{
    beginResetModel();
    m_body = std::move(body);
    auto root = std::make_unique<Node>();
    root->token = jsonRoot(m_body);
    root->parent = m_top.get();
    prepare(*root, m_body);
    m_top->children.push_back(std::move(root));
    endResetModel();
}

// Of a body of another format; null for JSON.
const Rendering::Place* JsonTreeModel::place(const Node& n) const
{
    return m_rendered ? m_rendering.at(n.token.begin) : nullptr;
}

QString JsonTreeModel::note(const QModelIndex& index) const
{
    const Rendering::Place* at = index.isValid() ? place(*node(index)) : nullptr;
    return at ? shownText(at->note) : QString();
}

JsonTreeModel::Node* JsonTreeModel::node(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_top.get();
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node* above = node(parent);
    if (row < 0 || row >= static_cast<int>(above->children.size()) || column < 0 || column >= columnCount_
        || parent.column() > 0)
        return {};
    return createIndex(row, column, above->children[static_cast<size_t>(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex& index) const
{
    Node* above = index.isValid() ? node(index)->parent : nullptr;
    return above && above != m_top.get() ? createIndex(above->row, 0, above) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

int JsonTreeModel::columnCount(const QModelIndex&) const
{
    return columnCount_;
}

bool JsonTreeModel::hasChildren(const QModelIndex& parent) const
{
    const Node* n = node(parent);
    return parent.column() <= 0 && (!n->children.empty() || !n->exhausted);
}

bool JsonTreeModel::canFetchMore(const QModelIndex& parent) const
{
    return parent.column() <= 0 && !node(parent)->exhausted;
}

void JsonTreeModel::fetchMore(const QModelIndex& parent)
{
    Node* above = node(parent);
    std::vector<std::unique_ptr<Node>> batch;
    JsonToken token;
    while (static_cast<int>(batch.size()) < kBatch && !above->exhausted) {
        if (!above->members.next(token)) {
            above->exhausted = true;
            break;
        }
        auto child = std::make_unique<Node>();
        child->token = token;
        child->parent = above;
        child->row = static_cast<int>(above->children.size() + batch.size());
        prepare(*child, m_body);
        batch.push_back(std::move(child));
    }
    if (batch.empty())
        return;
    const int first = static_cast<int>(above->children.size());
    beginInsertRows(parent, first, first + static_cast<int>(batch.size()) - 1);
    std::move(batch.begin(), batch.end(), std::back_inserter(above->children));
    endInsertRows();
}

QString JsonTreeModel::shownValue(const Node& n) const
{
    const std::string_view raw = std::string_view(m_body).substr(n.token.begin, n.token.end - n.token.begin);
    if (n.token.kind == JsonKind::object)
        return n.exhausted && n.children.empty() ? QStringLiteral("{}") : QStringLiteral("{\u2026}");
    if (n.token.kind == JsonKind::array)
        return n.exhausted && n.children.empty() ? QStringLiteral("[]") : QStringLiteral("[\u2026]");
    return shownText(raw, Lines::single, kShownBytes);
}

QVariant JsonTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Node& n = *node(index);
    if (role == Qt::ToolTipRole)
        return toolTipText(path(index));
    if (role == Qt::AccessibleTextRole)
        return QStringLiteral("%1: %2").arg(path(index), shownValue(n));
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == valueColumn) {
        const QString said = note(index);
        return said.isEmpty() ? shownValue(n) : QStringLiteral("%1  (%2)").arg(shownValue(n), said);
    }
    if (n.parent == m_top.get())
        return QStringLiteral("$");
    if (n.token.keyEnd == 0)
        return QStringLiteral("[%1]").arg(n.row);
    const std::string_view key = std::string_view(m_body).substr(n.token.keyBegin, n.token.keyEnd - n.token.keyBegin);
    return shownText(jsonStringValue(key), Lines::single, kShownBytes);
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == keyColumn ? tr("Name") : tr("Value");
}

QString JsonTreeModel::path(const QModelIndex& index) const
{
    QString out;
    for (const Node* n = index.isValid() ? node(index) : nullptr; n && n != m_top.get(); n = n->parent) {
        if (n->parent == m_top.get()) {
            out.prepend(QLatin1Char('$'));
        } else if (n->token.keyEnd == 0) {
            out.prepend(QStringLiteral("[%1]").arg(n->row));
        } else {
            const std::string_view raw =
                std::string_view(m_body).substr(n->token.keyBegin, n->token.keyEnd - n->token.keyBegin);
            const std::string key = jsonStringValue(raw);
            const bool word = !key.empty() && !std::isdigit(static_cast<unsigned char>(key[0]))
                && std::all_of(key.begin(), key.end(),
                    [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; });
            out.prepend(word ? QLatin1Char('.') + QString::fromStdString(key)
                             : QLatin1Char('[') + shownText(raw) + QLatin1Char(']'));
        }
    }
    return out;
}

std::pair<size_t, size_t> JsonTreeModel::range(const QModelIndex& index) const
{
    if (!index.isValid())
        return {0, 0};
    const Node& n = *node(index);
    if (m_rendered) {
        const Rendering::Place* at = place(n);
        return at ? std::pair(at->from, at->to) : std::pair<size_t, size_t>(0, 0);
    }
    return {n.token.begin, n.token.end};
}

// With its name, where that is next to it.
std::pair<size_t, size_t> JsonTreeModel::wholeRange(const Node& n) const
{
    if (!m_rendered)
        return {n.token.keyEnd != 0 ? n.token.keyBegin : n.token.begin, n.token.end};
    const Rendering::Place* at = place(n);
    return at ? std::pair(at->from, at->to) : std::pair<size_t, size_t>(0, 0);
}

std::vector<FilterSetting::Step> JsonTreeModel::steps(const QModelIndex& index) const
{
    std::vector<FilterSetting::Step> out;
    const Node* n = index.isValid() ? node(index) : m_top.get();
    for (; n != m_top.get() && n->parent != m_top.get(); n = n->parent) {
        if (n->token.keyEnd == 0)
            out.push_back({{}, n->row});
        else
            out.push_back({jsonStringValue(
                               std::string_view(m_body).substr(n->token.keyBegin, n->token.keyEnd - n->token.keyBegin)),
                -1});
    }
    std::reverse(out.begin(), out.end());
    return out;
}

QModelIndex JsonTreeModel::indexAt(size_t byte)
{
    QModelIndex at = index(0, 0);
    if (!at.isValid() || byte < wholeRange(*node(at)).first || byte >= wholeRange(*node(at)).second)
        return at;
    int fetched = 0;
    for (bool found = true; found;) {
        found = false;
        const Node* above = node(at);
        // The last child that begins at or before the byte.
        while (canFetchMore(at) && fetched < kFetchMax
            && (above->children.empty() || wholeRange(*above->children.back()).second <= byte)) {
            const size_t before = above->children.size();
            fetchMore(at);
            fetched += static_cast<int>(above->children.size() - before);
        }
        const auto& all = above->children;
        const auto behind = std::partition_point(
            all.begin(), all.end(), [&](const auto& child) { return wholeRange(*child).first <= byte; });
        if (behind != all.begin() && byte < wholeRange(**std::prev(behind)).second) {
            at = index((*std::prev(behind))->row, 0, at);
            found = true;
        }
    }
    return at;
}

std::string JsonTreeModel::rawValue(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const JsonToken& token = node(index)->token; // not range(), which is of the body that was rendered
    return m_body.substr(token.begin, token.end - token.begin);
}

std::string JsonTreeModel::plainValue(const QModelIndex& index) const
{
    return kind(index) == JsonKind::string ? jsonStringValue(rawValue(index)) : rawValue(index);
}

JsonKind JsonTreeModel::kind(const QModelIndex& index) const
{
    return index.isValid() ? node(index)->token.kind : JsonKind::null;
}

} // namespace tapedeck
