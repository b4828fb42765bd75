#include "ui/models/action_catalogue.h"

#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/models/translation.h"

#include <QTextDocument>

#include <algorithm>

namespace tapedeck {
namespace {

// "Save a &copy…" becomes "save-a-copy". From the text in the program's own language, so that the name stays the same
// in every other.
QString slug(const QString& text)
{
    QString out;
    for (const QChar c : sourceText(text).remove(QLatin1Char('&')).toLower())
        if (c.isLetterOrNumber())
            out += c;
        else if (!out.isEmpty() && !out.endsWith(QLatin1Char('-')))
            out += QLatin1Char('-');
    while (out.endsWith(QLatin1Char('-')))
        out.chop(1);
    return out;
}

// The widgets that an action is on, menus aside: where its keys are heard if they are not heard everywhere.
QList<QObject*> places(const QAction& action)
{
    QList<QObject*> out;
    for (QObject* object : action.associatedObjects())
        if (object->isWidgetType() && !object->inherits("QMenu") && !object->inherits("QToolBar"))
            out.append(object);
    return out;
}

bool isInside(const QObject* inner, const QObject* outer)
{
    while (inner && inner != outer)
        inner = inner->parent();
    return inner != nullptr;
}

bool heardEverywhere(const QAction& action)
{
    return action.shortcutContext() == Qt::WindowShortcut || action.shortcutContext() == Qt::ApplicationShortcut;
}

// Whether there is a place where both are heard.
bool meet(const QAction& a, const QAction& b)
{
    if (heardEverywhere(a) || heardEverywhere(b))
        return true;
    for (const QObject* x : places(a))
        for (const QObject* y : places(b)) {
            const bool xWide = a.shortcutContext() == Qt::WidgetWithChildrenShortcut;
            const bool yWide = b.shortcutContext() == Qt::WidgetWithChildrenShortcut;
            if (x == y || (xWide && isInside(y, x)) || (yWide && isInside(x, y)))
                return true;
        }
    return false;
}

// Keys clash if one is the beginning of the other, too: Qt would wait for the rest.
bool clash(const QKeySequence& a, const QKeySequence& b)
{
    return !a.isEmpty() && !b.isEmpty()
        && (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
}

} // namespace

void ActionCatalogue::add(QAction* action, const QString& path, const QString& context)
{
    if (Entry* known = m_byAction.value(action)) {
        if (known->path.isEmpty())
            known->path = path;
        return;
    }
    QString id = action->objectName();
    if (id.isEmpty())
        id = QStringLiteral("%1.%2").arg(context, slug(action->text()));
    QString unique = id;
    for (int n = 2; m_byId.contains(unique); ++n)
        unique = QStringLiteral("%1-%2").arg(id).arg(n);
    auto entry = std::make_unique<Entry>();
    entry->action = action;
    entry->id = unique;
    entry->path = path;
    entry->defaults = action->shortcuts();
    if (action->toolTip() != plainText(*action) && action->toolTip() != action->text())
        entry->ownToolTip = action->toolTip();
    action->setObjectName(unique);
    Entry* raw = entry.get();
    m_entries.push_back(std::move(entry));
    m_byAction.insert(action, raw);
    m_byId.insert(unique, raw);
    if (const auto chosen = setting::keysOf(unique))
        action->setShortcuts(*chosen);
    refreshToolTip(*raw);
    connect(action, &QAction::changed, this, [this, raw] { refreshToolTip(*raw); });
    connect(action, &QObject::destroyed, this, [this, action] { m_byAction.remove(action); });
}

void ActionCatalogue::addPassing(QAction* action, const QString& path)
{
    if (m_byAction.contains(action))
        return;
    auto entry = std::make_unique<Entry>();
    entry->action = action;
    entry->path = path;
    m_byAction.insert(action, entry.get());
    connect(action, &QObject::destroyed, this, [this, action] { m_byAction.remove(action); });
    m_entries.push_back(std::move(entry));
}

void ActionCatalogue::clearPassing()
{
    for (const auto& entry : m_entries)
        if (entry->id.isEmpty() && entry->action) {
            m_byAction.remove(entry->action);
            disconnect(entry->action, nullptr, this, nullptr);
        }
    std::erase_if(m_entries, [](const auto& entry) { return entry->id.isEmpty(); });
}

std::vector<const ActionCatalogue::Entry*> ActionCatalogue::entries() const
{
    std::vector<const Entry*> out;
    for (const auto& entry : m_entries)
        if (entry->action)
            out.push_back(entry.get());
    return out;
}

const ActionCatalogue::Entry* ActionCatalogue::find(const QString& id) const
{
    const Entry* entry = m_byId.value(id);
    return entry && entry->action ? entry : nullptr;
}

const ActionCatalogue::Entry* ActionCatalogue::of(const QAction* action) const
{
    return m_byAction.value(action);
}

ActionCatalogue::Entry* ActionCatalogue::findOwn(const QString& id)
{
    Entry* entry = m_byId.value(id);
    return entry && entry->action ? entry : nullptr;
}

std::vector<const ActionCatalogue::Entry*> ActionCatalogue::clashes(
    const Entry& entry, const QList<QKeySequence>& keys) const
{
    std::vector<const Entry*> out;
    for (const auto& other : m_entries) {
        if (other.get() == &entry || !other->action || !entry.action || !meet(*other->action, *entry.action))
            continue;
        const QList<QKeySequence> theirs = other->action->shortcuts();
        if (std::any_of(theirs.begin(), theirs.end(), [&](const QKeySequence& their) {
                return std::any_of(
                    keys.begin(), keys.end(), [&](const QKeySequence& key) { return clash(key, their); });
            }))
            out.push_back(other.get());
    }
    return out;
}

void ActionCatalogue::apply(Entry& entry, const QList<QKeySequence>& keys)
{
    entry.action->setShortcuts(keys);
    refreshToolTip(entry);
}

void ActionCatalogue::keep(const Entry& entry, const QList<QKeySequence>& keys)
{
    setting::setKeysOf(entry.id, keys == entry.defaults ? std::nullopt : std::optional(keys));
}

void ActionCatalogue::settle()
{
    for (const auto& entry : m_entries) {
        if (!entry->action || !changed(*entry))
            continue;
        for (const Entry* other : clashes(*entry, entry->action->shortcuts()))
            if (!changed(*other)) {
                QList<QKeySequence> keys = other->action->shortcuts();
                keys.removeIf([&](const QKeySequence& key) {
                    const QList<QKeySequence> mine = entry->action->shortcuts();
                    return std::any_of(mine.begin(), mine.end(), [&](const QKeySequence& m) { return clash(key, m); });
                });
                other->action->setShortcuts(keys);
            }
    }
}

bool ActionCatalogue::setKeys(const QString& id, const QList<QKeySequence>& keys)
{
    Entry* entry = findOwn(id);
    if (!entry || !clashes(*entry, keys).empty())
        return false;
    apply(*entry, keys);
    keep(*entry, keys);
    Q_EMIT keysChanged();
    return true;
}

bool ActionCatalogue::reset(const QString& id)
{
    const Entry* entry = find(id);
    return entry && setKeys(id, entry->defaults);
}

void ActionCatalogue::resetAll()
{
    for (const auto& entry : m_entries)
        if (entry->action && !entry->id.isEmpty()) {
            apply(*entry, entry->defaults);
            keep(*entry, entry->defaults);
        }
    Q_EMIT keysChanged();
}

void ActionCatalogue::reload()
{
    for (const auto& entry : m_entries)
        if (entry->action && !entry->id.isEmpty())
            apply(*entry, setting::keysOf(entry->id).value_or(entry->defaults));
    settle();
    Q_EMIT keysChanged();
}

bool ActionCatalogue::changed(const Entry& entry) const
{
    return entry.action && entry.action->shortcuts() != entry.defaults;
}

QString ActionCatalogue::plainText(const QAction& action)
{
    // "&&" is a real ampersand, "&" a mnemonic.
    QString out;
    const QString text = action.text();
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('&') && i + 1 < text.size())
            ++i;
        out += text[i];
    }
    return out;
}

QString ActionCatalogue::fullText(const Entry& entry)
{
    const QString text = plainText(*entry.action);
    return entry.path.isEmpty() ? text : QStringLiteral("%1 \u203a %2").arg(entry.path, text);
}

void ActionCatalogue::refreshToolTip(Entry& entry)
{
    if (m_settingToolTip || !entry.action)
        return;
    m_settingToolTip = true;
    if (!entry.shownToolTip.isEmpty() && entry.action->toolTip() != entry.shownToolTip)
        entry.ownToolTip = entry.action->toolTip(); // it means something else now
    // A key that the maker of the tooltip wrote into it would be wrong as soon as another is chosen.
    QString own = entry.ownToolTip;
    for (const QKeySequence& keys : entry.defaults)
        own.remove(QStringLiteral(" (%1)").arg(keys.toString(QKeySequence::NativeText)));
    const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
    const QString what = own.isEmpty() ? plainText(*entry.action) : own;
    const QString text = keys.isEmpty() ? what : QStringLiteral("%1 (%2)").arg(what, keys);
    entry.shownToolTip = Qt::mightBeRichText(text) ? toolTipText(text) : text;
    entry.action->setToolTip(entry.shownToolTip);
    m_settingToolTip = false;
}

} // namespace tapedeck
