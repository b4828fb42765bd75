#include "engine/net/grpc/http2_session.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstring>
#include <nghttp2/nghttp2.h>

namespace tapedeck::grpc {

namespace {

// RFC 9113, section 6.5.2: what a header costs besides its bytes.
constexpr size_t kHeaderOverheadBytes = 32;

nghttp2_nv toNv(const std::pair<std::string, std::string>& header)
{
    const auto bytes = [](const std::string& text) {
        return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data())); // nghttp2 copies, it never writes
    };
    return {bytes(header.first), bytes(header.second), header.first.size(), header.second.size(), NGHTTP2_NV_FLAG_NONE};
}

std::vector<nghttp2_nv> toNvs(const HeaderList& headers)
{
    std::vector<nghttp2_nv> out;
    out.reserve(headers.size());
    for (const auto& header : headers)
        out.push_back(toNv(header));
    return out;
}

} // namespace

// nghttp2's callbacks. They return 0: errors of the client are nghttp2's business, and there are no others.
struct Http2Session::Callbacks {
    static Http2Session& self(void* user) { return *static_cast<Http2Session*>(user); }

    static int beginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user)
    {
        if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
            self(user).m_open.emplace(frame->hd.stream_id, std::make_unique<Stream>());
        return 0;
    }

    static int header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
        const uint8_t* value, size_t valueSize, uint8_t, void* user)
    {
        Stream* stream = self(user).find(frame->hd.stream_id);
        if (!stream || stream->requested) // trailers of a request mean nothing here
            return 0;
        stream->headerBytes += nameSize + valueSize + kHeaderOverheadBytes;
        stream->headersTooLarge = stream->headersTooLarge || stream->headerBytes > limits::kHttp2HeaderListBytesMax;
        if (!stream->headersTooLarge) {
            const auto text = [](const uint8_t* bytes, size_t size) {
                return std::string(reinterpret_cast<const char*>(bytes), size);
            };
            stream->headers.emplace_back(text(name, nameSize), text(value, valueSize));
        }
        return 0;
    }

    static int frameReceived(nghttp2_session* session, const nghttp2_frame* frame, void* user)
    {
        Http2Session& s = self(user);
        const StreamId id = frame->hd.stream_id;
        if (frame->hd.type == NGHTTP2_RST_STREAM && !s.countReset()) {
            nghttp2_session_terminate_session(session, NGHTTP2_ENHANCE_YOUR_CALM);
            return 0;
        }
        if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
            return 0;
        Stream* stream = s.find(id);
        if (!stream)
            return 0;
        if (frame->hd.type == NGHTTP2_HEADERS && !stream->requested) {
            stream->requested = true;
            stream->remoteEnded = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
            s.m_streams.onRequest(id, std::move(stream->headers), stream->headersTooLarge);
        }
        if (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) {
            stream->remoteEnded = true;
            s.m_streams.onEnd(id);
        }
        return 0;
    }

    static int dataReceived(
        nghttp2_session* session, uint8_t, int32_t id, const uint8_t* bytes, size_t size, void* user)
    {
        Http2Session& s = self(user);
        // The connection's window only keeps one client from sending without end; what streams hold is bounded by
        // theirs.
        nghttp2_session_consume_connection(session, size);
        if (s.find(id))
            s.m_streams.onData(id, {reinterpret_cast<const char*>(bytes), size});
        return 0;
    }

    static int streamClosed(nghttp2_session*, int32_t id, uint32_t, void* user)
    {
        Http2Session& s = self(user);
        const auto found = s.m_open.find(id);
        if (found == s.m_open.end())
            return 0;
        s.m_held -= found->second->data.size() - found->second->sent;
        const bool told = found->second->requested;
        s.m_open.erase(found);
        if (told)
            s.m_streams.onClosed(id);
        return 0;
    }

    static int frameSent(nghttp2_session* session, const nghttp2_frame* frame, void* user)
    {
        if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
            self(user).m_broken = true;
        const bool ends = (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA)
            && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM);
        if (!ends)
            return 0;
        const Stream* stream = self(user).find(frame->hd.stream_id);
        if (stream && !stream->remoteEnded)
            nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
        return 0;
    }

    static ssize_t readData(nghttp2_session* session, int32_t id, uint8_t* to, size_t room, uint32_t* flags,
        nghttp2_data_source* source, void*)
    {
        Http2Session& s = *static_cast<Http2Session*>(source->ptr);
        Stream* stream = s.find(id);
        CHECK(stream);
        const size_t n = std::min(room, stream->data.size() - stream->sent);
        if (n == 0 && !stream->ended) {
            stream->waiting = true;
            return NGHTTP2_ERR_DEFERRED;
        }
        std::memcpy(to, stream->data.data() + stream->sent, n);
        stream->sent += n;
        s.m_held -= n;
        s.m_pulled += n;
        if (stream->sent == stream->data.size()) {
            std::string().swap(stream->data);
            stream->sent = 0;
            if (stream->ended)
                *flags |= NGHTTP2_DATA_FLAG_EOF;
            if (stream->ended && !stream->trailers.empty()) {
                *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
                const std::vector<nghttp2_nv> nvs = toNvs(stream->trailers);
                nghttp2_submit_trailer(session, id, nvs.data(), nvs.size());
            }
        }
        return static_cast<ssize_t>(n);
    }
};

Http2Session::Http2Session(Http2Streams& streams)
    : m_streams(streams)
{
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_option* options = nullptr;
    CHECK(nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&options) == 0);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::beginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frameReceived);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::dataReceived);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::streamClosed);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Callbacks::frameSent);
    nghttp2_option_set_no_auto_window_update(options, 1);
    nghttp2_option_set_no_closed_streams(options, 1); // they would only serve priorities
#ifdef TAPEDECK_NGHTTP2_COUNTS_RESETS
    nghttp2_option_set_stream_reset_rate_limit(options, UINT64_MAX, UINT64_MAX); // they are counted here
#endif
    CHECK(nghttp2_session_server_new2(&m_session, callbacks, this, options) == 0);
    nghttp2_option_del(options);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits::kHttp2StreamsMax},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindowBytes},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits::kHttp2HeaderListBytesMax}};
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings, std::size(settings));
    nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, kConnectionWindowBytes);
}

Http2Session::~Http2Session()
{
    nghttp2_session_del(m_session); // does not call back for streams that are open
}

Http2Session::Stream* Http2Session::find(StreamId stream)
{
    const auto found = m_open.find(stream);
    return found == m_open.end() ? nullptr : found->second.get();
}

// False when there were too many.
bool Http2Session::countReset()
{
    if (m_resetsCounted) {
        const double seconds = static_cast<double>((m_now - m_resetsAt).micros) / 1e6;
        m_resets = std::max(0.0, m_resets - seconds * limits::kHttp2ResetsPerSecond);
    }
    m_resetsCounted = true;
    m_resetsAt = m_now;
    m_resets += 1;
    return m_resets <= limits::kHttp2ResetsMax;
}

bool Http2Session::feed(std::string_view bytes, Duration now)
{
    m_now = now;
    if (m_over)
        return false;
    const ssize_t read =
        nghttp2_session_mem_recv(m_session, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    // What breaks HTTP/2 is answered with GOAWAY; what nghttp2 cannot go on after is not.
    m_broken = m_broken || read < 0;
    m_over = read < 0 || nghttp2_session_want_read(m_session) == 0;
    return !m_over;
}

void Http2Session::giveRoom(StreamId stream, size_t bytes)
{
    if (find(stream))
        nghttp2_session_consume_stream(m_session, stream, bytes);
}

void Http2Session::submitAnswer(StreamId stream, const HeaderList& headers, bool withData)
{
    const std::vector<nghttp2_nv> nvs = toNvs(headers);
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = Callbacks::readData;
    nghttp2_submit_response(m_session, stream, nvs.data(), nvs.size(), withData ? &provider : nullptr);
}

void Http2Session::answer(StreamId stream, const HeaderList& headers)
{
    if (find(stream))
        submitAnswer(stream, headers, false);
}

void Http2Session::begin(StreamId stream, const HeaderList& headers)
{
    if (find(stream))
        submitAnswer(stream, headers, true);
}

void Http2Session::send(StreamId id, std::string_view bytes)
{
    Stream* stream = find(id);
    if (!stream || stream->ended)
        return;
    stream->data.append(bytes);
    m_held += bytes.size();
    if (std::exchange(stream->waiting, false))
        nghttp2_session_resume_data(m_session, id);
}

void Http2Session::end(StreamId id, HeaderList trailers)
{
    Stream* stream = find(id);
    if (!stream || stream->ended)
        return;
    stream->ended = true;
    stream->trailers = std::move(trailers);
    if (std::exchange(stream->waiting, false))
        nghttp2_session_resume_data(m_session, id);
}

void Http2Session::goAway()
{
    nghttp2_submit_goaway(
        m_session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(m_session), NGHTTP2_NO_ERROR, nullptr, 0);
}

void Http2Session::pull(Buffer& out, size_t bytes)
{
    while (out.size() < bytes) {
        const uint8_t* frame = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_session, &frame);
        if (size <= 0) {
            m_over = m_over || size < 0 || nghttp2_session_want_read(m_session) == 0;
            return;
        }
        out.append({reinterpret_cast<const char*>(frame), static_cast<size_t>(size)});
    }
}

bool Http2Session::wantsPull() const
{
    return nghttp2_session_want_write(m_session) != 0;
}

} // namespace tapedeck::grpc
