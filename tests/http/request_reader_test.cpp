// Requests from bytes: what they are made of, and that it does not matter how the bytes are cut.
#include "engine/base/limits.h"
#include "engine/net/http/request_reader.h"

#include <QTest>

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::http;

namespace {

// What a connection would see, as text: heads, bodies and ends in order.
std::string readAll(const std::string& bytes, size_t step, uint64_t bodyLimit = 0)
{
    RequestReader reader;
    std::string seen;
    std::string kept;
    size_t given = 0;
    for (;;) {
        const RequestReader::Progress progress = reader.next(kept);
        if (progress.event == RequestReader::Event::head) {
            const Request& request = reader.request();
            seen += std::string(methodName(request.method)) + " " + request.target + "\n";
            for (const auto& [name, value] : request.headers)
                seen += name + "=" + value + "\n";
            reader.setBodyLimit(bodyLimit);
        } else if (progress.event == RequestReader::Event::body) {
            seen += progress.body;
        } else if (progress.event == RequestReader::Event::end) {
            seen += "\n--\n";
        } else if (progress.event == RequestReader::Event::refused) {
            return seen + "refused " + std::to_string(progress.refusal.status);
        }
        kept.erase(0, progress.consumed);
        if (progress.event != RequestReader::Event::needsMore)
            continue;
        if (given == bytes.size())
            return seen + (reader.inRequest() ? "half" : "");
        const size_t part = std::min(step, bytes.size() - given);
        kept += bytes.substr(given, part);
        given += part;
    }
}

const std::string kHead = "POST /a?b HTTP/1.1\r\nHost: x\r\n";

} // namespace

class RequestReaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesGiveRequests_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("seen");
        const auto row = [](const char* name, const std::string& bytes, const std::string& seen) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray::fromStdString(seen);
        };
        const std::string head = "POST /a?b\nHost=x\n";
        row("no body", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /\nHost=x\n\n--\n");
        row("body", kHead + "Content-Length: 5\r\n\r\nhello", head + "Content-Length=5\nhello\n--\n");
        row("two in a row", kHead + "Content-Length: 1\r\n\r\n1" + kHead + "Content-Length: 1\r\n\r\n2",
            head + "Content-Length=1\n1\n--\n" + head + "Content-Length=1\n2\n--\n");
        row("chunks", kHead + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            head + "Transfer-Encoding=chunked\nabcde\n--\n");
        row("chunks with trailers that count for nothing",
            kHead + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Late: 1\r\nHost: evil\r\n\r\n",
            head + "Transfer-Encoding=chunked\na\n--\n");
        row("chunks without content", kHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            head + "Transfer-Encoding=chunked\n\n--\n");
        row("empty lines before", "\r\n\r\nGET / HTTP/1.0\r\n\r\n", "GET /\n\n--\n");
        row("unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", " /\nHost=x\n\n--\n");
        row("half a head", "GET / HTTP/1.1\r\nHo", "half");
        row("half a body", kHead + "Content-Length: 5\r\n\r\nhel", head + "Content-Length=5\nhelhalf");
        row("bad chunk size", kHead + "Transfer-Encoding: chunked\r\n\r\nzzzz\r\n",
            head + "Transfer-Encoding=chunked\nrefused 400");
        row("chunk longer than said", kHead + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
            head + "Transfer-Encoding=chunked\narefused 400");
        row("garbage", "\x01\x02\x03", "refused 400");
        row("response", "HTTP/1.1 200 OK\r\nHost: x\r\n\r\n", "refused 400");
    }
    void bytesGiveRequests()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, seen);
        for (const size_t step : {bytes.toStdString().size() + 1, size_t{1}, size_t{2}, size_t{7}})
            QCOMPARE(QByteArray::fromStdString(readAll(bytes.toStdString(), step)), seen);
    }

    void limitsHoldAtTheByte()
    {
        const std::string start = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
        const auto withHeader = [&](size_t bytes) {
            return start + std::string(bytes - start.size() - 4, 'a') + "\r\n\r\n";
        };
        QVERIFY(!readAll(withHeader(limits::kHttpHeaderBytesMax), 4096).ends_with("refused 431"));
        QVERIFY(readAll(withHeader(limits::kHttpHeaderBytesMax + 1), 4096).ends_with("refused 431"));
        // Without an end it is refused as soon as it is too long.
        QVERIFY(readAll(start + std::string(limits::kHttpHeaderBytesMax, 'a'), 1000).ends_with("refused 431"));
        const std::string body = kHead + "Content-Length: 10\r\n\r\n0123456789";
        QVERIFY(readAll(body, 3, 10).ends_with("--\n"));
        QVERIFY(readAll(body, 3, 9).ends_with("refused 413"));
        const std::string chunks = kHead + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";
        QVERIFY(readAll(chunks, 1, 10).ends_with("--\n"));
        QVERIFY(readAll(chunks, 1, 9).ends_with("refused 413"));
        // The line of a chunk's size may not go on for ever.
        QVERIFY(readAll(kHead + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(40 << 10, 'x'), 1024)
                    .ends_with("refused 400"));
    }

    void absoluteTargetsAreCutDown()
    {
        QVERIFY(readAll("GET http://x HTTP/1.1\r\nHost: x\r\n\r\n", 5).starts_with("GET /\n"));
        QVERIFY(readAll("GET http://X/a?b HTTP/1.1\r\nHost: x\r\n\r\n", 5).starts_with("GET /a?b\n"));
        QVERIFY(readAll("GET http://x?b HTTP/1.1\r\nHost: x\r\n\r\n", 5).starts_with("GET /?b\n"));
        QCOMPARE(readAll("GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 5), std::string("refused 400"));
    }
};

QTEST_APPLESS_MAIN(RequestReaderTest)
#include "request_reader_test.moc"
