#include "ui/models/message_draft.h"

#include "engine/base/limits.h"
#include "engine/base/value_forms.h"
#include "ui/models/plain_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace tapedeck {
namespace {

QString draftText(const char* text)
{
    return QCoreApplication::translate("MessageDraft", text);
}

Error refuse(const QString& text)
{
    return {ErrorCode::invalidArgument, text.toStdString()};
}

QByteArray raw(const std::string& bytes)
{
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

// ---------------------------------------------------------------------------------------------- JSON

void put(QJsonObject& object, const char* name, const std::string& bytes)
{
    if (bytes.empty())
        return;
    if (isUtf8(bytes))
        object.insert(QLatin1String(name), QString::fromUtf8(raw(bytes)));
    else
        object.insert(QLatin1String(name) + QLatin1String("Base64"), QString::fromLatin1(raw(bytes).toBase64()));
}

// False if the member is there and is no text.
bool take(const QJsonObject& object, const char* name, std::string& bytes)
{
    const QJsonValue text = object.value(QLatin1String(name));
    const QJsonValue base64 = object.value(QLatin1String(name) + QLatin1String("Base64"));
    if (base64.isString()) {
        const auto decoded =
            QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        bytes = decoded.decoded.toStdString();
        return decoded.decodingStatus == QByteArray::Base64DecodingStatus::Ok;
    }
    bytes = text.toString().toStdString();
    return text.isUndefined() || text.isString();
}

} // namespace

QByteArray draftToJson(const MessageDraft& draft)
{
    QJsonObject object;
    put(object, draft.toExchange ? "exchange" : "queue", draft.target);
    put(object, "key", draft.key);
    QJsonArray headers;
    for (const auto& [name, value] : draft.headers) {
        QJsonObject header;
        put(header, "name", name);
        put(header, "value", value);
        headers.append(header);
    }
    if (!headers.isEmpty())
        object.insert(QStringLiteral("headers"), headers);
    put(object, "body", draft.body);
    if (!draft.delay.isEmpty())
        object.insert(QStringLiteral("delay"), draft.delay);
    if (draft.count != 1)
        object.insert(QStringLiteral("count"), static_cast<qint64>(draft.count));
    if (!draft.every.isEmpty())
        object.insert(QStringLiteral("every"), draft.every);
    if (!draft.fillIn)
        object.insert(QStringLiteral("fillIn"), false);
    if (draft.toExchange && draft.target.empty())
        object.insert(QStringLiteral("exchange"), QString());
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<MessageDraft> draftFromJson(const QByteArray& json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return refuse(problem.error == QJsonParseError::NoError
                ? draftText(QT_TRANSLATE_NOOP("MessageDraft", "It is no JSON object."))
                : draftText(QT_TRANSLATE_NOOP("MessageDraft", "It is no JSON: %1, at byte %2."))
                      .arg(problem.errorString())
                      .arg(problem.offset));
    const QJsonObject object = document.object();
    const auto wrong = [](const char* name) {
        return refuse(draftText(QT_TRANSLATE_NOOP("MessageDraft", "“%1” is no text.")).arg(QLatin1String(name)));
    };
    MessageDraft draft;
    draft.toExchange = object.contains(QStringLiteral("exchange")) || object.contains(QStringLiteral("exchangeBase64"));
    const char* target = draft.toExchange ? "exchange" : "queue";
    if (!take(object, target, draft.target))
        return wrong(target);
    if (!take(object, "key", draft.key))
        return wrong("key");
    if (!take(object, "body", draft.body))
        return wrong("body");
    const QJsonValue headers = object.value(QStringLiteral("headers"));
    if (!headers.isUndefined() && !headers.isArray())
        return refuse(draftText(QT_TRANSLATE_NOOP("MessageDraft", "“headers” is no list.")));
    for (const QJsonValue header : headers.toArray()) {
        std::string name, value;
        if (!take(header.toObject(), "name", name) || !take(header.toObject(), "value", value) || name.empty())
            return refuse(
                draftText(QT_TRANSLATE_NOOP("MessageDraft", "A header has no name, or no text as its value.")));
        draft.headers.emplace_back(std::move(name), std::move(value));
    }
    draft.delay = object.value(QStringLiteral("delay")).toString();
    draft.every = object.value(QStringLiteral("every")).toString();
    draft.fillIn = object.value(QStringLiteral("fillIn")).toBool(true);
    const double count = object.value(QStringLiteral("count")).toDouble(1);
    draft.count = static_cast<uint32_t>(std::clamp(count, 1.0, static_cast<double>(limits::kObserverCopiesMax)));
    return draft;
}

std::optional<Duration> draftDuration(const QString& text)
{
    const QString trimmed = text.trimmed();
    return trimmed.isEmpty() ? Duration{} : parseDuration(trimmed.toStdString());
}

// ---------------------------------------------------------------------------------------------- variables

Result<DraftFilling::Part> DraftFilling::part(const std::string& text, const QString& name, bool fillIn)
{
    if (!fillIn || text.find("{{") == std::string::npos)
        return Part{text, {}};
    // What is sent here is only seen by who asked for it: any variable may be read.
    const auto environment = [](std::string_view variable) {
        const QByteArray value = qgetenv(std::string(variable).c_str());
        return std::optional(value.toStdString());
    };
    auto parsed = Template::tryParse(text, environment);
    if (const auto* error = std::get_if<TemplateError>(&parsed))
        return refuse(
            draftText(QT_TRANSLATE_NOOP("MessageDraft", "%1: %2")).arg(name, QString::fromStdString(error->text())));
    static const QRegularExpression answered(QStringLiteral("\\{\\{\\s*(json\\s+)?request\\b"));
    if (QString::fromLatin1(raw(text)).contains(answered))
        return refuse(
            draftText(QT_TRANSLATE_NOOP("MessageDraft", "%1: a draft answers no message, so it has no {{request…}}."))
                .arg(name));
    return Part{{}, std::get<Template>(std::move(parsed))};
}

Result<DraftFilling> DraftFilling::prepare(const MessageDraft& draft)
{
    DraftFilling filling;
    const auto add = [&](const std::string& text, const QString& name, Part& to) {
        auto made = part(text, name, draft.fillIn);
        if (!made)
            return Status(made.error());
        to = std::move(*made);
        filling.m_variables = filling.m_variables || to.filled.has_value();
        return Status();
    };
    if (const Status status = add(draft.target,
            draft.toExchange ? draftText(QT_TRANSLATE_NOOP("MessageDraft", "Exchange"))
                             : draftText(QT_TRANSLATE_NOOP("MessageDraft", "Queue")),
            filling.m_target);
        !status)
        return status.error();
    if (const Status status = add(draft.key,
            draft.toExchange ? draftText(QT_TRANSLATE_NOOP("MessageDraft", "Route"))
                             : draftText(QT_TRANSLATE_NOOP("MessageDraft", "Key")),
            filling.m_key);
        !status)
        return status.error();
    if (const Status status = add(draft.body, draftText(QT_TRANSLATE_NOOP("MessageDraft", "Body")), filling.m_body);
        !status)
        return status.error();
    for (const auto& [name, value] : draft.headers) {
        Part to;
        if (const Status status =
                add(value, draftText(QT_TRANSLATE_NOOP("MessageDraft", "Header %1")).arg(shownText(name)), to);
            !status)
            return status.error();
        filling.m_headers.emplace_back(name, std::move(to));
    }
    return filling;
}

Result<FilledDraft> DraftFilling::fill(Random& random, Time now, uint64_t seq) const
{
    const MessageView nothing{};
    FilterSubject subject{nothing};
    subject.now = now;
    const TemplateValues values{subject, random, seq};
    const auto take = [&](const Part& from, std::string& to, size_t bytesMax) {
        if (!from.filled) {
            to = from.text;
            return Status();
        }
        auto filled = from.filled->fill(values, bytesMax);
        if (!filled)
            return Status(filled.error());
        to = std::move(*filled);
        return Status();
    };
    FilledDraft out;
    if (const Status status = take(m_target, out.target, limits::kNameBytesMax); !status)
        return status.error();
    if (const Status status = take(m_key, out.key, limits::kKeyBytesMax); !status)
        return status.error();
    if (const Status status = take(m_body, out.body, limits::kBodyBytesMax); !status)
        return status.error();
    for (const auto& [name, from] : m_headers) {
        std::string value;
        if (const Status status = take(from, value, limits::kHeadersBytesMax); !status)
            return status.error();
        out.headers.emplace_back(name, std::move(value));
    }
    return out;
}

} // namespace tapedeck
