#include "engine/net/resp/replay_links.h"

#include "engine/net/clients.h"
#include "engine/net/connection.h"
#include "engine/net/connector.h"
#include "engine/net/reactor.h"

#include <hiredis/read.h>

#include <deque>
#include <string>
#include <vector>

namespace tapedeck::resp {

namespace {

// To look the name up and to connect.
constexpr Duration kLinkPatience = Duration::seconds(10);
// Messages on their way. More would hide from the replay how far it has really come.
constexpr size_t kUnconfirmedMax = 1'000;
// The longest answer that is read: the one to INFO is the longest that is expected.
constexpr size_t kAnswerBytesMax = 64 << 10;
constexpr size_t kAnswerShownMax = 200; // of what the other broker says, in a message to people

void putWord(Buffer& out, std::string_view word)
{
    out.append("$" + std::to_string(word.size()) + "\r\n");
    out.append(word);
    out.append("\r\n");
}

void putWords(Buffer& out, const std::vector<std::string_view>& words)
{
    out.append("*" + std::to_string(words.size()) + "\r\n");
    for (const std::string_view word : words)
        putWord(out, word);
}

// What hiredis builds of an answer; of a list only that it is one: none of the commands has a list for an answer.
struct Answer {
    int type = 0; // REDIS_REPLY_*
    std::string text;
};

Answer* answerOf(const redisReadTask* task)
{
    return task->parent ? static_cast<Answer*>(task->parent->obj) : new Answer;
}

void* makeText(const redisReadTask* task, char* text, size_t size)
{
    Answer* const answer = answerOf(task);
    if (!task->parent) {
        answer->type = task->type;
        answer->text.assign(text, size);
    }
    return answer;
}

void* makeOther(const redisReadTask* task)
{
    Answer* const answer = answerOf(task);
    if (!task->parent)
        answer->type = task->type;
    return answer;
}

redisReplyObjectFunctions answerFunctions()
{
    redisReplyObjectFunctions functions = {};
    functions.createString = makeText;
    functions.createArray = [](const redisReadTask* task, int) { return makeOther(task); };
    functions.createInteger = [](const redisReadTask* task, long long) { return makeOther(task); };
    functions.createNil = makeOther;
    functions.freeObject = [](void* answer) { delete static_cast<Answer*>(answer); };
    return functions;
}

struct FreeReader {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

} // namespace

// One replay's way to its broker.
class ReplayLinks::Link {
public:
    Link(Reactor& reactor, Clients& clients, const RemoteBroker& broker, std::string_view queue)
        : m_broker(broker)
        , m_queue(queue)
        , m_connector(reactor)
        , m_door(*this)
    {
        m_connector.connect(broker.host, broker.port, kLinkPatience, [this, &clients](Result<ConnectedSocket> socket) {
            if (!socket)
                return fail(socket.error().text);
            clients.add(socket->fd, socket->address, m_door);
            if (!m_session && m_failure.empty())
                fail("there are too many connections here");
        });
    }
    ~Link();

    Result<bool> offer(const NewMessage& message);
    Result<size_t> takeConfirmed()
    {
        if (m_confirmed == 0 && failed()) // after what came before it failed
            return Error{ErrorCode::io, m_failure};
        m_news = failed();
        return std::exchange(m_confirmed, 0);
    }
    bool hasNews() const { return m_news; }
    bool failed() const { return !m_failure.empty(); }
    void forget()
    {
        m_unasked = m_waiting;
        m_confirmed = 0;
    }

    // --- from its session ---
    void opened(LinkSession& session);
    void answered(const Answer& answer);
    void lost(const std::string& why) { fail(why + confirmedText()); }
    void sessionGone()
    {
        m_session = nullptr;
        lost("the connection was closed");
    }

private:
    struct Door final : SessionFactory {
        explicit Door(Link& owner)
            : link(owner)
        {
        }
        std::unique_ptr<Session> makeSession(Connection& connection) override;
        std::string_view protocol() const override { return "replay"; }
        Link& link;
    };
    enum class Asked : unsigned char { password, info };

    void greeted(const Answer& answer);
    void fail(const std::string& why)
    {
        if (m_failure.empty())
            m_failure = m_broker.text() + ": " + why + (why.ends_with('.') ? "" : ".");
        m_news = true;
    }
    std::string confirmedText() const
    {
        return m_waiting == 0
            ? std::string()
            : "; of the last " + std::to_string(m_waiting) + " messages it is not known whether they came";
    }

    const RemoteBroker m_broker;
    const std::string m_queue;
    Connector m_connector;
    Door m_door;
    LinkSession* m_session = nullptr;
    std::deque<Asked> m_greeting; // answers that come before those to messages
    bool m_ready = false;
    bool m_isTapedeck = false;
    size_t m_waiting = 0; // messages sent and not answered
    size_t m_unasked = 0; // the first of them, which nobody waits for
    size_t m_confirmed = 0;
    bool m_news = false;
    std::string m_failure;
    friend class LinkSession;
};

class ReplayLinks::LinkSession final : public Session {
public:
    LinkSession(Link& link, Connection& connection)
        : m_link(&link)
        , m_connection(connection)
        , m_functions(answerFunctions())
        , m_reader(redisReaderCreateWithFunctions(&m_functions))
    {
        m_link->opened(*this);
    }
    ~LinkSession() override
    {
        if (m_link)
            m_link->sessionGone();
    }

    Progress onInput(std::string_view input) override
    {
        m_unread += input.size();
        redisReaderFeed(m_reader.get(), input.data(), input.size());
        void* object = nullptr;
        while (m_link && !m_link->failed() && redisReaderGetReply(m_reader.get(), &object) == REDIS_OK && object) {
            const std::unique_ptr<Answer> answer(static_cast<Answer*>(object));
            object = nullptr;
            m_unread = 0;
            m_link->answered(*answer);
        }
        if (m_link && (m_reader->err != 0 || m_unread > kAnswerBytesMax))
            m_link->lost("what answers there does not speak RESP");
        if (m_link && m_link->failed())
            leave();
        return {input.size(), true};
    }
    bool busy() const override { return false; }
    void onPeerClosed() override
    {
        if (m_link)
            m_link->lost("it closed the connection");
        leave();
    }
    void onDrain() override
    {
        if (m_link)
            m_link->lost("this broker is closing");
        leave();
    }

    Buffer& output() { return m_connection.output(); }
    bool full() const { return m_connection.overOutput(); }
    void send() { m_connection.touch(); }
    // Nothing is told any more; what was written is sent, then the connection is closed.
    void leave()
    {
        if (m_link)
            m_link->m_session = nullptr;
        m_link = nullptr;
        m_connection.closeAfterOutput();
        m_connection.touch();
    }

private:
    Link* m_link; // null once it has left
    Connection& m_connection;
    redisReplyObjectFunctions m_functions;
    std::unique_ptr<redisReader, FreeReader> m_reader;
    size_t m_unread = 0; // bytes of an answer that is not complete
};

ReplayLinks::Link::~Link()
{
    if (m_session)
        m_session->leave();
}

std::unique_ptr<Session> ReplayLinks::Link::Door::makeSession(Connection& connection)
{
    return std::make_unique<LinkSession>(link, connection);
}

void ReplayLinks::Link::opened(LinkSession& session)
{
    m_session = &session;
    if (!m_broker.password.empty()) {
        putWords(session.output(), {"AUTH", m_broker.password});
        m_greeting.push_back(Asked::password);
    }
    putWords(session.output(), {"INFO"}); // floki knows it only with a word behind it
    m_greeting.push_back(Asked::info);
    session.send();
}

void ReplayLinks::Link::greeted(const Answer& answer)
{
    const Asked asked = m_greeting.front();
    m_greeting.pop_front();
    const bool refused = answer.type == REDIS_REPLY_ERROR;
    const std::string said = answer.text.substr(0, kAnswerShownMax);
    if (asked == Asked::password && refused)
        return fail("it refused the password: " + said);
    if (asked == Asked::info) {
        if (refused && (said.starts_with("NOAUTH") || said.starts_with("NOPERM")))
            return fail("it wants a password: " + said);
        m_isTapedeck = !refused && answer.text.find("tapedeck_version") != std::string::npos;
        m_ready = m_news = true;
    }
}

void ReplayLinks::Link::answered(const Answer& answer)
{
    if (!m_greeting.empty())
        return greeted(answer);
    if (m_waiting == 0)
        return lost("it answered what nobody had asked");
    if (answer.type == REDIS_REPLY_ERROR)
        return lost("it refused a message: " + answer.text.substr(0, kAnswerShownMax));
    --m_waiting;
    if (m_unasked > 0) {
        --m_unasked;
        return;
    }
    ++m_confirmed;
    m_news = true;
}

Result<bool> ReplayLinks::Link::offer(const NewMessage& message)
{
    if (!m_failure.empty())
        return Error{ErrorCode::io, m_failure};
    if (!m_ready || m_waiting >= kUnconfirmedMax || m_session->full())
        return false;
    HeaderList headers;
    std::vector<std::string_view> words{m_isTapedeck ? "PUB" : "RPUSH", m_queue};
    if (m_isTapedeck) {
        headers = decodeHeaders(message.headers);
        words.push_back("CREATE");
        if (!message.key.empty())
            words.insert(words.end(), {"KEY", message.key});
        for (const auto& [name, value] : headers)
            words.insert(words.end(), {"HEADER", name, value});
        words.push_back("BODY");
    }
    words.push_back(message.body);
    putWords(m_session->output(), words);
    m_session->send();
    ++m_waiting;
    return true;
}

// ---------------------------------------------------------------------------------------------- links

ReplayLinks::ReplayLinks(Reactor& reactor, Clients& clients)
    : m_reactor(reactor)
    , m_clients(clients)
{
}

ReplayLinks::~ReplayLinks() = default;

Result<bool> ReplayLinks::offer(
    PlayerId player, const RemoteBroker& broker, std::string_view queue, const NewMessage& message)
{
    std::unique_ptr<Link>& link = m_links[player];
    if (!link)
        link = std::make_unique<Link>(m_reactor, m_clients, broker, queue);
    return link->offer(message);
}

Result<size_t> ReplayLinks::confirmed(PlayerId player)
{
    const auto found = m_links.find(player);
    return found == m_links.end() ? Result<size_t>(size_t{0}) : found->second->takeConfirmed();
}

bool ReplayLinks::hasNews(PlayerId player) const
{
    const auto found = m_links.find(player);
    return found != m_links.end() && found->second->hasNews();
}

void ReplayLinks::forget(PlayerId player)
{
    if (const auto found = m_links.find(player); found != m_links.end())
        found->second->forget();
}

void ReplayLinks::ended(PlayerId player)
{
    m_links.erase(player);
}

} // namespace tapedeck::resp
