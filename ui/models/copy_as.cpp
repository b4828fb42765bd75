#include "ui/models/copy_as.h"

#include "ui/models/plain_text.h"
#include "ui/models/shell_text.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace tapedeck {
namespace {

// Linux takes arguments of 128 KiB; an escaped byte has four characters.
constexpr size_t kArgumentBytesMax = 30'000;

struct Address {
    QString host, port;
    bool here = false; // 127.0.0.1
};

Address addressOf(const std::string& text)
{
    const QString address = QString::fromStdString(text);
    const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
    QString host = address.left(colon);
    host.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    if (host == QLatin1String("0.0.0.0") || host == QLatin1String("localhost") || host.isEmpty())
        host = QStringLiteral("127.0.0.1");
    else if (host == QLatin1String("::"))
        host = QStringLiteral("::1");
    return {host, address.mid(colon + 1), host == QLatin1String("127.0.0.1")};
}

QString inUrl(const Address& address)
{
    const QString host =
        address.host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]").arg(address.host) : address.host;
    return host + QLatin1Char(':') + address.port;
}

bool hasZero(const std::string& bytes)
{
    return bytes.find('\0') != std::string::npos;
}

// Whether every part of it can be an argument of a program.
bool fitsArguments(const CopiedMessage& message)
{
    const auto fits = [](const std::string& bytes) { return !hasZero(bytes) && bytes.size() <= kArgumentBytesMax; };
    return fits(message.key) && fits(message.body)
        && std::all_of(message.headers.begin(), message.headers.end(),
            [&](const auto& header) { return fits(header.first) && fits(header.second); });
}

bool isBareMessage(const CopiedMessage& message)
{
    return message.key.empty() && message.headers.empty();
}

// The words of the command that publishes the message, without its body.
std::vector<std::string> commandWords(const CopiedMessage& message)
{
    if (isBareMessage(message))
        return {"RPUSH", message.queue};
    std::vector<std::string> words = {"PUB", message.queue};
    if (!message.key.empty())
        words.insert(words.end(), {"KEY", message.key});
    for (const auto& [name, value] : message.headers)
        words.insert(words.end(), {"HEADER", name, value});
    words.emplace_back("BODY");
    return words;
}

QString joined(const std::vector<std::string>& words, QString (*quoted)(const std::string&), const QString& between)
{
    QString out;
    for (const std::string& word : words)
        out += (out.isEmpty() ? QString() : between) + quoted(word);
    return out;
}

// ------------------------------------------------------------------------------------------ redis-cli, tapedeck

QString redisCli(const CopiedMessage& message, const Address& at)
{
    const QString program = at.here ? QStringLiteral("redis-cli -p %1").arg(at.port)
                                    : QStringLiteral("redis-cli -h %1 -p %2").arg(at.host, at.port);
    const std::vector<std::string> words = commandWords(message);
    CopiedMessage head = message;
    head.body.clear();
    if (fitsArguments(message))
        return program + QLatin1Char(' ') + joined(words, shellQuoted, QStringLiteral(" ")) + QLatin1Char(' ')
            + shellQuoted(message.body);
    if (fitsArguments(head)) // the body is the last argument
        return QStringLiteral("printf %1 | %2 -x %3")
            .arg(printfQuoted(message.body), program, joined(words, shellQuoted, QStringLiteral(" ")));
    // As redis-cli reads commands from its input: every word in quotes.
    std::string line;
    const auto add = [&line](const std::string& word) {
        line += line.empty() ? "\"" : " \"";
        for (const char c : word) {
            static constexpr char kDigits[] = "0123456789abcdef";
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\')
                line += {'\\', c};
            else if (byte >= 0x20 && byte < 0x7f)
                line += c;
            else
                line += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
        }
        line += '"';
    };
    for (const std::string& word : words)
        add(word);
    add(message.body);
    return QStringLiteral("printf %1 | %2").arg(printfQuoted(line + "\n"), program);
}

// Where `tapedeck` looks by itself, nothing has to be said.
QString atUrl(const Address& at)
{
    return at.here && at.port == QLatin1String("9797") ? QString() : QStringLiteral(" --url redis://%1").arg(inUrl(at));
}

QString tapedeckPub(const CopiedMessage& message, const Address& at)
{
    CopiedMessage head = message;
    head.body.clear();
    if (!fitsArguments(head)) // a zero byte in the key or a header: only a command's text carries it
        return {};
    QString line = QStringLiteral("tapedeck pub") + atUrl(at);
    if (!message.key.empty())
        line += QLatin1String(" --key=") + shellQuoted(message.key);
    for (const auto& [name, value] : message.headers) {
        if (name.empty() || name.find('=') != std::string::npos)
            return {};
        line += QLatin1String(" --header=") + shellQuoted(name + '=' + value);
    }
    line += QLatin1String(" -- ") + shellQuoted(message.queue);
    // A single hyphen is the standard input, and CLI11 takes what stands in brackets for a list of its own.
    const bool asArgument = fitsArguments(message) && message.body != "-" && !message.body.empty()
        && (message.body.front() != '[' || message.body.back() != ']');
    return asArgument ? line + QLatin1Char(' ') + shellQuoted(message.body)
                      : QStringLiteral("printf %1 | %2").arg(printfQuoted(message.body), line);
}

QString tapedeckPeek(const CopiedMessage& message, const Address& at)
{
    return QStringLiteral("tapedeck peek%1 --from %2 --count 1 -- %3")
        .arg(atUrl(at))
        .arg(message.id.value)
        .arg(shellQuoted(message.queue));
}

// ------------------------------------------------------------------------------------------ curl

QString messagesUrl(const CopiedMessage& message, const Address& at)
{
    const QByteArray name(message.queue.data(), static_cast<qsizetype>(message.queue.size()));
    QByteArray segment = name.toPercentEncoding();
    if (segment == "." || segment == "..") // curl would walk the path
        segment.replace(".", "%2E");
    return QStringLiteral("http://%1/api/v1/queues/%2/messages").arg(inUrl(at), QString::fromLatin1(segment));
}

// Headers of HTTP change the case of names and have no room for most bytes.
bool fitsHttpHeaders(const CopiedMessage& message)
{
    const auto visible = [](const std::string& text) {
        return !text.empty() && text.size() < 1000 && text.front() != ' ' && text.back() != ' '
            && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    };
    const auto token = [](const std::string& text) {
        return !text.empty() && text.size() < 200 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
    };
    return (message.key.empty() || visible(message.key))
        && std::all_of(message.headers.begin(), message.headers.end(),
            [&](const auto& header) { return token(header.first) && visible(header.second); });
}

// In ASCII; for UTF-8 only.
QString jsonText(const std::string& utf8)
{
    QString out = QStringLiteral("\"");
    for (const QChar c : QString::fromStdString(utf8)) {
        const char16_t unit = c.unicode();
        if (unit == u'"' || unit == u'\\')
            out += QLatin1Char('\\') + QString(c);
        else if (unit == u'\n')
            out += QLatin1String("\\n");
        else if (unit >= 0x20 && unit < 0x7f)
            out += c;
        else
            out += QStringLiteral("\\u%1").arg(static_cast<uint>(unit), 4, 16, QLatin1Char('0'));
    }
    return out + QLatin1Char('"');
}

QString base64(const std::string& bytes)
{
    return QString::fromLatin1(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64());
}

// "body":"…", or "bodyBase64":"…" where it is no text.
QString jsonMember(const char* name, const std::string& bytes)
{
    return isUtf8(bytes) ? QStringLiteral("\"%1\":%2").arg(QLatin1String(name), jsonText(bytes))
                         : QStringLiteral("\"%1Base64\":\"%2\"").arg(QLatin1String(name), base64(bytes));
}

QString curlPublish(const CopiedMessage& message, const Address& at)
{
    const QString url = shellQuoted(messagesUrl(message, at).toStdString());
    if (fitsHttpHeaders(message)) {
        QString line = QStringLiteral("curl %1 -H 'Content-Type: application/octet-stream'").arg(url);
        if (!message.key.empty())
            line += QLatin1String(" -H ") + shellQuoted("X-Message-Key: " + message.key);
        for (const auto& [name, value] : message.headers)
            line += QLatin1String(" -H ") + shellQuoted("X-Message-Header-" + name + ": " + value);
        if (fitsArguments(message))
            return line + QLatin1String(" --data-raw ") + shellQuoted(message.body);
        return QStringLiteral("printf %1 | %2 --data-binary @-").arg(printfQuoted(message.body), line);
    }
    QString json = QLatin1Char('{') + jsonMember("body", message.body);
    if (!message.key.empty())
        json += QLatin1Char(',') + jsonMember("key", message.key);
    QString headers;
    for (const auto& [name, value] : message.headers)
        headers += (headers.isEmpty() ? QString() : QStringLiteral(",")) + QLatin1Char('{') + jsonMember("name", name)
            + QLatin1Char(',') + jsonMember("value", value) + QLatin1Char('}');
    if (!headers.isEmpty())
        json += QStringLiteral(",\"headers\":[") + headers + QLatin1Char(']');
    const std::string text = (json + QLatin1Char('}')).toStdString();
    const QString line = QStringLiteral("curl %1 -H 'Content-Type: application/json'").arg(url);
    return text.size() <= kArgumentBytesMax
        ? line + QLatin1String(" --data-raw ") + shellQuoted(text)
        : QStringLiteral("printf %1 | %2 --data-binary @-").arg(printfQuoted(text), line);
}

// ------------------------------------------------------------------------------------------ programs

// A text where it is one: clients encode it as UTF-8.
QString pythonWord(const std::string& bytes)
{
    const bool text = isUtf8(bytes);
    QString out = text ? QStringLiteral("\"") : QStringLiteral("b\"");
    const auto escape = [&out](char kind, uint value, int digits) {
        out += QStringLiteral("\\%1%2").arg(QLatin1Char(kind)).arg(value, digits, 16, QLatin1Char('0'));
    };
    const auto add = [&](uint c) {
        if (c == '"' || c == '\\')
            out += QString(QLatin1Char('\\')) + QLatin1Char(static_cast<char>(c));
        else if (c == '\n')
            out += QLatin1String("\\n");
        else if (c >= 0x20 && c < 0x7f)
            out += QLatin1Char(static_cast<char>(c));
        else if (c < 0x100)
            escape('x', c, 2);
        else if (c < 0x10000)
            escape('u', c, 4);
        else
            escape('U', c, 8);
    };
    if (text)
        for (const uint c : QString::fromStdString(bytes).toUcs4())
            add(c);
    else
        for (const char c : bytes)
            add(static_cast<unsigned char>(c));
    return out + QLatin1Char('"');
}

QString nodeWord(const std::string& bytes)
{
    return isUtf8(bytes) ? jsonText(bytes) : QStringLiteral("Buffer.from(\"%1\", \"base64\")").arg(base64(bytes));
}

std::vector<std::string> allWords(const CopiedMessage& message)
{
    std::vector<std::string> words = commandWords(message);
    words.push_back(message.body);
    return words;
}

QString python(const CopiedMessage& message, const Address& at)
{
    return QStringLiteral("import redis\n\nr = redis.Redis(\"%1\", %2)\nr.execute_command(%3)")
        .arg(at.host, at.port, joined(allWords(message), pythonWord, QStringLiteral(", ")));
}

QString node(const CopiedMessage& message, const Address& at)
{
    return QStringLiteral("const Redis = require(\"ioredis\");\n\nconst redis = new Redis(%2, \"%1\");\n"
                          "redis.call(%3).then(console.log).finally(() => redis.quit());")
        .arg(at.host, at.port, joined(allWords(message), nodeWord, QStringLiteral(", ")));
}

} // namespace

const std::vector<CopyAs>& copyForms()
{
    static const std::vector<CopyAs> forms = {CopyAs::redisCli, CopyAs::curl, CopyAs::tapedeckPub, CopyAs::python,
        CopyAs::node, CopyAs::curlFetch, CopyAs::tapedeckPeek};
    return forms;
}

QString copyFormName(CopyAs form)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("CopyAs", text); };
    switch (form) {
    case CopyAs::redisCli:
        return tr("redis-cli");
    case CopyAs::curl:
        return tr("curl");
    case CopyAs::tapedeckPub:
        return tr("tapedeck pub");
    case CopyAs::python:
        return tr("Python (redis-py)");
    case CopyAs::node:
        return tr("Node (ioredis)");
    case CopyAs::curlFetch:
        return tr("curl that fetches it");
    case CopyAs::tapedeckPeek:
        return tr("tapedeck peek");
    }
    return {};
}

bool fetchesMessage(CopyAs form)
{
    return form == CopyAs::curlFetch || form == CopyAs::tapedeckPeek;
}

QString copyAsText(CopyAs form, const CopiedMessage& message, const CopyPorts& ports)
{
    const bool http = form == CopyAs::curl || form == CopyAs::curlFetch;
    const std::string& port = http ? ports.http : ports.resp;
    if (port.empty())
        return {};
    const Address at = addressOf(port);
    switch (form) {
    case CopyAs::redisCli:
        return redisCli(message, at);
    case CopyAs::curl:
        return curlPublish(message, at);
    case CopyAs::tapedeckPub:
        return tapedeckPub(message, at);
    case CopyAs::python:
        return python(message, at);
    case CopyAs::node:
        return node(message, at);
    case CopyAs::curlFetch:
        return QLatin1String("curl ")
            + shellQuoted((messagesUrl(message, at) + QStringLiteral("/%1").arg(message.id.value)).toStdString());
    case CopyAs::tapedeckPeek:
        return tapedeckPeek(message, at);
    }
    return {};
}

} // namespace tapedeck
