#include "app/config.h"
#include "app/exit_code.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace tapedeck;

class ConfigTest : public QObject {
    Q_OBJECT

    // A directory tree and an environment of its own for each test.
    QTemporaryDir m_directory;
    std::string at(const std::string& name) const { return m_directory.path().toStdString() + "/" + name; }
    void write(const std::string& name, const std::string& text) const
    {
        QDir(m_directory.path()).mkpath(QFileInfo(QString::fromStdString(name)).path());
        std::ofstream(at(name)) << text;
    }
    Environment environment(std::map<std::string, std::string, std::less<>> variables = {},
        const std::string& folder = "project/deep") const
    {
        variables.emplace("XDG_CONFIG_HOME", at("xdg"));
        return Environment(std::move(variables), at(folder));
    }
    static std::string errorOf(const Result<Config>& result) { return result ? "no error" : result.error().text; }
    static std::string errorOf(const Status& status) { return status ? "no error" : status.error().text; }

private Q_SLOTS:
    void init()
    {
        QVERIFY(QDir(m_directory.path()).removeRecursively());
        QVERIFY(QDir().mkpath(m_directory.path() + "/project/deep"));
    }

    void withoutAnySourceNothingIsForgottenAndOnlyLoopbackListens()
    {
        auto config = resolveConfig(environment(), {}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->resp.text(), std::string("localhost:9797"));
        QVERIFY(config->resp.loopback());
        QVERIFY(config->queueDefaults.retention == RetentionSettings{});
        QVERIFY(config->tape.empty());
        QVERIFY(config->origins.empty());
    }

    void flagBeatsVariableBeatsProjectFileBeatsUserFile()
    {
        write("xdg/tapedeck/config.toml",
            "log_level = \"error\"\nlog_format = \"json\"\nmax_connections = 5\nseed = 1\n");
        write("project/tapedeck.toml", "log_format = \"text\"\nmax_connections = 6\nseed = 2\n");
        auto config = resolveConfig(
            environment({{"TAPEDECK_MAX_CONNECTIONS", "7"}, {"TAPEDECK_SEED", "3"}}), {{"seed", "4"}}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->logLevel, LogLevel::error);
        QCOMPARE(config->logFormat, LogFormat::text);
        QCOMPARE(config->maxConnections, uint64_t{7});
        QCOMPARE(*config->seed, uint64_t{4});
        QCOMPARE(config->origins["log_level"], at("xdg/tapedeck/config.toml") + ":1");
        QCOMPARE(config->origins["log_format"], at("project/tapedeck.toml") + ":1");
        QCOMPARE(config->origins["max_connections"], std::string("environment TAPEDECK_MAX_CONNECTIONS"));
        QCOMPARE(config->origins["seed"], std::string("flag --seed"));
    }

    void miniKafkasVariablesStandBetweenOursAndTheFiles()
    {
        write(
            "project/tapedeck.toml", "grpc = \"127.0.0.1:1\"\nhard_retention_period = \"1s\"\ntape = \"file.tape\"\n");
        const std::map<std::string, std::string, std::less<>> theirs = {{"MINIKAFKA_HOST", "127.0.0.1:2"},
            {"MINIKAFKA_RETENTIONTIME", "1h30m"}, {"MINIKAFKA_ROOT_DIR", "/data/store"}};
        auto config = resolveConfig(environment(theirs), {}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->grpc.text(), std::string("127.0.0.1:2"));
        QCOMPARE(config->queueDefaults.retention.hardPeriod, Duration::seconds(5400));
        QCOMPARE(config->tape, std::string("/data/store/queues.tape"));
        QCOMPARE(config->origins["grpc"], std::string("environment MINIKAFKA_HOST"));
        QCOMPARE(config->origins["hard_retention_period"], std::string("environment MINIKAFKA_RETENTIONTIME"));
        QCOMPARE(config->origins["tape"], std::string("environment MINIKAFKA_ROOT_DIR"));
        auto both = theirs;
        both.insert({{"TAPEDECK_GRPC", "127.0.0.1:3"}, {"TAPEDECK_HARD_RETENTION_PERIOD", "7s"}});
        config = resolveConfig(environment(both), {{"tape", "flag.tape"}}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->grpc.text(), std::string("127.0.0.1:3"));
        QCOMPARE(config->queueDefaults.retention.hardPeriod, Duration::seconds(7));
        QCOMPARE(config->tape, std::string("flag.tape"));
        QCOMPARE(config->origins["tape"], std::string("flag --tape"));
        // An empty one is none.
        config = resolveConfig(environment({{"MINIKAFKA_HOST", ""}, {"MINIKAFKA_ROOT_DIR", ""}}), {}, "");
        QCOMPARE(config->grpc.text(), std::string("127.0.0.1:1"));
        QCOMPARE(config->tape, std::string("file.tape"));
    }

    void miniKafkasVariablesAreReadAsTheyAreThere_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("result"); // the setting's text, or a part of the error
        QTest::newRow("port only") << "MINIKAFKA_HOST"
                                   << ":9999"
                                   << "localhost:9999";
        QTest::newRow("IPv6") << "MINIKAFKA_HOST"
                              << "[::1]:9999"
                              << "[::1]:9999";
        QTest::newRow("no port") << "MINIKAFKA_HOST"
                                 << "9999"
                                 << "MINIKAFKA_HOST: \"9999\" is not HOST:PORT";
        QTest::newRow("everybody") << "MINIKAFKA_HOST"
                                   << "0.0.0.0:9999"
                                   << "can be reached from other machines";
        QTest::newRow("seconds") << "MINIKAFKA_RETENTIONTIME"
                                 << "10s"
                                 << "10s";
        QTest::newRow("compound") << "MINIKAFKA_RETENTIONTIME"
                                  << "1m0.5s"
                                  << "60500ms";
        QTest::newRow("below a microsecond") << "MINIKAFKA_RETENTIONTIME"
                                             << "1ns"
                                             << "0ms"; // shown in whole ones
        QTest::newRow("days") << "MINIKAFKA_RETENTIONTIME"
                              << "1d"
                              << "MINIKAFKA_RETENTIONTIME: time: unknown unit";
        QTest::newRow("bare number") << "MINIKAFKA_RETENTIONTIME"
                                     << "10"
                                     << "time: missing unit";
        QTest::newRow("nothing") << "MINIKAFKA_RETENTIONTIME"
                                 << "0s"
                                 << "\"0s\" is not a time above 0";
        QTest::newRow("negative") << "MINIKAFKA_RETENTIONTIME"
                                  << "-3s"
                                  << "\"-3s\" is not a time above 0";
        QTest::newRow("a word") << "MINIKAFKA_RETENTIONTIME"
                                << "soon"
                                << "time: invalid duration";
    }
    void miniKafkasVariablesAreReadAsTheyAreThere()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QString, result);
        const auto config = resolveConfig(environment({{variable.toStdString(), value.toStdString()}}), {}, "");
        const char* const key = variable == "MINIKAFKA_HOST" ? "grpc" : "hard_retention_period";
        const std::string got = config ? findConfigKey(key)->show(*config) : config.error().text;
        QVERIFY2(
            config ? got == result.toStdString() : got.find(result.toStdString()) != std::string::npos, got.c_str());
        QVERIFY(config.ok() || exitCodeOf(config.error()) == ExitCode::usage);
    }

    void nearestProjectFileUpwardsIsUsed()
    {
        write("tapedeck.toml", "seed = 1\n");
        write("project/tapedeck.toml", "seed = 2\n");
        QCOMPARE(*resolveConfig(environment(), {}, "")->seed, uint64_t{2});
        QCOMPARE(*resolveConfig(environment({}, "."), {}, "")->seed, uint64_t{1});
    }

    void namedFileReplacesTheSearch()
    {
        write("project/tapedeck.toml", "seed = 2\n");
        write("other.toml", "log_level = \"debug\"\n");
        auto config = resolveConfig(environment(), {}, at("other.toml"));
        QVERIFY(!config->seed);
        QCOMPARE(config->logLevel, LogLevel::debug);
        QCOMPARE(
            *resolveConfig(environment({{"TAPEDECK_CONFIG", at("project/tapedeck.toml")}}), {}, "")->seed, uint64_t{2});
        QVERIFY(errorOf(resolveConfig(environment(), {}, at("missing.toml"))).find("cannot read") != std::string::npos);
    }

    void flokisFileIsUnderstoodAsItIs()
    {
        write("project/deep/floki.toml",
            "bind_address = \"127.0.0.1:9798\"\nmax_connections = 1024\ndata_directory = \"./data/\"\n"
            "monitor_interval = \"1s\"\nmaintenance_interval = \"500ms\"\nsegment_size = \"128mb\"\nmessage_timeout = "
            "\"2m\"\n"
            "retention_period = \"1d\"\nretention_size = \"64K\"\nhard_retention_period = \"24H\"\nhard_retention_size "
            "= 0\n");
        auto config = resolveConfig(environment(), {}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->resp.text(), std::string("127.0.0.1:9798"));
        QCOMPARE(config->maxConnections, uint64_t{1024});
        QCOMPARE(config->tape, std::string("./data/queues.tape"));
        QVERIFY(config->queueDefaults.ticketTimeout == Duration::seconds(120));
        QVERIFY(config->queueDefaults.retention.softPeriod == Duration::seconds(86'400));
        QCOMPARE(config->queueDefaults.retention.softBytes, uint64_t{65'536});
        QVERIFY(config->queueDefaults.retention.hardPeriod == Duration::seconds(86'400));
        QCOMPARE(config->unused.size(), size_t{2}); // the two intervals are named in the log
    }

    void unknownKeyIsAnErrorWithLineAndSuggestion()
    {
        write("project/tapedeck.toml", "seed = 1\nmesage_timeout = \"30s\"\n");
        QCOMPARE(errorOf(resolveConfig(environment(), {}, "")),
            at("project/tapedeck.toml") + ":2: unknown setting \"mesage_timeout\"; did you mean \"message_timeout\"?");
    }

    void brokenTomlNamesItsLine()
    {
        Config config;
        QVERIFY(errorOf(applyConfigText(config, "seed = 1\nsync = \n", "x.toml")).starts_with("x.toml:2: "));
        QVERIFY(errorOf(applyConfigText(config, "sync = [1]\n", "x.toml")).starts_with("x.toml:1: sync needs"));
    }

    void valueThatHasNoMeaningIsRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        for (auto [key, value] :
            {std::pair("resp", "9797"), std::pair("resp", "example.org:9797"), std::pair("resp", "127.0.0.1:65536"),
                std::pair("resp", "127.0.0.1:"), std::pair("sync", "sometimes"), std::pair("max_connections", "0"),
                std::pair("max_connections", "100001"), std::pair("message_timeout", "30 s"),
                std::pair("message_timeout", "-1s"), std::pair("segment_size", "15mb"), std::pair("segment_size", "3g"),
                std::pair("retention_size", "1.5g"), std::pair("ready_fd", "-1"), std::pair("seed", "x"),
                std::pair("exit_with_parent", "maybe"), std::pair("log_level", "loud"),
                std::pair("token_file", "/nonexistent/token"), std::pair("fq_web", "/nonexistent/web")})
            QTest::newRow((std::string(key) + "=" + value).c_str()) << key << value;
    }
    void valueThatHasNoMeaningIsRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        auto config = resolveConfig(environment(), {{key.toStdString(), value.toStdString()}}, "");
        QVERIFY(!config.ok());
        QCOMPARE(config.error().code, ErrorCode::invalidArgument);
    }

    void valuesAtTheirLimitsAreAccepted()
    {
        for (auto [key, value] : {std::pair("max_connections", "1"), std::pair("max_connections", "100000"),
                 std::pair("segment_size", "16mb"), std::pair("segment_size", "2g"), std::pair("resp", "[::1]:0"),
                 std::pair("resp", "off"), std::pair("ready_fd", "0")}) {
            auto config = resolveConfig(environment(), {{key, value}}, "");
            QVERIFY2(config.ok(), errorOf(config).c_str());
        }
    }

    void addressForOthersNeedsAToken()
    {
        auto refused = resolveConfig(environment(), {{"resp", "0.0.0.0:9797"}}, "");
        QVERIFY(errorOf(refused).find("no token is set") != std::string::npos);
        QVERIFY(resolveConfig(environment({{"TAPEDECK_TOKEN", "secret"}}), {{"resp", "0.0.0.0:9797"}}, "").ok());
        write("token", "from-file\nrest\n");
        auto config = resolveConfig(environment(), {{"resp", "[::]:9797"}, {"token_file", at("token")}}, "");
        QVERIFY2(config.ok(), errorOf(config).c_str());
        QCOMPARE(config->token, std::string("from-file"));
    }

    void tokenIsNeverAFlagNorShownNorInAFile()
    {
        const ConfigKey* token = findConfigKey("token");
        QVERIFY(token && token->secret);
        Config config;
        config.token = "secret";
        QCOMPARE(token->show(config), std::string("(set)"));
        QVERIFY(
            errorOf(applyConfigText(config, "token = \"secret\"", "x.toml")).find("token_file") != std::string::npos);
    }

    void tapeWithoutSyncIsRefused()
    {
        QVERIFY(!resolveConfig(environment(), {{"sync", "off"}, {"tape", "x.tape"}}, "").ok());
        QVERIFY(resolveConfig(environment(), {{"sync", "off"}}, "").ok());
    }

    void everyShownValueIsAcceptedAgain()
    {
        write("token", "t\n");
        Config config =
            *resolveConfig(environment(), {{"seed", "9"}, {"ready_fd", "1"}, {"token_file", at("token")}}, "");
        for (const ConfigKey& key : configKeys()) {
            if (key.flokiOnly || key.secret)
                continue;
            Config copy;
            Status status = key.set(copy, key.show(config));
            QVERIFY2(status.ok(), (std::string(key.name) + ": " + errorOf(status)).c_str());
            QCOMPARE(key.show(copy), key.show(config));
        }
    }

    void nearestNameIsFoundOnlyIfItIsNear()
    {
        std::vector<std::string> names{"serve", "seek", "peek"};
        QCOMPARE(nearestName("srve", names), std::optional<std::string>("serve"));
        QCOMPARE(nearestName("seek", names), std::optional<std::string>("seek"));
        QCOMPARE(nearestName("frobnicate", names), std::nullopt);
    }
};

QTEST_APPLESS_MAIN(ConfigTest)
#include "config_test.moc"
