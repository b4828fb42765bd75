// What is taken over from an fqd's configuration, and what of a hostile or broken file is left out.
#include "engine/base/limits.h"
#include "engine/net/fq/fqd_import.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace tapedeck;

namespace {

constexpr const char* kSchema =
    "CREATE TABLE queue (name TEXT PRIMARY KEY, type TEXT DEFAULT 'mem', attributes TEXT);"
    "CREATE TABLE binding (exchange TEXT, queue TEXT, peermode BOOLEAN DEFAULT FALSE, program TEXT);"
    "CREATE TABLE upstream (host TEXT, port INTEGER DEFAULT 8765, source TEXT, password TEXT, exchange TEXT,"
    " program TEXT DEFAULT '', permanent_binding BOOLEAN DEFAULT FALSE);";

} // namespace

class FqdImportTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::string make(const std::string& sql)
    {
        const std::string path = m_folder.filePath(QStringLiteral("config%1.sqlite").arg(++m_files)).toStdString();
        sqlite3* db = nullptr;
        CHECK(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
        char* error = nullptr;
        const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error);
        if (code != SQLITE_OK)
            std::fprintf(stderr, "%s\n", error);
        CHECK(code == SQLITE_OK);
        sqlite3_close(db);
        return path;
    }

private Q_SLOTS:
    void everythingOfARealConfigurationIsTaken()
    {
        const auto read = fq::readFqdConfiguration(make(std::string(kSchema)
            + "INSERT INTO queue VALUES ('orders', 'disk', 'public,block,backlog=1000'), ('logs', 'mem', NULL);"
              "INSERT INTO binding VALUES ('shop', 'orders', 'true', 'prefix:\"order.\"');"
              "INSERT INTO binding (exchange, queue, program) VALUES ('shop', 'logs', 'prefix:');"
              "INSERT INTO upstream (host, source, password, exchange, program, permanent_binding)"
              " VALUES ('10.0.0.7', 'u/q/mem:private', 'secret', 'shop', 'prefix:', 'true');"));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text.c_str());
        QCOMPARE(read->skippedCount, size_t{0});
        QCOMPARE(read->queues.size(), size_t{2});
        const auto& orders = read->queues[0];
        QCOMPARE(orders.name, std::string("orders"));
        QCOMPARE(orders.kind, QueueKind::disk);
        QVERIFY(orders.settings.isPublic && orders.settings.block && orders.settings.permanent);
        QCOMPARE(orders.settings.backlog, uint32_t{1000});
        QVERIFY(!read->queues[1].settings.isPublic && read->queues[1].kind == QueueKind::mem);
        QCOMPARE(read->bindings.size(), size_t{2});
        QVERIFY(read->bindings[0].peer && !read->bindings[1].peer);
        QCOMPARE(read->bindings[0].program, std::string("prefix:\"order.\""));
        QCOMPARE(read->upstreams.size(), size_t{1});
        QCOMPARE(read->upstreams[0].port, uint16_t{8765});
        QCOMPARE(read->upstreams[0].password, std::string("secret"));
        QVERIFY(read->upstreams[0].permanentBinding);
    }

    void badRowsAreLeftOutAndTold_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* sql, const char* told) {
            QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(told);
        };
        row("queue type", "INSERT INTO queue VALUES ('a', 'tape', '')", "invalid queue type: tape");
        row("queue attribute", "INSERT INTO queue VALUES ('a', 'mem', 'public,shiny')", "invalid queue param: shiny");
        row("queue without a name", "INSERT INTO queue VALUES ('', 'mem', '')", "whose name has 0 bytes");
        row("long name", "INSERT INTO queue VALUES (hex(zeroblob(64)), 'mem', '')", "whose name has 128 bytes");
        row("binding of no queue", "INSERT INTO binding VALUES ('e', 'nobody', 'false', 'prefix:')",
            "there is no such queue");
        row("program", "INSERT INTO queue VALUES ('q', 'mem', ''); INSERT INTO binding VALUES ('e', 'q', '', 'huh')",
            "not understood at byte 0");
        row("exchange",
            "INSERT INTO queue VALUES ('q', 'mem', ''); INSERT INTO binding VALUES (NULL, 'q', '', 'prefix:')",
            "its exchange has 0 bytes");
        row("port", "INSERT INTO upstream VALUES ('h', 65536, '', '', 'e', 'prefix:', 'false')",
            "its port is \"65536\"");
        row("negative port", "INSERT INTO upstream VALUES ('h', -1, '', '', 'e', 'prefix:', 'false')", "its port is");
        row("host", "INSERT INTO upstream VALUES ('', 1, '', '', 'e', 'prefix:', 'false')", "its host has 0 bytes");
    }
    void badRowsAreLeftOutAndTold()
    {
        QFETCH(QString, sql);
        QFETCH(QString, told);
        const auto read = fq::readFqdConfiguration(
            make(kSchema + std::string("INSERT INTO queue VALUES ('good', 'mem', '');") + sql.toStdString()));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text.c_str());
        QCOMPARE(read->skippedCount, size_t{1});
        QVERIFY2(QString::fromStdString(read->skipped[0]).contains(told), read->skipped[0].c_str());
        QVERIFY(!read->queues.empty()); // the good one is still taken
    }

    void aTableOrColumnThatIsMissingIsNoError()
    {
        auto read = fq::readFqdConfiguration(make("CREATE TABLE queue (name, type, attributes);"
                                                  "INSERT INTO queue VALUES ('q', 'mem', '');"
                                                  "CREATE TABLE binding (exchange, queue, program);"
                                                  "INSERT INTO binding VALUES ('e', 'q', 'prefix:');"));
        QVERIFY(read.ok());
        QCOMPARE(read->bindings.size(), size_t{1});
        QVERIFY(!read->bindings[0].peer);
    }

    void whatIsNoConfigurationIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray(4096, 'x');
        QTest::newRow("only a header") << QByteArray("SQLite format 3\0", 16);
        QTest::newRow("header and noise") << QByteArray("SQLite format 3\0", 16) + QByteArray(8192, '\x7f');
    }
    void whatIsNoConfigurationIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const QString path = m_folder.filePath(QStringLiteral("noise%1").arg(++m_files));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        const auto read = fq::readFqdConfiguration(path.toStdString());
        QVERIFY(!read.ok());
        QVERIFY(!read.error().text.empty());
        QVERIFY(!fq::readFqdConfiguration(path.toStdString() + "-nobody").ok());
    }

    // A view or a virtual table of that name would run code of the file's.
    void onlyRealTablesAreRead()
    {
        const auto views = fq::readFqdConfiguration(make("CREATE TABLE other (a); CREATE VIEW queue AS"
                                                         " SELECT 'q' AS name, 'mem' AS type, '' AS attributes;"));
        QVERIFY(!views.ok());
        const auto mixed = fq::readFqdConfiguration(
            make(std::string("CREATE TABLE queue (name, type, attributes); CREATE VIEW binding AS SELECT 1;")));
        QVERIFY(mixed.ok());
        QVERIFY(mixed->bindings.empty());
    }

    void aFileThatLacksItsEndIsAnErrorNotACrash()
    {
        std::string rows;
        for (int i = 0; i < 2000; ++i)
            rows += "INSERT INTO queue VALUES ('queue" + std::to_string(i) + "', 'mem', '');";
        const std::string path = make(std::string(kSchema) + "BEGIN;" + rows + "COMMIT;");
        QFile file(QString::fromStdString(path));
        const qint64 size = file.size();
        for (qint64 keep = size - 512; keep > 0; keep -= size / 16) {
            QVERIFY(file.resize(keep));
            const auto read = fq::readFqdConfiguration(path);
            QVERIFY(!read.ok() || read->queues.size() <= 2000);
        }
    }

    void tooManyOfAnythingAreCounted()
    {
        std::string sql = std::string(kSchema) + "BEGIN; INSERT INTO queue VALUES ('q', 'mem', '');";
        for (size_t i = 0; i < limits::kPermanentBindingsMax + 5; ++i)
            sql += "INSERT INTO binding VALUES ('e', 'q', '', 'prefix:\"" + std::to_string(i) + "\"');";
        const auto read = fq::readFqdConfiguration(make(sql + "COMMIT;"));
        QVERIFY(read.ok());
        QCOMPARE(read->bindings.size(), limits::kPermanentBindingsMax);
        QCOMPARE(read->skippedCount, size_t{5});
    }
};

QTEST_APPLESS_MAIN(FqdImportTest)
#include "fqd_import_test.moc"
