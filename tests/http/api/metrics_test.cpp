// What supervisors ask: whether it lives, whether it is ready, and the metrics, which have to be what Prometheus reads.
#include "engine/net/http/api/prometheus.h"
#include "tests/http/api/api_rig.h"

#include <QTest>

#include <map>
#include <regex>
#include <set>

using namespace tapedeck;

namespace {

struct Metrics {
    std::map<std::string, double> samples; // by name and labels, as they stand
    std::map<std::string, std::string> types;
    std::string error;
};

// As the text format 0.0.4 says: HELP and TYPE before the samples of a family, all of them together, no series twice.
Metrics parse(const std::string& text)
{
    static const std::regex sample(
        R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*")*\})? (\S+))re");
    Metrics metrics;
    std::string family;
    std::set<std::string> finished;
    size_t at = 0;
    while (at < text.size() && metrics.error.empty()) {
        const size_t end = text.find('\n', at);
        if (end == std::string::npos) {
            metrics.error = "the last line has no end";
            break;
        }
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        std::smatch match;
        if (line.starts_with("# HELP ")) {
            finished.insert(family);
            family = line.substr(7, line.find(' ', 7) - 7);
            if (finished.contains(family))
                metrics.error = "family twice: " + family;
        } else if (line.starts_with("# TYPE " + family + " ")) {
            metrics.types[family] = line.substr(8 + family.size());
        } else if (std::regex_match(line, match, sample)) {
            const std::string name = match[1];
            const bool own = name == family
                || (metrics.types[family] == "histogram"
                    && (name == family + "_bucket" || name == family + "_sum" || name == family + "_count"));
            if (!own)
                metrics.error = "outside of its family: " + line;
            if (!metrics.samples.emplace(match[1].str() + match[2].str(), std::stod(match[3])).second)
                metrics.error = "twice: " + line;
        } else {
            metrics.error = "no sample: " + line;
        }
    }
    return metrics;
}

} // namespace

class MetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itLivesAndIsReady()
    {
        ApiRig rig;
        ApiClient client(rig);
        auto reply = client.get("//livez");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.raw.body, std::string("alive\n"));
        reply = client.get("//readyz");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.raw.body, std::string("ready\n"));
        QCOMPARE(client.ask("POST", "//livez").status, 405);
    }

    void theMetricsCount()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/queues/m/messages/batch", J::array({{{"body", "12345"}}, {{"body", "x"}}, {{"body", "y"}}}));
        client.post("/queues/m/channels", {{"name", "c"}, {"start", "first"}});
        const J got = client.post("/queues/m/channels/c/receive", {{"count", 2}}).body["messages"];
        client.post("/queues/m/channels/c/ack", {{"tickets", J::array({got[0]["ticket"]})}});
        const auto reply = client.get("//metrics");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.raw.header("content-type"), std::string("text/plain; version=0.0.4; charset=utf-8"));
        Metrics metrics = parse(reply.raw.body);
        QCOMPARE(metrics.error, std::string());
        const auto value = [&](const std::string& name) {
            return metrics.samples.contains(name) ? metrics.samples[name] : -1.0;
        };
        QCOMPARE(value("tapedeck_published_total"), 3.0);
        QCOMPARE(value("tapedeck_delivered_total"), 2.0);
        QCOMPARE(value("tapedeck_acked_total"), 1.0);
        QCOMPARE(value("tapedeck_queues"), 1.0);
        QCOMPARE(value("tapedeck_queues_left_out"), 0.0);
        QCOMPARE(value("tapedeck_queue_messages{queue=\"m\"}"), 3.0);
        QCOMPARE(value("tapedeck_channel_lag{queue=\"m\",channel=\"c\"}"), 1.0);
        QCOMPARE(value("tapedeck_channel_in_flight{queue=\"m\",channel=\"c\"}"), 1.0);
        QCOMPARE(value("tapedeck_connections"), 1.0);
        QVERIFY(value("tapedeck_requests_total") >= 4);
        QCOMPARE(value("tapedeck_refusals_total{reason=\"malformed\"}"), 0.0);
        QVERIFY(value("process_resident_memory_bytes") > 1e6);
        QVERIFY(value("tapedeck_received_bytes_total") > 100);
        QCOMPARE(value("tapedeck_commit_seconds_bucket{le=\"+Inf\"}"), value("tapedeck_commit_seconds_count"));
        QVERIFY(
            value("tapedeck_commit_seconds_bucket{le=\"5e-05\"}") <= value("tapedeck_commit_seconds_bucket{le=\"1\"}"));
        QCOMPARE(metrics.types["tapedeck_commit_seconds"], std::string("histogram"));
        QCOMPARE(metrics.types["tapedeck_published_total"], std::string("counter"));
    }

    void labelsAreEscapedAndNeverAlike()
    {
        using api::PrometheusWriter;
        QCOMPARE(PrometheusWriter::labels({{"queue", "a\"b\\c\nd"}}), std::string("{queue=\"a\\\"b\\\\c\\nd\"}"));
        QCOMPARE(PrometheusWriter::labels({{"queue", "\xff"}, {"channel", "ü"}}),
            std::string("{queueBase64=\"/w==\",channel=\"ü\"}"));
        ApiRig rig;
        rig.onLoop([&] {
            for (const char* name : {"a\"b\\c\nd", "\xff", "\xfe", "/w==", "}{,="})
                QVERIFY(rig.broker->createQueue(name, {}).ok());
        });
        const Metrics metrics = parse(ApiClient(rig).get("//metrics").raw.body);
        QCOMPARE(metrics.error, std::string());
        QVERIFY(metrics.samples.contains("tapedeck_queue_messages{queueBase64=\"/w==\"}"));
        QVERIFY(metrics.samples.contains("tapedeck_queue_messages{queue=\"/w==\"}"));
    }

    void manyQueuesAreLeftOutAndCounted()
    {
        api::NativeApiOptions options;
        options.metricsQueuesMax = 3;
        ApiRig rig(std::move(options));
        rig.onLoop([&] {
            for (int i = 0; i < 5; ++i)
                QVERIFY(rig.broker->createQueue("q" + std::to_string(i), {}).ok());
        });
        Metrics metrics = parse(ApiClient(rig).get("//metrics").raw.body);
        QCOMPARE(metrics.error, std::string());
        QCOMPARE(metrics.samples["tapedeck_queues"], 5.0);
        QCOMPARE(metrics.samples["tapedeck_queues_left_out"], 2.0);
        QVERIFY(metrics.samples.contains("tapedeck_queue_messages{queue=\"q2\"}"));
        QVERIFY(!metrics.samples.contains("tapedeck_queue_messages{queue=\"q3\"}"));
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "metrics_test.moc"
