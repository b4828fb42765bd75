// HTTP/2 as a server with prior knowledge: bytes of the client in, events of its streams out; answers in, bytes for the
// client out. Frames, header compression, flow control and the rules of RFC 9113 are nghttp2's; limits are set here.
//
// Loop thread only (one thread). Never touches a socket or a clock, so it runs under a fuzzer.
#pragma once

#include "engine/base/limits.h"
#include "engine/base/units.h"
#include "engine/net/buffer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct nghttp2_session;

namespace tapedeck::grpc {

using StreamId = int32_t;
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// What every client with prior knowledge sends first.
inline constexpr std::string_view kClientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// Who hears of the streams. From inside these calls the session's functions for answering may be called; feed() and
// pull() not.
class Http2Streams {
public:
    virtual ~Http2Streams() = default;
    // The header block of a request has arrived. `tooLarge`: it is beyond limits::kHttp2HeaderListBytesMax, and
    // `headers` is only a part of it.
    virtual void onRequest(StreamId stream, HeaderList headers, bool tooLarge) = 0;
    virtual void onData(StreamId stream, std::string_view bytes) = 0;
    // The client will send nothing more on this stream.
    virtual void onEnd(StreamId stream) = 0;
    // The stream is over, for whatever reason. Nothing more is said of it.
    virtual void onClosed(StreamId stream) = 0;
};

class Http2Session {
public:
    // What a stream may be sent before giveRoom(), and the connection at a time.
    static constexpr uint32_t kStreamWindowBytes = 65'535;
    static constexpr int32_t kConnectionWindowBytes = 1 << 20;

    explicit Http2Session(Http2Streams& streams);
    ~Http2Session();
    Http2Session(const Http2Session&) = delete;
    Http2Session& operator=(const Http2Session&) = delete;

    // --- input ---
    // All of it is consumed. `now` is any clock that never goes back; it counts what the client gives up. False: as
    // over(), which is certain after a pull() only.
    bool feed(std::string_view bytes, Duration now);
    // So many bytes of what the stream has received are done with: the client may send as many more.
    void giveRoom(StreamId stream, size_t bytes);

    // --- answers; unknown streams are ignored, they may have been closed meanwhile ---
    // Headers that end the stream.
    void answer(StreamId stream, const HeaderList& headers);
    // Headers, behind which data and trailers follow.
    void begin(StreamId stream, const HeaderList& headers);
    // Data behind what was sent before.
    void send(StreamId stream, std::string_view bytes);
    // The trailers (perhaps none), behind all data; they end the stream. If the client has not ended its side, it is
    // told that nothing more is wanted.
    void end(StreamId stream, HeaderList trailers);
    // No new streams; what was begun goes on.
    void goAway();

    // --- output ---
    // Appends frames to `out` as long as it holds less than `bytes`.
    void pull(Buffer& out, size_t bytes);
    // There is something that pull() would give.
    bool wantsPull() const;
    // Of answers, not yet pulled.
    size_t heldBytes() const { return m_held; }
    // Counts up whenever data of a stream leaves: to notice a client that takes nothing.
    uint64_t pulledBytes() const { return m_pulled; }
    // Nothing more is read: the connection is to be closed when what has been pulled is sent.
    bool over() const { return m_over; }
    // The client has broken HTTP/2 or a limit. Known once everything has been pulled.
    bool broken() const { return m_broken; }

private:
    struct Callbacks;
    struct Stream {
        HeaderList headers;
        size_t headerBytes = 0;
        bool headersTooLarge = false;
        bool requested = false; // onRequest was called
        bool remoteEnded = false;
        std::string data; // to be sent
        size_t sent = 0; // of data
        bool waiting = false; // for more data
        bool ended = false; // nothing comes behind data but the trailers
        HeaderList trailers;
    };
    Stream* find(StreamId stream);
    bool countReset();
    void submitAnswer(StreamId stream, const HeaderList& headers, bool withData);

    Http2Streams& m_streams;
    nghttp2_session* m_session = nullptr;
    std::unordered_map<StreamId, std::unique_ptr<Stream>> m_open;
    size_t m_held = 0;
    uint64_t m_pulled = 0;
    Duration m_now;
    Duration m_resetsAt; // when m_resets was brought up to date
    bool m_resetsCounted = false;
    double m_resets = 0; // given up, less what time has forgiven
    bool m_over = false;
    bool m_broken = false;
};

} // namespace tapedeck::grpc
