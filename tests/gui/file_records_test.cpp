// Files as messages: whole, by lines, by rows, by elements; in pieces, and with mistakes that are told with their
// place.
#include "ui/models/file_records.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace tapedeck;

namespace {

struct Read {
    std::vector<std::string> bodies, keys;
    QString error;
    int steps = 0;
};

} // namespace

class FileRecordsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString write(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
        return file.fileName();
    }
    static Read read(const QString& path, FileChoice choice)
    {
        Read all;
        FileRecords records(path, std::move(choice));
        for (;; ++all.steps) {
            FileRecord record;
            const FileRecords::Step step = records.next(record);
            if (step == FileRecords::Step::record) {
                all.bodies.push_back(record.body);
                all.keys.push_back(record.key);
            } else if (step != FileRecords::Step::more) {
                all.error = records.error();
                return all;
            }
        }
    }
    Read read(const QByteArray& bytes, FileSplit split, const QString& field = {})
    {
        return read(
            write(QStringLiteral("f"), bytes), {split, field.isEmpty() ? FileKey::none : FileKey::field, field});
    }

private Q_SLOTS:
    void aWholeFileKeepsEveryByte()
    {
        QByteArray bytes("\xef\xbb\xbf\r\n\0\xff", 7);
        while (bytes.size() < 3 * FileRecords::kPieceBytes)
            bytes += bytes;
        const Read all = read(write(QStringLiteral("all.bin"), bytes), {FileSplit::whole, FileKey::fileName, {}});
        QCOMPARE(all.bodies, std::vector<std::string>{bytes.toStdString()});
        QCOMPARE(all.keys, std::vector<std::string>{"all.bin"});
        QVERIFY(all.steps > 3); // in pieces
        QCOMPARE(read(QByteArray(), FileSplit::whole).bodies, std::vector<std::string>{""});
    }
    void linesMayEndAsTheyLike()
    {
        QCOMPARE(read("\xef\xbb\xbf"
                      "a\r\n\n b \nlast",
                     FileSplit::lines)
                     .bodies,
            (std::vector<std::string>{"a", " b ", "last"}));
        QCOMPARE(read("{\"k\":{\"id\":\"x\"}}\nno json\n{\"k\":[1]}\n", FileSplit::lines, QStringLiteral("k.id")).keys,
            (std::vector<std::string>{"x", "", ""}));
    }
    void piecesCutNothing_data()
    {
        QTest::addColumn<FileSplit>("split");
        QTest::newRow("lines") << FileSplit::lines;
        QTest::newRow("rows") << FileSplit::csvRows;
        QTest::newRow("elements") << FileSplit::jsonElements;
    }
    void piecesCutNothing()
    {
        QFETCH(FileSplit, split);
        QByteArray bytes = split == FileSplit::csvRows ? "name,text\n" : split == FileSplit::jsonElements ? "[" : "";
        std::vector<std::string> expected;
        for (int i = 0; bytes.size() < 3 * FileRecords::kPieceBytes; ++i) {
            const QByteArray number = QByteArray::number(i);
            if (split == FileSplit::csvRows)
                bytes += number + ",\"a, \"\"" + number + "\"\"\n\xc3\xa9\"\r\n";
            else
                bytes += (split == FileSplit::jsonElements && i > 0 ? ",\n" : "") + QByteArray("{\"name\":\"") + number
                    + "\",\"text\":\"a]}, \\\"" + number + "\\\"\\n\xc3\xa9\"}"
                    + (split == FileSplit::lines ? "\n" : "");
            expected.push_back("{\"name\":\"" + number.toStdString() + "\",\"text\":\"a"
                + (split == FileSplit::csvRows ? "" : "]}") + ", \\\"" + number.toStdString() + "\\\"\\n\xc3\xa9\"}");
        }
        const Read all = read(split == FileSplit::jsonElements ? bytes + "]\n" : bytes, split);
        QCOMPARE(all.error, QString());
        QCOMPARE(all.bodies.size(), expected.size());
        QVERIFY(all.bodies == expected);
    }
    void aTablesFirstRowNamesTheMembers()
    {
        const Read all = read("id;name;id\r\n1;\"M\xc3\xbcller; A.\";9007199254740993\r\n\r\n2;;x\r\n",
            FileSplit::csvRows, QStringLiteral("name"));
        QCOMPARE(all.bodies,
            (std::vector<std::string>{"{\"id\":\"1\",\"name\":\"M\xc3\xbcller; A.\",\"id\":\"9007199254740993\"}",
                "{\"id\":\"2\",\"name\":\"\",\"id\":\"x\"}"}));
        QCOMPARE(all.keys, (std::vector<std::string>{"M\xc3\xbcller; A.", ""}));
        QCOMPARE(
            read("a\tb\n1\t2\n", FileSplit::csvRows).bodies, std::vector<std::string>{"{\"a\":\"1\",\"b\":\"2\"}"});
        QCOMPARE(read("only a header\n", FileSplit::csvRows).bodies.size(), size_t{0});
    }
    void anArraysElementsKeepTheirTokens()
    {
        const Read all = read(" [ 9007199254740993 , {\"a\":[1,{\"b\":\"k\"}]},\"x,]\" ,[] ]", FileSplit::jsonElements,
            QStringLiteral("$.a[1].b"));
        QCOMPARE(all.error, QString());
        QCOMPARE(
            all.bodies, (std::vector<std::string>{"9007199254740993", "{\"a\":[1,{\"b\":\"k\"}]}", "\"x,]\"", "[]"}));
        QCOMPARE(all.keys, (std::vector<std::string>{"", "k", "", ""}));
        QCOMPARE(read("[ ]", FileSplit::jsonElements).bodies.size(), size_t{0});
    }
    void mistakesAreToldWithTheFileAndThePlace_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<FileSplit>("split");
        QTest::addColumn<QString>("told");
        QTest::newRow("fields") << QByteArray("a,b\n1,2\n1\n") << FileSplit::csvRows << QStringLiteral("row 3 has 1");
        QTest::newRow("quote") << QByteArray("a,b\n1,\"2\n") << FileSplit::csvRows << QStringLiteral("row 2 is never");
        QTest::newRow("no UTF-8") << QByteArray("a\n\xff\n") << FileSplit::csvRows
                                  << QStringLiteral("row 2 is no UTF-8");
        QTest::newRow("no array") << QByteArray("{}") << FileSplit::jsonElements << QStringLiteral("no JSON array");
        QTest::newRow("nothing") << QByteArray(" ") << FileSplit::jsonElements << QStringLiteral("empty");
        QTest::newRow("not closed") << QByteArray("[1,2") << FileSplit::jsonElements << QStringLiteral("never closed");
        QTest::newRow("element") << QByteArray("[1,tru]") << FileSplit::jsonElements << QStringLiteral("element 2");
        QTest::newRow("comma") << QByteArray("[1,]") << FileSplit::jsonElements << QStringLiteral("element 2");
    }
    void mistakesAreToldWithTheFileAndThePlace()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(FileSplit, split);
        QFETCH(QString, told);
        const Read all = read(bytes, split);
        QVERIFY2(all.error.contains(told), qPrintable(all.error));
        QVERIFY(all.error.startsWith(m_folder.path()));
    }
    void whatCannotBeOpenedIsTold()
    {
        QVERIFY(read(m_folder.filePath(QStringLiteral("nowhere")), {}).error.contains(QStringLiteral("nowhere")));
        QVERIFY(read(m_folder.path(), {}).error.contains(QStringLiteral("folder")));
    }
    void theSplitIsGuessedFromTheFile()
    {
        QCOMPARE(guessSplit(write(QStringLiteral("a.CSV"), "a")), FileSplit::csvRows);
        QCOMPARE(guessSplit(write(QStringLiteral("a.jsonl"), "{}")), FileSplit::lines);
        QCOMPARE(guessSplit(write(QStringLiteral("a.json"), " [1]")), FileSplit::jsonElements);
        QCOMPARE(guessSplit(write(QStringLiteral("b.json"), "{}")), FileSplit::whole);
        QCOMPARE(guessSplit(write(QStringLiteral("a.png"), "[")), FileSplit::whole);
    }
};

QTEST_GUILESS_MAIN(FileRecordsTest)
#include "file_records_test.moc"
