// Files as messages: one for a whole file, for each line, each row of a CSV table (as a JSON object), or each element
// of a JSON array. Reads a bounded piece at each step, so that a file of any size holds nobody up. GUI thread, or any
// one.
#pragma once

#include <QFile>
#include <QString>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

enum class FileSplit : unsigned char { whole, lines, csvRows, jsonElements };
enum class FileKey : unsigned char { none, fileName, field };

struct FileChoice {
    FileSplit split = FileSplit::whole;
    FileKey key = FileKey::none;
    QString field; // a column of the table, or a path such as customer.id or items[0].sku
};

struct FileRecord {
    std::string body, key;
};

// What a file looks like, by its name and first bytes.
FileSplit guessSplit(const QString& path);

// The value at a path of checked JSON: a string's characters, else the token as it stands; empty if there is none.
std::string jsonField(std::string_view json, const QString& path);

// Fields of one row, without its line break. `separator`: , ; or a tab.
std::vector<std::string> csvFields(std::string_view row, char separator);

class FileRecords {
public:
    // Read at each step.
    static constexpr qint64 kPieceBytes = 256 << 10;

    FileRecords(const QString& path, FileChoice choice);

    enum class Step : unsigned char {
        record, // `record` is the next one
        more, // a piece was read; ask again
        end,
        failed, // error() says why, and where
    };
    Step next(FileRecord& record);
    // Names the file.
    const QString& error() const { return m_error; }
    qint64 bytesRead() const { return m_bytesRead; }

private:
    Step fail(const QString& why);
    Step readPiece();
    Step nextWhole(FileRecord& record);
    Step nextLine(FileRecord& record);
    Step nextRow(FileRecord& record);
    Step nextElement(FileRecord& record);
    bool findRowEnd(size_t& end);
    bool findElementEnd(size_t& end);
    Step makeRow(std::string_view row, FileRecord& record);
    Step tooLarge();
    void setKey(FileRecord& record) const;
    void drop(size_t bytes);

    QFile m_file;
    FileChoice m_choice;
    QString m_error;
    std::string m_buffer; // read and not yet made into records ...
    size_t m_scanned = 0; // ... of which this was looked at
    qint64 m_bytesRead = 0;
    bool m_opened = false, m_atEnd = false, m_over = false;
    uint64_t m_number = 0; // of the line, row or element, from 1
    // CSV
    std::vector<std::string> m_columns;
    char m_separator = ',';
    bool m_quoted = false;
    // JSON
    bool m_inArray = false, m_inString = false, m_escaped = false;
    int m_depth = 0;
};

} // namespace tapedeck
