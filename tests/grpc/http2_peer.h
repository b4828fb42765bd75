// The client's side of HTTP/2, in memory: makes requests and remembers everything that comes back. What it has to send
// is taken with output(), what the server sent is given to feed().
#pragma once

#include "engine/base/check.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::grpc {

class Http2Peer {
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Reply {
        Headers headers; // the first block
        Headers trailers;
        std::string data;
        bool ended = false; // END_STREAM
        bool closed = false;
        uint32_t error = 0; // of RST_STREAM, when it closed
        std::string value(std::string_view name) const
        {
            for (const Headers* list : {&trailers, &headers}) {
                for (const auto& [given, text] : *list) {
                    if (given == name)
                        return text;
                }
            }
            return {};
        }
    };

    // `window`: of each stream, for what comes back. `takes`: gives room again for what was received.
    explicit Http2Peer(uint32_t window = 65'535, bool takes = true)
    {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_option* options = nullptr;
        CHECK(nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&options) == 0);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onClose);
        if (!takes)
            nghttp2_option_set_no_auto_window_update(options, 1);
        nghttp2_option_set_peer_max_concurrent_streams(options, 1'000'000); // until the server says how many
        CHECK(nghttp2_session_client_new2(&m_session, callbacks, this, options) == 0);
        nghttp2_session_callbacks_del(callbacks);
        nghttp2_option_del(options);
        const nghttp2_settings_entry entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window};
        nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, &entry, 1);
    }
    ~Http2Peer() { nghttp2_session_del(m_session); }
    Http2Peer(const Http2Peer&) = delete;
    Http2Peer& operator=(const Http2Peer&) = delete;

    static Headers callHeaders(std::string_view path, const Headers& more = {})
    {
        Headers headers{{":method", "POST"}, {":scheme", "http"}, {":path", std::string(path)},
            {":authority", "localhost"}, {"te", "trailers"}, {"content-type", "application/grpc"}};
        headers.insert(headers.end(), more.begin(), more.end());
        return headers;
    }
    static std::string frame(std::string_view message, char flag = 0)
    {
        std::string out(1, flag);
        for (int shift = 24; shift >= 0; shift -= 8)
            out += static_cast<char>(message.size() >> shift & 0xff);
        return out += message;
    }

    // A request with this body. Not `ends`: more may follow with append().
    int32_t request(const Headers& headers, std::string body, bool ends = true)
    {
        auto source = std::make_unique<Source>();
        source->bytes = std::move(body);
        source->ends = ends;
        std::vector<nghttp2_nv> nvs;
        for (const auto& [name, value] : headers)
            nvs.push_back({bytesOf(name), bytesOf(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
        nghttp2_data_provider provider{};
        provider.source.ptr = source.get();
        provider.read_callback = onRead;
        const bool headersOnly = source->bytes.empty() && ends;
        const int32_t id = nghttp2_submit_request(
            m_session, nullptr, nvs.data(), nvs.size(), headersOnly ? nullptr : &provider, nullptr);
        CHECK(id > 0);
        m_sources[id] = std::move(source);
        m_replies[id];
        return id;
    }
    void append(int32_t stream, std::string_view bytes, bool ends)
    {
        Source& source = *m_sources.at(stream);
        source.bytes += bytes;
        source.ends = ends;
        nghttp2_session_resume_data(m_session, stream);
    }
    void reset(int32_t stream) { nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL); }
    void ping() { nghttp2_submit_ping(m_session, NGHTTP2_FLAG_NONE, nullptr); }
    void goAway() { nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE, 0, NGHTTP2_NO_ERROR, nullptr, 0); }
    // Gives room for what was received, where this is not done at once.
    void takeAll(int32_t stream) { nghttp2_session_consume(m_session, stream, std::exchange(m_untaken[stream], 0)); }

    std::string output()
    {
        std::string out;
        for (;;) {
            const uint8_t* bytes = nullptr;
            const ssize_t size = nghttp2_session_mem_send(m_session, &bytes);
            if (size <= 0)
                return out;
            out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
        }
    }
    // False when the server broke HTTP/2.
    bool feed(std::string_view bytes)
    {
        const ssize_t read =
            nghttp2_session_mem_recv(m_session, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
        return read == static_cast<ssize_t>(bytes.size());
    }

    const Reply& reply(int32_t stream) const { return m_replies.at(stream); }
    bool closed(int32_t stream) const { return m_replies.at(stream).closed; }
    uint32_t setting(nghttp2_settings_id id) const { return nghttp2_session_get_remote_settings(m_session, id); }
    // What a stream of ours may still send.
    int32_t room(int32_t stream) const { return nghttp2_session_get_stream_remote_window_size(m_session, stream); }
    unsigned pongs = 0, goAways = 0;
    uint32_t goAwayError = 0;
    size_t dataFrames = 0;
    size_t dataFrameMax = 0;

private:
    struct Source {
        std::string bytes;
        size_t sent = 0;
        bool ends = true;
    };
    static uint8_t* bytesOf(const std::string& text)
    {
        return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
    }
    static Http2Peer& self(void* user) { return *static_cast<Http2Peer*>(user); }
    static ssize_t onRead(
        nghttp2_session*, int32_t, uint8_t* to, size_t room, uint32_t* flags, nghttp2_data_source* from, void*)
    {
        Source& source = *static_cast<Source*>(from->ptr);
        const size_t n = std::min(room, source.bytes.size() - source.sent);
        if (n == 0 && !source.ends)
            return NGHTTP2_ERR_DEFERRED;
        std::copy_n(source.bytes.data() + source.sent, n, to);
        source.sent += n;
        if (source.ends && source.sent == source.bytes.size())
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(n);
    }
    static int onHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
        const uint8_t* value, size_t valueSize, uint8_t, void* user)
    {
        Reply& reply = self(user).m_replies[frame->hd.stream_id];
        Headers& list = frame->headers.cat == NGHTTP2_HCAT_RESPONSE ? reply.headers : reply.trailers;
        list.emplace_back(std::string(reinterpret_cast<const char*>(name), nameSize),
            std::string(reinterpret_cast<const char*>(value), valueSize));
        return 0;
    }
    static int onFrame(nghttp2_session*, const nghttp2_frame* frame, void* user)
    {
        Http2Peer& peer = self(user);
        const bool carries = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
        if (carries && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
            peer.m_replies[frame->hd.stream_id].ended = true;
        if (frame->hd.type == NGHTTP2_DATA) {
            ++peer.dataFrames;
            peer.dataFrameMax = std::max(peer.dataFrameMax, frame->hd.length);
        }
        if (frame->hd.type == NGHTTP2_PING && (frame->hd.flags & NGHTTP2_FLAG_ACK))
            ++peer.pongs;
        if (frame->hd.type == NGHTTP2_GOAWAY) {
            ++peer.goAways;
            peer.goAwayError = frame->goaway.error_code;
        }
        return 0;
    }
    static int onData(nghttp2_session*, uint8_t, int32_t stream, const uint8_t* bytes, size_t size, void* user)
    {
        self(user).m_replies[stream].data.append(reinterpret_cast<const char*>(bytes), size);
        self(user).m_untaken[stream] += size;
        return 0;
    }
    static int onClose(nghttp2_session*, int32_t stream, uint32_t error, void* user)
    {
        Reply& reply = self(user).m_replies[stream];
        reply.closed = true;
        reply.error = error;
        return 0;
    }

    nghttp2_session* m_session = nullptr;
    std::map<int32_t, Reply> m_replies;
    std::map<int32_t, std::unique_ptr<Source>> m_sources;
    std::map<int32_t, size_t> m_untaken;
};

} // namespace tapedeck::grpc
