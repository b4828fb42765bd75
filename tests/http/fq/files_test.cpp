// Files of the web directory, the checkpoint routes, and what is not there.
#include "tests/http/fq/fq_rig.h"

#include <QTest>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

void write(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

// A directory "web" with files, and beside it something that must stay secret.
class WebDirectory {
public:
    WebDirectory()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-web-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr);
        m_top = pattern;
        write(m_top / "secret.txt", "secret");
        write(m_top / "web2/secret.txt", "secret"); // its name begins like the root's
        for (const char* name : {"a.js", "a.json", "a.css", "a.jpg", "a.jpeg", "a.gif", "a.png", "a.html", "a.htm",
                 "a.txt", "none", "with blank.css", "sub/index.html"})
            write(m_top / "web" / name, std::string("this is ") + name);
        write(m_top / "web/index.html", "<p>front</p>");
        write(m_top / "web/empty.css", "");
        std::filesystem::create_symlink("a.css", m_top / "web/inside.css");
        std::filesystem::create_symlink("../secret.txt", m_top / "web/outside.txt");
        std::filesystem::create_directory_symlink("..", m_top / "web/up");
        std::filesystem::create_symlink("nowhere", m_top / "web/broken.css");
        CHECK(::mkfifo((m_top / "web/fifo.css").c_str(), 0600) == 0);
        write(m_top / "web/huge.css", "");
        std::filesystem::resize_file(m_top / "web/huge.css", (16 << 20) + 1);
    }
    ~WebDirectory()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_top, ignored);
    }
    std::string root() const { return (m_top / "web").string(); }

private:
    std::filesystem::path m_top;
};

} // namespace

class FilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesHaveTheirTypes_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* path, const char* type, const char* body) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(type) << QByteArray(body);
        };
        row("/", "text/html", "<p>front</p>");
        row("/?x=/../y", "text/html", "<p>front</p>");
        row("/index.html", "text/html", "<p>front</p>");
        row("/sub/", "text/html", "this is sub/index.html");
        row("/a.js", "text/javascript", "this is a.js");
        row("/a.json", "application/json", "this is a.json");
        row("/a.css", "text/css", "this is a.css");
        row("/a.jpg", "image/jpeg", "this is a.jpg");
        row("/a.jpeg", "image/jpeg", "this is a.jpeg");
        row("/a.gif", "image/gif", "this is a.gif");
        row("/a.png", "image/png", "this is a.png");
        row("/a.html", "text/html", "this is a.html");
        row("/a.htm", "text/html", "this is a.htm");
        row("/a.txt", "application/octet-stream", "this is a.txt");
        row("/none", "application/octet-stream", "this is none");
        row("/with%20blank.css", "text/css", "this is with blank.css");
        row("/empty.css", "text/css", "");
        row("/inside.css", "text/css", "this is a.css");
        row("/./sub//index.html", "text/html", "this is sub/index.html");
    }
    void filesHaveTheirTypes()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const WebDirectory web;
        FqRig rig(web.root());
        HttpClient client(rig.port());
        const HttpReply head = client.ask("HEAD", path.toStdString());
        const HttpReply reply = client.ask("GET", path.toStdString()); // the connection stays
        QCOMPARE(bytes(reply.body), body);
        for (const HttpReply& one : {head, reply}) {
            QCOMPARE(one.status, 200);
            QCOMPARE(bytes(one.header("content-type")), type);
            QCOMPARE(bytes(one.header("content-length")), QByteArray::number(body.size()));
            QCOMPARE(bytes(one.header("x-content-type-options")), bytes("nosniff"));
        }
    }

    void nothingElseIsServed_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char* path :
            {"/missing.css", "/sub", "/a.css/", "/..", "/../secret.txt", "/sub/../../secret.txt", "/%2e%2e/secret.txt",
                "/..%2fsecret.txt", "/sub/..%2f..%2fsecret.txt", "//etc/passwd", "/%2fetc%2fpasswd", "/outside.txt",
                "/up/secret.txt", "/up/web2/secret.txt", "/../web2/secret.txt", "/broken.css", "/fifo.css", "/huge.css",
                "/a.css%00.html", "/a%zz.css", "/up/web/../secret.txt", "/shutdown"})
            QTest::newRow(path) << QByteArray(path);
    }
    void nothingElseIsServed()
    {
        QFETCH(QByteArray, path);
        const WebDirectory web;
        FqRig rig(web.root());
        HttpClient client(rig.port());
        const HttpReply reply = client.ask("GET", path.toStdString());
        QCOMPARE(reply.status, 404);
        QVERIFY(reply.body.empty());
        QCOMPARE(client.ask("GET", "/a.css").status, 200);
    }

    void withoutADirectoryThereAreNoFiles()
    {
        FqRig rig;
        HttpClient client(rig.port());
        for (const char* path : {"/", "/index.html", "/shutdown", "/fq/stats.json"})
            QCOMPARE(client.ask("GET", path).status, 404);
        HttpClient other(rig.server.port());
        QCOMPARE(other.ask("GET", "/fq/").status, 404);
    }

    void filesAreReadOnly()
    {
        const WebDirectory web;
        FqRig rig(web.root());
        HttpClient client(rig.port());
        QCOMPARE(client.ask("PUT", "/a.css", "x").status, 405);
        QCOMPARE(client.ask("GET", "/a.css").body, std::string("this is a.css"));
    }

    void checkpointsAreRefusedInWords_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("message");
        const QByteArray no =
            "Ids of delivered messages are their publishers', so no checkpoint can be taken from them; "
            "use channels of the queue instead.";
        QTest::newRow("add") << QByteArray("/add_checkpoint?cpname=c&qname=q&chkptid=1:2") << no;
        QTest::newRow("remove") << QByteArray("/remove_checkpoint?cpname=c&qname=q") << no;
        QTest::newRow("reset") << QByteArray("/reset_to_checkpoint?cpname=c&qname=q") << no;
        QTest::newRow("nothing") << QByteArray("/add_checkpoint") << QByteArray("missing cpname");
        QTest::newRow("no queue") << QByteArray("/add_checkpoint?cpname=c") << QByteArray("missing qname");
        QTest::newRow("unknown queue") << QByteArray("/add_checkpoint?cpname=c&qname=o%22r")
                                       << QByteArray("Cannot find registered queue 'o\\\"r'");
    }
    void checkpointsAreRefusedInWords()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, message);
        const QByteArray expected = "{\"status\":\"error\",\"message\":\"" + message + "\"}\n";
        FqRig rig;
        rig.makeQueue("q", {}, QueueKind::disk);
        HttpClient client(rig.port());
        for (int i = 0; i < 3; ++i) {
            const HttpReply reply = client.ask("GET", target.toStdString());
            QCOMPARE(reply.status, 200);
            QCOMPARE(bytes(reply.header("content-type")), bytes("application/json"));
            QCOMPARE(bytes(reply.body), expected);
        }
    }
};

QTEST_APPLESS_MAIN(FilesTest)
#include "files_test.moc"
