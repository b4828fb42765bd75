#include "app/config.h"

#include <QTest>

using namespace tapedeck;

class DeclarationsTest : public QObject {
    Q_OBJECT

    static std::string errorOf(const char* toml)
    {
        Config config;
        const Status status = applyConfigText(config, toml, "f.toml");
        return status ? "no error" : status.error().text;
    }

private Q_SLOTS:
    void everyKindIsReadWithItsOrigin()
    {
        Config config;
        const Status status = applyConfigText(config,
            "seed = 5\n"
            "[[queue]]\nname = \"orders\"\nkind = \"mem\"\nmessage_timeout = \"7s\"\nattempts = 3\n"
            "retention_period = 60\nhard_retention_size = \"1g\"\nshare = \"roundrobin\"\nflow = \"stopped\"\n"
            "fq = \"public,block,backlog=10\"\nchannels = [\"billing\", \"mail\"]\n"
            "[[channel]]\nqueue = \"orders\"\nname = \"slow\"\nstart = \"head\"\npaused = true\n"
            "[[exchange]]\nname = \"logs\"\nrecord = false\n"
            "[[binding]]\nexchange = \"logs\"\nqueue = \"orders\"\nprogram = 'prefix:\"order.\"'\n",
            "f.toml");
        QVERIFY2(status.ok(), status.ok() ? "" : status.error().text.c_str());
        std::vector<std::string> seen;
        for (const Declaration& one : config.declarations)
            seen.push_back(std::string(one.section) + " " + one.name + " " + one.origin);
        std::sort(seen.begin(), seen.end());
        QCOMPARE(seen,
            (std::vector<std::string>{"binding logs -> orders f.toml:21", "channel orders/slow f.toml:13",
                "exchange logs f.toml:18", "queue orders f.toml:2"}));
        QCOMPARE(*config.seed, uint64_t{5});
        const auto queue = std::find_if(config.declarations.begin(), config.declarations.end(),
            [](const Declaration& one) { return one.section == "queue"; });
        QCOMPARE(queue->value.dump().substr(0, 34), std::string("{\"name\":\"orders\",\"kind\":\"mem\",\"mes"));
    }

    void mistakeIsToldWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("error");
        QTest::newRow("unknown member") << QByteArray("[[queue]]\nname = \"q\"\nmesage_timeout = \"1s\"\n")
                                        << QByteArray("f.toml:3: unknown member \"mesage_timeout\"; did you mean "
                                                      "\"message_timeout\"?");
        QTest::newRow("unknown section") << QByteArray("[[queu]]\nname = \"q\"\n")
                                         << QByteArray("f.toml:1: unknown setting \"queu\"; did you mean \"queue\"?");
        QTest::newRow("one table") << QByteArray("[queue]\nname = \"q\"\n")
                                   << QByteArray("f.toml:1: queue is declared with [[queue]]");
        QTest::newRow("no name") << QByteArray("seed = 1\n[[queue]]\nkind = \"mem\"\n")
                                 << QByteArray("f.toml:2: name is missing");
        QTest::newRow("empty name") << QByteArray("[[queue]]\nname = \"\"\n")
                                    << QByteArray("f.toml:2: name: must not be empty");
        QTest::newRow("wrong word") << QByteArray("[[queue]]\nname = \"q\"\nkind = \"tape\"\n")
                                    << QByteArray("f.toml:3: kind: \"tape\" is not one of disk mem");
        QTest::newRow("wrong type") << QByteArray("[[queue]]\nname = 5\n")
                                    << QByteArray("f.toml:2: name: a text is needed");
        QTest::newRow("wrong duration")
            << QByteArray("[[queue]]\nname = \"q\"\nmessage_timeout = \"soon\"\n")
            << QByteArray(
                   "f.toml:3: message_timeout: a length of time such as \"500ms\", \"30s\", \"5m\" or \"24h\" is "
                   "needed");
        QTest::newRow("negative number") << QByteArray("[[queue]]\nname = \"q\"\nattempts = -1\n")
                                         << QByteArray("f.toml:3: attempts: a whole number from 0 to 4294967295 is "
                                                       "needed");
        QTest::newRow("wrong program") << QByteArray(
            "[[binding]]\nexchange = \"e\"\nqueue = \"q\"\nprogram = \"nonsense\"\n")
                                       << QByteArray("f.toml:4: program: not a routing program: byte 0");
        QTest::newRow("list of numbers") << QByteArray("[[queue]]\nname = \"q\"\nchannels = [1]\n")
                                         << QByteArray("f.toml:3: channels: a list of texts is needed");
    }
    void mistakeIsToldWithItsLine()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, error);
        const std::string told = errorOf(toml.constData());
        QVERIFY2(told.starts_with(error.constData()), told.c_str());
    }

    void singleTextStandsForAListOfOne()
    {
        QCOMPARE(errorOf("[[queue]]\nname = \"q\"\nchannels = \"c\"\n"), std::string("no error"));
    }
};

QTEST_APPLESS_MAIN(DeclarationsTest)
#include "declarations_test.moc"
