#include "engine/net/grpc/health.h"

#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/grpc_port.h"

#include <protozero/pbf_writer.hpp>

namespace tapedeck::grpc {

namespace {

// How soon a watcher learns of a change.
constexpr Duration kLookEvery = Duration::seconds(1);
constexpr uint32_t kService = 1, kStatus = 1; // field numbers

} // namespace

// A client that is told whenever the status changes, until it goes.
class Health::Watcher final : public CallPart {
public:
    Watcher(Call& call, std::string service)
        : m_call(call)
        , m_service(std::move(service))
    {
    }
    const std::string& service() const { return m_service; }
    void tell(Serving serving)
    {
        if (m_told == serving || m_call.ended())
            return;
        m_told = serving;
        m_call.send(encode(serving));
    }

private:
    Call& m_call;
    std::string m_service;
    std::optional<Serving> m_told;
};

Health::Health(GrpcPort& port)
    : m_port(port)
    , m_timer(port.reactor)
{
}

Health::~Health() = default;

const std::vector<Method>& Health::methods() const
{
    static const std::vector<Method> kMethods = {{"Check", check}, {"Watch", watch, false, true}};
    return kMethods;
}

Health::Serving Health::serving(std::string_view service) const
{
    if (!service.empty() && !m_port.findService(service))
        return Serving::unknownService;
    return m_port.broker.readOnlyReason().empty() ? Serving::yes : Serving::no;
}

std::string Health::encode(Serving serving)
{
    std::string out;
    protozero::pbf_writer(out).add_enum(kStatus, static_cast<int32_t>(serving));
    return out;
}

// The service that is asked for. Nothing: the call has been ended.
std::optional<std::string> Health::decode(Call& call, std::string_view message)
{
    std::string service;
    FieldReader reader(message);
    while (reader.next()) {
        if (reader.isBytes(kService))
            service = reader.bytes();
    }
    if (!reader.failed())
        return service;
    call.end({Code::internal, "grpc: error unmarshalling request: proto: " + std::string(reader.error())});
    return std::nullopt;
}

void Health::check(Service& service, Call& call, std::string_view message)
{
    const std::optional<std::string> asked = decode(call, message);
    if (!asked)
        return;
    const Serving serving = static_cast<Health&>(service).serving(*asked);
    if (serving == Serving::unknownService)
        return call.end({Code::notFound, "unknown service"});
    call.reply(encode(serving));
}

void Health::watch(Service& service, Call& call, std::string_view message)
{
    auto& self = static_cast<Health&>(service);
    const std::optional<std::string> asked = decode(call, message);
    if (!asked)
        return;
    const auto watcher = std::make_shared<Watcher>(call, *asked);
    call.keep(watcher);
    watcher->tell(self.serving(*asked));
    self.m_watchers.push_back(watcher);
    if (!self.m_timer.running())
        self.m_timer.start(kLookEvery, [&self] { self.look(); });
}

void Health::look()
{
    std::erase_if(m_watchers, [this](const std::weak_ptr<Watcher>& weak) {
        const auto watcher = weak.lock();
        if (watcher)
            watcher->tell(serving(watcher->service()));
        return !watcher;
    });
    if (!m_watchers.empty())
        m_timer.start(kLookEvery, [this] { look(); });
}

} // namespace tapedeck::grpc
