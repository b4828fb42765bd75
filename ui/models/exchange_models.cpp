#include "ui/models/exchange_models.h"

#include "ui/models/number_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace tapedeck {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ExchangeModels", text);
}

QString nanosText(double nanos)
{
    if (nanos <= 0)
        return QStringLiteral("\u2013");
    return nanos < 1000 ? tr("%1 ns").arg(QLocale().toString(nanos, 'f', 0))
                        : durationText(static_cast<int64_t>(nanos / 1000));
}

QString modeText(const FqClientView& client)
{
    if (!client.hasData)
        return tr("no data connection");
    return client.peer ? tr("broker") : tr("client");
}

// A column of counters.
template <typename Row>
typename RowsModel<Row>::Column counter(const QString& title, const QString& toolTip, uint64_t Row::*member)
{
    return {title, toolTip, [member](const Row& row) { return groupedText(row.*member); },
        [member](const Row& row) { return QVariant(static_cast<qulonglong>(row.*member)); }, true};
}

template <typename Row>
typename RowsModel<Row>::Column octets(const QString& title, const QString& toolTip, uint64_t Row::*member)
{
    auto column = counter<Row>(title, toolTip, member);
    column.text = [member](const Row& row) { return bytesText(row.*member); };
    return column;
}

} // namespace

QString keptText(const BindingView& binding)
{
    const QString kept = binding.permanent ? tr("permanent") : tr("transient");
    return binding.peer ? tr("%1, peer").arg(kept) : kept;
}

BindingModel* makeBindingModel(QObject* parent)
{
    return new BindingModel(
        {{tr("Id"), {}, [](const BindingView& b) { return QString::number(b.id); },
             [](const BindingView& b) { return QVariant(b.id); }, true},
            {tr("Queue"), {}, [](const BindingView& b) { return shownText(b.queue); }, {}, false},
            {tr("Program"), {}, [](const BindingView& b) { return shownText(b.program); }, {}, false},
            {tr("Kept"), tr("A permanent binding comes back at the next start"), keptText, {}, false},
            counter<BindingView>(
                tr("Evaluations"), tr("How often the program was asked about a message"), &BindingView::invocations),
            {tr("Time"), tr("Average time of one evaluation"),
                [](const BindingView& b) { return nanosText(b.averageNanos); },
                [](const BindingView& b) { return QVariant(b.averageNanos); }, true}},
        binding_column::kept, [](const BindingView& a, const BindingView& b) { return a.id == b.id; }, parent);
}

FqClientModel* makeFqClientModel(QObject* parent)
{
    using C = FqClientView;
    return new FqClientModel(
        {{tr("User"), {}, [](const C& c) { return shownText(c.user); }, {}, false},
            {tr("Queue"), {}, [](const C& c) { return shownText(c.queue); }, {}, false},
            {tr("Address"), {}, [](const C& c) { return shownText(c.address); }, {}, false},
            {tr("Mode"), {}, modeText, {}, false}, counter<C>(tr("In"), tr("Messages it published"), &C::messagesIn),
            octets<C>(tr("Bytes in"), tr("Bytes of what it published"), &C::octetsIn),
            counter<C>(tr("Routed"), tr("Copies that went to queues"), &C::routed),
            counter<C>(tr("Dropped"), tr("Copies that found their queue full"), &C::dropped),
            counter<C>(tr("No route"), tr("Messages that no queue wanted"), &C::noRoute),
            counter<C>(tr("No exchange"), tr("Messages for exchanges that are not there"), &C::noExchange),
            counter<C>(tr("Too large"), tr("Messages beyond the limit"), &C::sizeDropped),
            counter<C>(tr("Out"), tr("Messages it was given"), &C::messagesOut),
            octets<C>(tr("Bytes out"), tr("Bytes of what it was given"), &C::octetsOut)},
        client_column::mode,
        [](const C& a, const C& b) { return a.address == b.address && a.queue == b.queue && a.user == b.user; },
        parent);
}

UpstreamModel* makeUpstreamModel(QObject* parent)
{
    using U = UpstreamView;
    return new UpstreamModel(
        {{tr("Broker"), {}, [](const U& u) { return shownText(u.row.host + ':' + std::to_string(u.row.port)); }, {},
             false},
            {tr("Exchange"), tr("There and here"), [](const U& u) { return shownText(u.row.exchange); }, {}, false},
            {tr("State"), {},
                [](const U& u) {
                    return u.problem.empty() ? shownText(u.state)
                                             : tr("%1: %2").arg(shownText(u.state), shownText(u.problem));
                },
                {}, false},
            counter<U>(tr("Messages"), tr("That came since the start"), &U::messages),
            {tr("Program"), {}, [](const U& u) { return shownText(u.row.program); }, {}, false},
            {tr("Source"), tr("User, queue and type there"), [](const U& u) { return shownText(u.row.source); }, {},
                false},
            {tr("Binding there"), {},
                [](const U& u) { return u.row.permanentBinding ? tr("permanent") : tr("transient"); }, {}, false}},
        upstream_column::state, [](const U& a, const U& b) { return a.id == b.id; }, parent);
}

ExchangeModel* makeExchangeModel(QObject* parent)
{
    using E = std::shared_ptr<const ExchangeView>;
    return new ExchangeModel(
        {{tr("Exchange"), {}, [](const E& e) { return shownText(e->name); }, {}, false,
            [](const E& e) { return tr("Exchange %1: %2").arg(shownText(e->name), countersText(*e)); }}},
        0, [](const E& a, const E& b) { return a->name == b->name; }, parent);
}

QString sharedQueueText(const SharedQueueView& queue)
{
    const QString clients = queue.members == 1 ? tr("1 client") : tr("%1 clients").arg(groupedText(queue.members));
    return tr("fq: %1, %2, room for %3, %4, %5")
        .arg(queue.isPublic ? tr("public") : tr("private"),
            queue.block ? tr("holds publishers up when full") : tr("drops when full"), groupedText(queue.backlog),
            queue.permanent ? tr("permanent") : tr("transient"), clients);
}

QString countersText(const ExchangeView& exchange)
{
    QStringList parts{messagesText(exchange.messages)};
    if (const QString rate = rateText(exchange.publishedPerSecond); !rate.isEmpty())
        parts << rate;
    parts << bytesText(exchange.octets) << tr("%1 routed").arg(groupedText(exchange.routed));
    if (exchange.dropped)
        parts << tr("%1 dropped").arg(groupedText(exchange.dropped));
    if (exchange.noRoute)
        parts << tr("%1 without a queue").arg(groupedText(exchange.noRoute));
    return parts.join(QStringLiteral(" \u00b7 "));
}

} // namespace tapedeck
