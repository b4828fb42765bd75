#include "ui/panels/name_box.h"

#include "ui/client/engine_client.h"
#include "ui/models/plain_text.h"

#include <QComboBox>

#include <algorithm>

namespace tapedeck {

static constexpr size_t kNamesOffered = 200;

static int placeOf(const QComboBox& box, const QString& shown)
{
    return box.findText(shown, Qt::MatchFixedString | Qt::MatchCaseSensitive);
}

void offerName(QComboBox& box, const std::string& name)
{
    if (const QString shown = shownText(name); !name.empty() && placeOf(box, shown) < 0)
        box.addItem(shown, QByteArray::fromStdString(name));
}

void offerQueues(QComboBox& box, const Snapshot& now)
{
    for (size_t i = 0; i < std::min(now.queues.size(), kNamesOffered); ++i)
        offerName(box, now.queues[i]->name);
}

void offerExchanges(QComboBox& box, const Snapshot& now)
{
    for (size_t i = 0; i < std::min(now.exchanges.size(), kNamesOffered); ++i)
        offerName(box, now.exchanges[i]->name);
}

void showName(QComboBox& box, const std::string& name)
{
    const QString shown = shownText(name);
    if (shown != QString::fromStdString(name)) // what is typed would be another name
        offerName(box, name);
    box.setEditText(shown);
}

std::string nameIn(const QComboBox& box)
{
    const QString text = box.currentText();
    const int known = placeOf(box, text);
    return known >= 0 ? box.itemData(known).toByteArray().toStdString() : text.toStdString();
}

} // namespace tapedeck
