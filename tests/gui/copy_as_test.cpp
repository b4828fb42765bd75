// The lines that "Copy as" makes, as they read. What they do is tested by running them: copy_as_run_test.cpp.
#include "ui/models/copy_as.h"
#include "ui/models/shell_text.h"

#include <QTest>

using namespace tapedeck;

namespace {

const CopyPorts kPorts = {"127.0.0.1:9797", "127.0.0.1:8888"};

CopiedMessage plain()
{
    return {"orders", MessageId{12}, {}, "{\"total\": 3}", {}};
}

} // namespace

class CopyAsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWordThatMeansNothingToAShellStaysBare()
    {
        QCOMPARE(shellQuoted("orders"), QStringLiteral("orders"));
        QCOMPARE(shellQuoted("a/b.c:9@x-1_%+,"), QStringLiteral("a/b.c:9@x-1_%+,"));
        QCOMPARE(shellQuoted(""), QStringLiteral("''"));
    }
    void whatCanBeSeenStandsInSingleQuotes()
    {
        QCOMPARE(shellQuoted("a b"), QStringLiteral("'a b'"));
        QCOMPARE(shellQuoted("$(rm -rf ~) `x` !! \"q\""), QStringLiteral("'$(rm -rf ~) `x` !! \"q\"'"));
        QCOMPARE(shellQuoted("it's"), QStringLiteral("'it'\\''s'"));
        QCOMPARE(shellQuoted("\u0141\u00f3d\u017a"), QStringLiteral("'\u0141\u00f3d\u017a'"));
        QCOMPARE(shellQuoted("=x"), QStringLiteral("'=x'")); // zsh looks for a program of this name
        QCOMPARE(shellQuoted("~"), QStringLiteral("'~'"));
    }
    void whatCannotBeSeenIsWrittenAsEscapes()
    {
        QCOMPARE(shellQuoted("a\nb"), QStringLiteral("$'a\\nb'"));
        QCOMPARE(shellQuoted("\x1b[31m1"), QStringLiteral("$'\\033[31m1'"));
        QCOMPARE(shellQuoted("\xff"
                             "7"),
            QStringLiteral("$'\\3777'"));
        QCOMPARE(shellQuoted("\u202e'\\"), QStringLiteral("$'\\342\\200\\256\\'\\\\'"));
    }
    void everyLineIsVisibleAscii()
    {
        CopiedMessage message = plain();
        for (int c = 0; c < 256; ++c) {
            message.body += static_cast<char>(c);
            message.key += static_cast<char>(c);
        }
        message.headers = {{message.key, message.body}};
        for (const CopyAs form : copyForms()) {
            const QString text = copyAsText(form, message, kPorts);
            for (const QChar c : text)
                QVERIFY2((c.unicode() >= 0x20 && c.unicode() < 0x7f) || c == QLatin1Char('\n'), qPrintable(text));
        }
    }
    void plainMessagesMakePlainLines()
    {
        const auto line = [](CopyAs form) { return copyAsText(form, plain(), kPorts); };
        QCOMPARE(line(CopyAs::redisCli), QStringLiteral("redis-cli -p 9797 RPUSH orders '{\"total\": 3}'"));
        QCOMPARE(line(CopyAs::curl),
            QStringLiteral("curl http://127.0.0.1:8888/api/v1/queues/orders/messages -H 'Content-Type: "
                           "application/octet-stream' --data-raw '{\"total\": 3}'"));
        QCOMPARE(line(CopyAs::tapedeckPub), QStringLiteral("tapedeck pub -- orders '{\"total\": 3}'"));
        QCOMPARE(line(CopyAs::python),
            QStringLiteral("import redis\n\nr = redis.Redis(\"127.0.0.1\", 9797)\n"
                           "r.execute_command(\"RPUSH\", \"orders\", \"{\\\"total\\\": 3}\")"));
        QVERIFY(
            line(CopyAs::node).contains(QStringLiteral("redis.call(\"RPUSH\", \"orders\", \"{\\\"total\\\": 3}\")")));
        QCOMPARE(
            line(CopyAs::curlFetch), QStringLiteral("curl http://127.0.0.1:8888/api/v1/queues/orders/messages/12"));
        QCOMPARE(line(CopyAs::tapedeckPeek), QStringLiteral("tapedeck peek --from 12 --count 1 -- orders"));
    }
    void keyAndHeadersAreThere()
    {
        CopiedMessage message = plain();
        message.key = "k 1";
        message.headers = {{"trace", "a\"b"}};
        message.body = "x";
        QCOMPARE(copyAsText(CopyAs::redisCli, message, kPorts),
            QStringLiteral("redis-cli -p 9797 PUB orders KEY 'k 1' HEADER trace 'a\"b' BODY x"));
        QVERIFY(copyAsText(CopyAs::curl, message, kPorts)
                    .contains(QStringLiteral("-H 'X-Message-Key: k 1' -H 'X-Message-Header-trace: a\"b'")));
        QCOMPARE(copyAsText(CopyAs::tapedeckPub, message, kPorts),
            QStringLiteral("tapedeck pub --key='k 1' --header='trace=a\"b' -- orders x"));
    }
    void theAddressIsTheBrokers()
    {
        const CopyPorts elsewhere = {"[::]:7000", "192.168.1.5:80"};
        QVERIFY(
            copyAsText(CopyAs::redisCli, plain(), elsewhere).startsWith(QStringLiteral("redis-cli -h ::1 -p 7000 ")));
        QVERIFY(copyAsText(CopyAs::tapedeckPub, plain(), elsewhere)
                    .startsWith(QStringLiteral("tapedeck pub --url redis://[::1]:7000 ")));
        QVERIFY(copyAsText(CopyAs::curl, plain(), elsewhere).startsWith(QStringLiteral("curl http://192.168.1.5:80/")));
        QCOMPARE(copyAsText(CopyAs::curl, plain(), {"127.0.0.1:9797", ""}), QString());
    }
    void aQueuesNameIsOneSegmentOfThePath()
    {
        CopiedMessage message = plain();
        message.queue = "a/b?c#d %\xff";
        QVERIFY(copyAsText(CopyAs::curlFetch, message, kPorts)
                    .endsWith(QStringLiteral("/queues/a%2Fb%3Fc%23d%20%25%FF/messages/12")));
    }
};

QTEST_GUILESS_MAIN(CopyAsTest)
#include "copy_as_test.moc"
