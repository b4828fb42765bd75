// A whole engine as blockqueue's clients see it, and comparing what it answers, byte for byte.
#pragma once

#include "tests/support/engine_rig.h"
#include "tests/support/http_client.h"

#include <QByteArray>
#include <QRegularExpression>
#include <QTest>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tapedeck::blockqueue {

inline constexpr const char* kSuccess = R"({"message":"success"})";
inline constexpr const char* kNothing = R"({"message":"success","data":[]})";

inline std::string failed(const std::string& error)
{
    return R"({"message":"failure","error":")" + error + "\"}";
}

class BlockRig {
public:
    EngineRig engine;

    // Each on a connection of its own.
    HttpReply ask(
        std::string_view method, std::string_view target, std::string_view body = {}, std::string_view headers = {})
    {
        HttpClient client(engine.httpPort());
        return client.ask(method, target, body, headers);
    }
    HttpReply get(std::string_view target) { return ask("GET", target); }
    HttpReply post(std::string_view target, std::string_view body) { return ask("POST", target, body); }
    HttpReply del(std::string_view target, std::string_view body = {}) { return ask("DELETE", target, body); }

    // A topic whose subscribers have these options (JSON).
    HttpReply topic(
        const std::string& name, const std::vector<std::string>& subscribers, const std::string& option = "{}")
    {
        std::string body = R"({"name":")" + name + R"(","subscribers":[)";
        for (const std::string& subscriber : subscribers)
            body += (&subscriber == &subscribers.front() ? "" : ",") + (R"({"name":")" + subscriber) + R"(","option":)"
                + option + "}";
        return post("/topics", body + "]}");
    }
    HttpReply publish(const std::string& topic, const std::string& text)
    {
        return post("/topics/" + topic + "/messages", R"({"message":")" + text + "\"}");
    }
    // What a read returns: ids with TIME in the place of the time.
    std::string read(const std::string& topic, const std::string& subscriber, const std::string& timeout = "1ms")
    {
        return plain(get("/topics/" + topic + "/subscribers/" + subscriber + "?timeout=" + timeout).body);
    }
    // The ids in an answer, as they stand there.
    static std::vector<std::string> ids(const std::string& body)
    {
        std::vector<std::string> found;
        static const QRegularExpression id("\"([0-9]+_[0-9a-f]{8,16})\"");
        for (auto it = id.globalMatch(QString::fromStdString(body)); it.hasNext();)
            found.push_back(it.next().captured(1).toStdString());
        return found;
    }
    // The texts of messages in an answer, joined by blanks.
    static std::string texts(const std::string& body)
    {
        std::string all;
        static const QRegularExpression text("\"message\":\"([^\"]*)\"");
        auto it = text.globalMatch(QString::fromStdString(body));
        it.next(); // of the envelope
        while (it.hasNext())
            all += (all.empty() ? "" : " ") + it.next().captured(1).toStdString();
        return all;
    }
    static std::string plain(const std::string& body)
    {
        QString text = QString::fromStdString(body);
        static const QRegularExpression id("\"1[0-9]{18}_"), time("\"20[0-9]{2}-[0-9T:.-]+Z\"");
        return text.replace(id, "\"TIME_").replace(time, "\"WHEN\"").toStdString();
    }
    // Returns when so many readers wait. False after ten seconds.
    bool untilWaiting(int readers)
    {
        RawClient client(engine.port());
        const std::string wanted = "blocked_clients:" + std::to_string(readers) + "\r\n";
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (client.ask({"INFO", "clients"}).find(wanted) == std::string::npos) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            std::this_thread::yield();
        }
        return true;
    }
};

inline void compare(const HttpReply& reply, int status, const std::string& body)
{
    QCOMPARE(QByteArray::fromStdString(BlockRig::plain(reply.body)), QByteArray::fromStdString(body));
    QCOMPARE(reply.status, status);
    QCOMPARE(QByteArray::fromStdString(reply.header("content-type")), QByteArray("application/json"));
    QCOMPARE(QByteArray::fromStdString(reply.header("content-length")), QByteArray::number(reply.body.size()));
}

} // namespace tapedeck::blockqueue
