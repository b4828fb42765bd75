// Lines of "Copy as", pasted into a real shell and sent with the real tools to a running broker: what arrives has the
// same key, headers and body, whatever bytes they are.
#include "ui/models/copy_as.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

namespace {

constexpr int kPatienceMs = 30'000;

std::string everyByte()
{
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    return all;
}

std::string bytesOf(const QJsonObject& object, const QString& name)
{
    const QJsonValue text = object.value(name);
    return text.isString()
        ? text.toString().toStdString()
        : QByteArray::fromBase64(object.value(name + QStringLiteral("Base64")).toString().toLatin1()).toStdString();
}

} // namespace

class CopyAsRunTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    QProcess m_broker;
    CopyPorts m_ports;
    QProcessEnvironment m_environment;
    int m_queues = 0;

    static std::string portOf(const QString& ready, const QString& protocol)
    {
        const QString rest = ready.section(protocol + QLatin1Char('='), 1);
        return rest.section(QLatin1Char(' '), 0, 0).trimmed().toStdString();
    }
    // What the shell prints; fails the test when it does not end well.
    QByteArray shell(const QString& line)
    {
        QProcess bash;
        bash.setProcessEnvironment(m_environment);
        bash.start(QStringLiteral("bash"), {QStringLiteral("--norc")});
        bash.write(line.toUtf8() + "\nexit $?\n"); // as pasted, so that no limit of arguments holds for the line
        bash.closeWriteChannel();
        if (!bash.waitForFinished(kPatienceMs) || bash.exitCode() != 0)
            qWarning("%s\n%s", qPrintable(line.left(2000)), bash.readAllStandardError().constData());
        return bash.exitCode() == 0 ? bash.readAllStandardOutput() : QByteArray();
    }
    // The one message of a queue.
    QJsonObject only(const std::string& queue)
    {
        const QByteArray name = QByteArray::fromStdString(queue).toPercentEncoding();
        const QByteArray page = shell(QStringLiteral("curl -s 'http://%1/api/v1/queues/%2/messages'")
                                          .arg(QString::fromStdString(m_ports.http), QString::fromLatin1(name)));
        const QJsonArray all = QJsonDocument::fromJson(page).object().value(QStringLiteral("messages")).toArray();
        return all.size() == 1 ? all.first().toObject() : QJsonObject();
    }
    void compareArrived(const CopiedMessage& sent)
    {
        const QJsonObject arrived = only(sent.queue);
        QVERIFY(arrived.contains(QStringLiteral("id")));
        QCOMPARE(bytesOf(arrived, QStringLiteral("body")), sent.body);
        QCOMPARE(bytesOf(arrived, QStringLiteral("key")), sent.key);
        HeaderList headers;
        for (const QJsonValue header : arrived.value(QStringLiteral("headers")).toArray())
            headers.emplace_back(bytesOf(header.toObject(), QStringLiteral("name")),
                bytesOf(header.toObject(), QStringLiteral("value")));
        QCOMPARE(headers, sent.headers);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* tool : {"bash", "curl", "redis-cli"})
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QFAIL(qPrintable(
                    QStringLiteral("%1 is not installed: packaging/install-packages test").arg(QLatin1String(tool))));
        m_environment = QProcessEnvironment::systemEnvironment();
        for (const QString& name : m_environment.keys())
            if (name.startsWith(QStringLiteral("TAPEDECK_")))
                m_environment.remove(name);
        m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_directory.path());
        m_environment.insert(
            QStringLiteral("PATH"), m_directory.path() + QLatin1Char(':') + qEnvironmentVariable("PATH"));
        QVERIFY(QFile::link(QStringLiteral(TAPEDECK_PROGRAM), m_directory.filePath(QStringLiteral("tapedeck"))));
        m_broker.setProcessEnvironment(m_environment);
        m_broker.setWorkingDirectory(m_directory.path());
        QStringList arguments = {QStringLiteral("serve"), QStringLiteral("--exit-with-parent")};
        for (const char* port : {"--resp", "--http", "--fq", "--grpc"})
            arguments << QLatin1String(port) << QStringLiteral("127.0.0.1:0");
        m_broker.start(m_directory.filePath(QStringLiteral("tapedeck")), arguments);
        QTRY_VERIFY_WITH_TIMEOUT(m_broker.canReadLine(), kPatienceMs);
        const QString ready = QString::fromUtf8(m_broker.readLine());
        m_ports = {portOf(ready, QStringLiteral("resp")), portOf(ready, QStringLiteral("http"))};
        QVERIFY2(!m_ports.resp.empty() && !m_ports.http.empty(), qPrintable(ready));
    }
    void cleanupTestCase()
    {
        m_broker.terminate();
        m_broker.waitForFinished(kPatienceMs);
    }

    void whatIsPastedArrivesAsItWas_data()
    {
        QTest::addColumn<std::string>("key");
        QTest::addColumn<std::string>("body");
        QTest::addColumn<HeaderList>("headers");
        const HeaderList trace = {{"trace-id", "4bf9"}, {"content-type", "application/json"}};
        QTest::newRow("json") << std::string() << std::string("{\"id\": 9007199254740993}") << HeaderList();
        QTest::newRow("key and headers") << std::string("k-77") << std::string("{\"a\": \"b c\"}") << trace;
        QTest::newRow("quotes") << std::string("it's \"q\"") << std::string("'; echo \"$HOME\" `id` $(id) \\ !! #")
                                << HeaderList{{"a", "'\"\\$x"}};
        QTest::newRow("line feeds") << std::string("k\r\n") << std::string("\na\r\nb\t\n\n")
                                    << HeaderList{{"a", "b\nc"}};
        QTest::newRow("empty body") << std::string("k") << std::string() << HeaderList();
        QTest::newRow("nothing at all") << std::string() << std::string() << HeaderList();
        QTest::newRow("looks like options") << std::string("--key") << std::string("--help") << HeaderList{{"-x", "-"}};
        QTest::newRow("only a hyphen") << std::string() << std::string("-") << HeaderList();
        QTest::newRow("names a file") << std::string("@x") << std::string("@/etc/passwd") << HeaderList{{"f", "<x"}};
        QTest::newRow("brackets") << std::string("[a]") << std::string("[1,2,\"x\"]") << HeaderList{{"l", "[a,b]"}};
        QTest::newRow("braces") << std::string("{}") << std::string("{}") << HeaderList();
        QTest::newRow("percent") << std::string("%s%1") << std::string("100% %d %1 \\n") << HeaderList{{"p", "%2"}};
        QTest::newRow("bidi") << std::string("\u202ekey") << std::string("a\u202e\u2066b\u200b\U000e0041")
                              << HeaderList{{"r", "\u202e"}};
        QTest::newRow("other scripts") << std::string("\u0141\u00f3d\u017a") << std::string("\u6771\u4eac \U0001f4fc")
                                       << HeaderList{{"stadt", "K\u00f8benhavn"}};
        QTest::newRow("no utf-8") << std::string("\xff\xfe") << std::string("\x80\xc3(\xed\xa0\x80")
                                  << HeaderList{{"b", "\xff"}};
        QTest::newRow("capital headers") << std::string("k") << std::string("x")
                                         << HeaderList{{"Trace", "a"}, {"trace", "b"}, {"Trace", ""}};
        QTest::newRow("blank ends") << std::string(" k ") << std::string(" x ") << HeaderList{{"a", " b "}};
        QTest::newRow("zero in the body") << std::string("k") << std::string("a\0b\0", 4) << HeaderList{{"a", "b"}};
        QTest::newRow("zero everywhere") << std::string("k\0", 2) << std::string("\0", 1)
                                         << HeaderList{{std::string("n\0", 2), std::string("\0v", 2)}};
        QTest::newRow("every byte") << std::string() << everyByte() << HeaderList();
        std::string large;
        while (large.size() < 400'000)
            large += everyByte() + "some text ";
        QTest::newRow("large") << std::string("k") << large << trace;
    }
    void whatIsPastedArrivesAsItWas()
    {
        QFETCH(std::string, key);
        QFETCH(std::string, body);
        QFETCH(HeaderList, headers);
        CopiedMessage message = {"orders", MessageId{1}, key, body, headers};
        const bool zeroBeforeTheBody = key.find('\0') != std::string::npos;
        for (const CopyAs form : {CopyAs::redisCli, CopyAs::curl, CopyAs::tapedeckPub}) {
            message.queue = "q" + std::to_string(++m_queues);
            const QString line = copyAsText(form, message, m_ports);
            if (form == CopyAs::tapedeckPub && zeroBeforeTheBody) {
                QVERIFY(line.isEmpty()); // said instead of done wrong
                continue;
            }
            shell(QStringLiteral("redis-cli -p %1 SETNX %2 c")
                      .arg(QString::fromStdString(m_ports.resp).section(QLatin1Char(':'), 1),
                          QString::fromStdString(message.queue)));
            QVERIFY2(!shell(line).isEmpty(), qPrintable(line.left(2000)));
            compareArrived(message);
            if (QTest::currentTestFailed())
                qWarning("%s", qPrintable(line.left(2000)));
        }
    }
    void aMessageIsFetchedByItsLine()
    {
        const std::string odd = "a/b c.$(id)";
        CopiedMessage message = {odd, MessageId{2}, "k", "second", {}};
        shell(copyAsText(CopyAs::curl, {odd, MessageId{1}, {}, "first", {}}, m_ports));
        shell(copyAsText(CopyAs::curl, message, m_ports));
        const QByteArray fetched = shell(copyAsText(CopyAs::curlFetch, message, m_ports));
        QVERIFY2(fetched.contains("\"second\"") && !fetched.contains("\"first\""), fetched.constData());
        const QByteArray peeked = shell(copyAsText(CopyAs::tapedeckPeek, message, m_ports));
        QVERIFY2(peeked.contains("second") && !peeked.contains("first"), peeked.constData());
    }
};

QTEST_GUILESS_MAIN(CopyAsRunTest)
#include "copy_as_run_test.moc"
