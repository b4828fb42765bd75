#include "ui/models/file_records.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "ui/models/json_scan.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace tapedeck {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r\n";

QString fileText(const char* text)
{
    return QCoreApplication::translate("FileRecords", text);
}

// A JSON string of UTF-8.
void appendJson(std::string& out, std::string_view utf8)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    out += '"';
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (byte < 0x20)
            out += {'\\', 'u', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]};
        else
            out += c;
    }
    out += '"';
}

struct PathStep {
    std::string member; // or ...
    std::optional<uint64_t> element;
};

std::vector<PathStep> stepsOf(const QString& path)
{
    std::vector<PathStep> steps;
    QString rest = path.trimmed();
    if (rest.startsWith(QLatin1Char('$')))
        rest.remove(0, 1);
    for (const QString& part : rest.split(QLatin1Char('.'), Qt::SkipEmptyParts)) {
        const qsizetype bracket = part.indexOf(QLatin1Char('['));
        if (bracket != 0)
            steps.push_back({part.left(bracket).toStdString(), {}});
        for (qsizetype at = bracket; at >= 0; at = part.indexOf(QLatin1Char('['), at + 1))
            steps.push_back({{}, part.mid(at + 1, part.indexOf(QLatin1Char(']'), at) - at - 1).toULongLong()});
    }
    return steps;
}

} // namespace

FileSplit guessSplit(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("csv") || suffix == QLatin1String("tsv"))
        return FileSplit::csvRows;
    if (suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson") || suffix == QLatin1String("log"))
        return FileSplit::lines;
    if (suffix != QLatin1String("json"))
        return FileSplit::whole;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(1000).trimmed().startsWith('[') ? FileSplit::jsonElements
                                                                                       : FileSplit::whole;
}

std::string jsonField(std::string_view json, const QString& path)
{
    JsonToken at = jsonRoot(json);
    for (const PathStep& step : stepsOf(path)) {
        if (at.kind != (step.element ? JsonKind::array : JsonKind::object))
            return {};
        JsonMembers members(json, at);
        JsonToken member;
        bool found = false;
        for (uint64_t n = 0; !found && members.next(member); ++n)
            found = step.element
                ? n == *step.element
                : jsonStringValue(json.substr(member.keyBegin, member.keyEnd - member.keyBegin)) == step.member;
        if (!found)
            return {};
        at = member;
    }
    const std::string_view token = json.substr(at.begin, at.end - at.begin);
    return at.kind == JsonKind::string ? jsonStringValue(token) : std::string(token);
}

std::vector<std::string> csvFields(std::string_view row, char separator)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t i = 0; i < row.size(); ++i) {
        const char c = row[i];
        if (quoted && c == '"' && i + 1 < row.size() && row[i + 1] == '"')
            fields.back() += row[++i];
        else if (c == '"' && (quoted || fields.back().empty()))
            quoted = !quoted;
        else if (c == separator && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

FileRecords::FileRecords(const QString& path, FileChoice choice)
    : m_file(path)
    , m_choice(std::move(choice))
{
}

FileRecords::Step FileRecords::fail(const QString& why)
{
    m_over = true;
    m_error = fileText(QT_TRANSLATE_NOOP("FileRecords", "%1: %2")).arg(m_file.fileName(), why);
    return Step::failed;
}

FileRecords::Step FileRecords::next(FileRecord& record)
{
    if (m_over)
        return m_error.isEmpty() ? Step::end : Step::failed;
    if (!m_opened) {
        if (QFileInfo(m_file.fileName()).isDir())
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "this is a folder.")));
        if (!m_file.open(QIODevice::ReadOnly))
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "it cannot be read: %1.")).arg(m_file.errorString()));
        m_opened = true;
    }
    switch (m_choice.split) {
    case FileSplit::whole:
        return nextWhole(record);
    case FileSplit::lines:
        return nextLine(record);
    case FileSplit::csvRows:
        return nextRow(record);
    case FileSplit::jsonElements:
        return nextElement(record);
    }
    return Step::end;
}

FileRecords::Step FileRecords::readPiece()
{
    const QByteArray piece = m_file.read(kPieceBytes);
    if (piece.isEmpty()) {
        if (m_file.error() != QFileDevice::NoError)
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "it cannot be read: %1.")).arg(m_file.errorString()));
        m_atEnd = true;
    }
    if (m_bytesRead == 0 && m_choice.split != FileSplit::whole && piece.startsWith(kBom.data()))
        m_buffer.append(piece.constData() + kBom.size(), static_cast<size_t>(piece.size()) - kBom.size());
    else
        m_buffer.append(piece.constData(), static_cast<size_t>(piece.size()));
    m_bytesRead += piece.size();
    return Step::more;
}

void FileRecords::drop(size_t bytes)
{
    m_buffer.erase(0, bytes);
    m_scanned = 0;
}

FileRecords::Step FileRecords::tooLarge()
{
    const QString limit = bytesText(limits::kBodyBytesMax);
    return fail(m_choice.split == FileSplit::whole
            ? fileText(QT_TRANSLATE_NOOP("FileRecords", "it is larger than a message may be (%1).")).arg(limit)
            : fileText(QT_TRANSLATE_NOOP("FileRecords", "number %1 in it is larger than a message may be (%2)."))
                  .arg(groupedText(m_number + 1), limit));
}

void FileRecords::setKey(FileRecord& record) const
{
    record.key.clear();
    if (m_choice.key == FileKey::fileName)
        record.key = QFileInfo(m_file.fileName()).fileName().toStdString();
    else if (m_choice.key == FileKey::field && !checkJson(record.body))
        record.key = jsonField(record.body, m_choice.field);
    if (record.key.size() > limits::kKeyBytesMax)
        record.key.resize(limits::kKeyBytesMax);
}

FileRecords::Step FileRecords::nextWhole(FileRecord& record)
{
    if (!m_atEnd) {
        const Step step = readPiece();
        return m_buffer.size() > limits::kBodyBytesMax ? tooLarge() : step;
    }
    m_over = true;
    record.body = std::move(m_buffer);
    setKey(record);
    return Step::record;
}

// ---------------------------------------------------------------------------------------------- lines

FileRecords::Step FileRecords::nextLine(FileRecord& record)
{
    for (;;) {
        const size_t feed = m_buffer.find('\n', m_scanned);
        const bool last = feed == std::string::npos;
        if (last && !m_atEnd) {
            m_scanned = m_buffer.size();
            return m_buffer.size() > limits::kBodyBytesMax ? tooLarge() : readPiece();
        }
        if (last && m_buffer.empty()) {
            m_over = true;
            return Step::end;
        }
        std::string line = m_buffer.substr(0, last ? m_buffer.size() : feed);
        drop(last ? m_buffer.size() : feed + 1);
        ++m_number;
        while (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.empty())
            continue;
        record.body = std::move(line);
        setKey(record);
        return Step::record;
    }
}

// ---------------------------------------------------------------------------------------------- CSV

// The line feed that ends the first row; false: it is not read yet.
bool FileRecords::findRowEnd(size_t& end)
{
    for (; m_scanned < m_buffer.size(); ++m_scanned) {
        const char c = m_buffer[m_scanned];
        if (c == '"')
            m_quoted = !m_quoted; // "" changes it twice
        else if (c == '\n' && !m_quoted) {
            end = m_scanned;
            return true;
        }
    }
    end = m_buffer.size();
    return m_atEnd && !m_buffer.empty();
}

FileRecords::Step FileRecords::nextRow(FileRecord& record)
{
    for (;;) {
        size_t end = 0;
        if (!findRowEnd(end)) {
            if (!m_atEnd)
                return m_buffer.size() > limits::kBodyBytesMax ? tooLarge() : readPiece();
            m_over = true;
            return Step::end;
        }
        ++m_number;
        if (end == m_buffer.size() && m_quoted)
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "a quotation mark in row %1 is never closed."))
                            .arg(groupedText(m_number)));
        std::string row = m_buffer.substr(0, end);
        drop(std::min(m_buffer.size(), end + 1));
        while (!row.empty() && row.back() == '\r')
            row.pop_back();
        if (row.empty())
            continue;
        if (!isUtf8(row))
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "row %1 is no UTF-8.")).arg(groupedText(m_number)));
        if (!m_columns.empty())
            return makeRow(row, record);
        for (const char candidate : {';', '\t'})
            if (std::count(row.begin(), row.end(), candidate) > std::count(row.begin(), row.end(), m_separator))
                m_separator = candidate;
        m_columns = csvFields(row, m_separator);
    }
}

FileRecords::Step FileRecords::makeRow(std::string_view row, FileRecord& record)
{
    const std::vector<std::string> fields = csvFields(row, m_separator);
    if (fields.size() != m_columns.size())
        return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "row %1 has %2 fields, the first row %3."))
                        .arg(groupedText(m_number))
                        .arg(fields.size())
                        .arg(m_columns.size()));
    record.key.clear();
    if (m_choice.key == FileKey::fileName)
        setKey(record);
    record.body = "{";
    for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0)
            record.body += ',';
        appendJson(record.body, m_columns[i]);
        record.body += ':';
        appendJson(record.body, fields[i]);
        if (m_choice.key == FileKey::field && QString::fromStdString(m_columns[i]) == m_choice.field.trimmed())
            record.key = fields[i].substr(0, limits::kKeyBytesMax);
    }
    record.body += '}';
    return Step::record;
}

// ---------------------------------------------------------------------------------------------- JSON

// The comma or bracket behind the first element; false: it is not read yet.
bool FileRecords::findElementEnd(size_t& end)
{
    for (; m_scanned < m_buffer.size(); ++m_scanned) {
        const char c = m_buffer[m_scanned];
        if (m_inString) {
            m_inString = m_escaped || c != '"';
            m_escaped = !m_escaped && c == '\\';
        } else if (c == '"') {
            m_inString = true;
        } else if (m_depth == 0 && (c == ',' || c == ']')) {
            end = m_scanned;
            return true;
        } else {
            m_depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        }
    }
    return false;
}

FileRecords::Step FileRecords::nextElement(FileRecord& record)
{
    if (!m_inArray) {
        const size_t first = m_buffer.find_first_not_of(kBlanks);
        if (first == std::string::npos) {
            m_buffer.clear();
            return m_atEnd ? fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "it is empty."))) : readPiece();
        }
        if (m_buffer[first] != '[')
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "it is no JSON array: it does not begin with [.")));
        drop(first + 1);
        m_inArray = true;
    }
    size_t end = 0;
    if (!findElementEnd(end)) {
        if (m_atEnd)
            return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "the array is never closed.")));
        return m_buffer.size() > limits::kBodyBytesMax ? tooLarge() : readPiece();
    }
    const bool last = m_buffer[end] == ']';
    const std::string element(trimmed(std::string_view(m_buffer).substr(0, end), kBlanks));
    if (last && element.empty() && m_number == 0) { // []
        m_over = true;
        return Step::end;
    }
    ++m_number;
    if (const auto problem = checkJson(element))
        return fail(fileText(QT_TRANSLATE_NOOP("FileRecords", "element %1 is not valid JSON: %2"))
                        .arg(groupedText(m_number), problem->text));
    drop(end + 1);
    m_over = last;
    record.body = element;
    setKey(record);
    return Step::record;
}

} // namespace tapedeck
