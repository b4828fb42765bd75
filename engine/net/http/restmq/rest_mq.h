// RestMQ on the HTTP port: its routes, its access list, and how it says no. See PROTOCOL.md in this folder.
//
// Loop thread only. Construct it after the port and before the port listens; it must outlive the port's sessions.
#pragma once

#include "engine/base/reporter.h"
#include "engine/net/http/restmq/acl_file.h"
#include "engine/net/http/restmq/arguments.h"
#include "engine/net/http/restmq/queues.h"
#include "engine/net/http/router.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::http {
class HttpPort;
}

namespace tapedeck::restmq {

struct RestMqOptions {
    std::string aclFile; // empty: everybody may do everything
    Duration heartbeat = Duration::seconds(15); // of server-sent events
};

class RestMq final : public http::RouteFamily {
public:
    // Adds its routes to the port's router, and itself as the one who answers paths that nobody knows. An access list
    // that cannot be read is reported and refuses everything: call readAcl() before to fail early.
    RestMq(http::HttpPort& port, RestMqOptions options, Reporter& reporter);
    ~RestMq() override;

    std::string_view name() const override { return "restmq"; }
    http::Answer methodNotAllowed(const http::Request& request, std::string_view allowed) override;
    http::Answer notFound(const http::Request& request) override;
    http::Answer refused(unsigned status, std::string_view why) override;

private:
    // One request on its way through a handler.
    struct Call {
        http::Exchange& exchange;
        Arguments arguments;
        std::string queue; // of the path
        std::string callback; // JSONP; empty: none
    };
    using Handler = void (RestMq::*)(Call&);
    http::Route route(http::Method method, std::string pattern, std::optional<AclClass> acl, Handler handler);
    void serve(http::Exchange& exchange, std::optional<AclClass> acl, Handler handler);
    bool permit(http::Exchange& exchange, AclClass acl);

    // --- /, /q, /collectd (rest_routes.cpp) ---
    void getIndex(Call& call);
    void postIndex(Call& call);
    void getQueue(Call& call);
    void postQueue(Call& call);
    void deleteQueue(Call& call);
    void postCollectd(Call& call);
    void publish(Call& call, std::string_view queue, std::string_view body, const std::string* ttl);
    void popTo(Call& call, const std::string& queue, http::Answer ifEmpty);
    // --- /queue, /xmlrpc (command_routes.cpp) ---
    void postJson(Call& call);
    void runJson(http::Exchange& exchange, std::string_view text, const std::string& queueOfPath);
    void addJson(http::Exchange& exchange, const std::string& queue, const std::string& value);
    void readJson(http::Exchange& exchange, const std::string& queue, bool take);
    void deleteJson(http::Exchange& exchange, const std::string& queue, const std::string& key);
    void getJsonHelp(Call& call);
    void postXml(Call& call);
    void xmlSet(http::Exchange& exchange, const std::string& queue, const std::string& value);
    void xmlGet(http::Exchange& exchange, const std::string& queue);
    // --- /c, /sse, /ws (live_routes.cpp) ---
    void getComet(Call& call);
    void getEvents(Call& call);
    void getWebSocket(Call& call);
    void stream(Call& call, bool events);
    // --- /p, /stats, /control, /j (state_routes.cpp) ---
    void getPolicy(Call& call);
    void postPolicy(Call& call);
    void getStats(Call& call);
    void getControl(Call& call);
    void postControl(Call& call);
    void getJobs(Call& call);
    void getHelp(Call& call);
    std::string statusOf(QueueHandle* queue); // JSON: 1, 0 or null
    std::string store() const; // what stands where RestMQ names its Redis

    // --- answers ---
    // A success as most routes give it: text/html, CR LF at the end, JSONP if asked for.
    void say(http::Exchange& exchange, std::string_view callback, std::string body);
    void sayError(http::Exchange& exchange, unsigned status, std::string_view why = {});
    // Answers the error; the whole handler runs again where that helps.
    void fail(http::Exchange& exchange, const Error& error);
    // False after having answered: a queue's name has 1 to 200 bytes.
    bool needName(http::Exchange& exchange, std::string_view name);

    http::HttpPort& m_port;
    RestMqOptions m_options;
    AclFile m_acl;
    Queues m_queues;
};

} // namespace tapedeck::restmq
