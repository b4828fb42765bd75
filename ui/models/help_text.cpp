#include "ui/models/help_text.h"

#include "ui/models/filter_setting.h"
#include "ui/models/json_scan.h"
#include "ui/models/plain_text.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

// A static library's resources are not there by themselves. Outside of any namespace, as the macro demands.
static void initHelp()
{
    Q_INIT_RESOURCE(help);
}

namespace tapedeck {
namespace {

// Beyond this an example says nothing any more.
constexpr size_t kExampleBytesMax = 60;
// The check of a whole large body would be felt; its first members are as good.
constexpr size_t kScannedMax = 1 << 20;
const QLatin1String kFence("```");

QString title(const char* source)
{
    return QCoreApplication::translate("Help", source);
}

bool needsNoQuotes(const QString& name)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_.:-]+$"));
    return plain.match(name).hasMatch();
}

std::string_view tokenText(std::string_view body, size_t begin, size_t end)
{
    return body.substr(begin, end - begin);
}

void addJsonFilters(QStringList& out, std::string_view body, int most)
{
    if (body.size() > kScannedMax || checkJson(body))
        return;
    const JsonToken root = jsonRoot(body);
    if (root.kind != JsonKind::object)
        return;
    JsonMembers members(body, root);
    JsonToken member;
    while (out.size() < most && members.next(member)) {
        const std::string_view value = tokenText(body, member.begin, member.end);
        const std::string name = jsonStringValue(tokenText(body, member.keyBegin, member.keyEnd));
        if (value.size() > kExampleBytesMax || name.size() > kExampleBytesMax)
            continue;
        const QString path = FilterSetting::jsonPath({{name, -1}});
        if (member.kind == JsonKind::string)
            out << QStringLiteral("%1 == %2").arg(path, FilterSetting::quoted(jsonStringValue(value)));
        else if (member.kind == JsonKind::number)
            out << QStringLiteral("%1 >= %2").arg(path, QString::fromUtf8(value.data(), qsizetype(value.size())));
        else
            out << QStringLiteral("exists(%1)").arg(path);
    }
}

} // namespace

QList<HelpPage> helpPages()
{
    const auto page = [](const char* name, const QString& text) { return HelpPage{QLatin1String(name), text}; };
    return {
        page("start.md", title(QT_TRANSLATE_NOOP("Help", "Getting started"))),
        page("queues.md", title(QT_TRANSLATE_NOOP("Help", "Queues and channels"))),
        page("messages.md", title(QT_TRANSLATE_NOOP("Help", "Messages"))),
        page("inspector.md", title(QT_TRANSLATE_NOOP("Help", "Inspector"))),
        page("publish.md", title(QT_TRANSLATE_NOOP("Help", "Publish"))),
        page("replay.md", title(QT_TRANSLATE_NOOP("Help", "Replay"))),
        page("files.md", title(QT_TRANSLATE_NOOP("Help", "Files"))),
        page("exchanges.md", title(QT_TRANSLATE_NOOP("Help", "Exchanges"))),
        page("mock.md", title(QT_TRANSLATE_NOOP("Help", "Faults, responders, expectations"))),
        page("filter.md", title(QT_TRANSLATE_NOOP("Help", "Filter"))),
        page("redis_cli.md", QStringLiteral("redis-cli")),
        page("curl.md", QStringLiteral("curl")),
        page("fq.md", QStringLiteral("fq")),
        page("grpc.md", QStringLiteral("gRPC")),
        page("python.md", QStringLiteral("Python")),
        page("node.md", QStringLiteral("Node")),
        page("go.md", QStringLiteral("Go")),
        page("keys.md", title(QT_TRANSLATE_NOOP("Help", "Keys"))),
    };
}

QString helpSource(const QString& name, const QString& language)
{
    initHelp();
    for (const QString& folder : {QStringLiteral(":/help/") + language + QLatin1Char('/'), QStringLiteral(":/help/")}) {
        QFile file(folder + name);
        if (file.open(QIODevice::ReadOnly))
            return QString::fromUtf8(file.readAll());
    }
    return {};
}

HelpFacts helpFacts(const Snapshot& snapshot, const std::string& queue)
{
    HelpFacts facts;
    for (const Endpoint& endpoint : snapshot.endpoints) {
        const QString address = shownText(endpoint.address);
        QString* const known = endpoint.protocol == "RESP" ? &facts.resp
            : endpoint.protocol == "HTTP"                  ? &facts.http
            : endpoint.protocol == "fq"                    ? &facts.fq
            : endpoint.protocol == "gRPC"                  ? &facts.grpc
                                                           : nullptr;
        if (known && known->isEmpty())
            *known = address;
    }
    const QString name = QString::fromStdString(queue);
    facts.queue = needsNoQuotes(name) ? name : QStringLiteral("orders");
    return facts;
}

QString filledHelp(const QString& markdown, const HelpFacts& facts)
{
    QString out = markdown;
    // A port that is closed is spoken of by its usual number.
    const auto fill = [&out](const char* name, const QString& address, const char* usual) {
        const QString known = address.isEmpty() ? QLatin1String(usual) : address;
        const qsizetype colon = known.lastIndexOf(QLatin1Char(':'));
        out.replace(QStringLiteral("{{%1}}").arg(QLatin1String(name)), known);
        out.replace(QStringLiteral("{{%1.host}}").arg(QLatin1String(name)), known.left(colon));
        out.replace(QStringLiteral("{{%1.port}}").arg(QLatin1String(name)), known.mid(colon + 1));
    };
    fill("resp", facts.resp, "127.0.0.1:9797");
    fill("http", facts.http, "127.0.0.1:8888");
    fill("fq", facts.fq, "127.0.0.1:8765");
    fill("grpc", facts.grpc, "127.0.0.1:9999");
    return out.replace(QStringLiteral("{{queue}}"), facts.queue);
}

QStringList ownFilters(const MessageAnswer& message, const std::string& queue, int most)
{
    QStringList all;
    if (!queue.empty() && queue.size() <= kExampleBytesMax)
        all << QStringLiteral("queue == %1").arg(FilterSetting::quoted(queue));
    if (!message.key.empty() && message.key.size() <= kExampleBytesMax)
        all << QStringLiteral("key == %1").arg(FilterSetting::quoted(message.key));
    for (const auto& [name, value] : message.headers)
        if (name.size() <= kExampleBytesMax && value.size() <= kExampleBytesMax && all.size() < most)
            all << QStringLiteral("%1 == %2").arg(FilterSetting::headerName(name), FilterSetting::quoted(value));
    addJsonFilters(all, message.body, most);
    QStringList out;
    FilterSetting understood;
    for (const QString& one : all) {
        understood.tryText(one);
        if (out.size() < most && understood.error().isEmpty())
            out << one;
    }
    return out;
}

QString filterPage(const QString& markdown, const QStringList& own, const QString& heading)
{
    QStringList lines;
    bool example = false;
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        if (line.startsWith(kFence)) {
            example = !example && line.startsWith(QLatin1String("```filter"));
            lines << QString(kFence);
        } else if (example && line.startsWith(QLatin1String("+ ")))
            lines << QStringLiteral("  \u2713 ") + line.mid(2);
        else if (example && line.startsWith(QLatin1String("- ")))
            lines << QStringLiteral("  \u2717 ") + line.mid(2);
        else
            lines << QString(line)
                         .replace(QStringLiteral("`+`"), QStringLiteral("\u2713"))
                         .replace(QStringLiteral("`-`"), QStringLiteral("\u2717"));
    }
    if (own.isEmpty())
        return lines.join(QLatin1Char('\n'));
    // Behind the title, where it is seen first.
    QStringList mine = {QString(), QStringLiteral("## ") + heading, QString(), QString(kFence)};
    mine << own << QString(kFence);
    for (qsizetype i = 0; i < mine.size(); ++i)
        lines.insert(1 + i, mine[i]);
    return lines.join(QLatin1Char('\n'));
}

QStringList codeBlocks(const QString& markdown)
{
    QStringList blocks;
    bool inside = false;
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        if (line.startsWith(kFence)) {
            inside = !inside;
            if (inside)
                blocks << QString();
        } else if (inside && !line.startsWith(QStringLiteral("  \u2713 "))
            && !line.startsWith(QStringLiteral("  \u2717 ")))
            blocks.last() += blocks.last().isEmpty() ? line : QLatin1Char('\n') + line;
    }
    return blocks;
}

} // namespace tapedeck
