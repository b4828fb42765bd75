#include "ui/panels/endpoint_bar.h"

#include "ui/models/plain_text.h"
#include "ui/panels/endpoint_text.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace tapedeck {

EndpointBar::EndpointBar(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_layout(new QHBoxLayout(this))
    , m_where(new QLabel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_where->setTextFormat(Qt::PlainText);
    m_where->hide();
    m_layout->addWidget(m_where);
    connect(&context.client, &EngineClient::engineChanged, this, &EndpointBar::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &EndpointBar::refresh);
    refresh();
}

void EndpointBar::copy(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
    m_context.messages.say(tr("Copied: %1").arg(text));
}

void EndpointBar::setRemote(const QString& address)
{
    m_remote = address;
    m_where->setText(tr("Broker at %1").arg(address));
    m_where->setToolTip(
        tr("This window shows an engine that runs at %1; the ports are those over there.").arg(address));
    m_where->setVisible(!address.isEmpty());
    m_shown.clear();
    refresh();
}

// What listens on all addresses over there is reached under the one that has led there.
QString EndpointBar::reachable(const QString& address) const
{
    const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
    const QString host = address.left(colon);
    if (m_remote.isEmpty() || (host != QLatin1String("0.0.0.0") && host != QLatin1String("[::]")))
        return address;
    return m_remote.left(m_remote.lastIndexOf(QLatin1Char(':'))) + address.mid(colon);
}

// One button for a protocol, however many addresses it has: localhost is two.
void EndpointBar::refresh()
{
    QStringList now;
    std::vector<std::pair<QString, QStringList>> protocols;
    for (const Endpoint& endpoint : m_context.client.snapshot()->endpoints) {
        const QString protocol = shownText(endpoint.protocol), address = reachable(shownText(endpoint.address));
        now << protocol + QLatin1Char(' ') + address;
        if (protocols.empty() || protocols.back().first != protocol)
            protocols.emplace_back(protocol, QStringList());
        protocols.back().second << address;
    }
    if (now == m_shown)
        return;
    m_shown = now;
    qDeleteAll(m_buttons);
    m_buttons.clear();
    for (const auto& [protocol, addresses] : protocols)
        m_buttons.append(makeButton(protocol, addresses));
    for (QToolButton* button : m_buttons)
        m_layout->addWidget(button);
}

QToolButton* EndpointBar::makeButton(const QString& protocol, const QStringList& addresses)
{
    const QString first = addresses.first();
    auto* button = new QToolButton(this);
    button->setText(QStringLiteral("%1 %2").arg(protocol, first));
    button->setIcon(themedIcon(QStringLiteral("copy")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setToolTip(tr("Copy %1").arg(first));
    connect(button, &QToolButton::clicked, this, [this, first] { copy(first); });
    auto* menu = new QMenu(button);
    for (const QString& address : addresses) {
        QStringList forms = {address, endpointUrl(protocol, address)};
        if (protocol == QLatin1String("RESP"))
            forms << redisCliLine(address);
        forms << endpointExport(protocol, address);
        forms.removeDuplicates();
        if (address != first)
            menu->addSeparator();
        for (const QString& form : forms)
            menu->addAction(tr("Copy  %1").arg(menuText(form)), this, [this, form] { copy(form); });
    }
    button->setMenu(menu);
    return button;
}

} // namespace tapedeck
