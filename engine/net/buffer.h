// A growable buffer of bytes that are appended at the end and taken from the front: what a connection has received but
// not executed, and what it has answered but not sent.
//
// Loop thread only. Never allocates before bytes arrive; gives its memory back when it is empty, except a small
// remainder (an idle connection must stay small, a busy one must not allocate for every answer).
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace tapedeck {

class Buffer {
public:
    // Kept by release() for the next answers.
    static constexpr size_t kKeptBytes = 1024;

    Buffer() = default;
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    std::string_view view() const { return {m_data + m_begin, m_end - m_begin}; }
    size_t size() const { return m_end - m_begin; }
    bool empty() const { return m_begin == m_end; }
    size_t capacity() const { return m_capacity; }

    // Room for `bytes` at the end; write there, then commit() what was written.
    char* prepare(size_t bytes)
    {
        if (m_capacity - m_end < bytes)
            grow(bytes);
        return m_data + m_end;
    }
    void commit(size_t bytes) { m_end += bytes; }
    void append(std::string_view bytes)
    {
        if (bytes.empty())
            return;
        std::memcpy(prepare(bytes.size()), bytes.data(), bytes.size());
        m_end += bytes.size();
    }
    // Takes bytes from the front.
    void consume(size_t bytes)
    {
        m_begin += bytes;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }
    // Cuts the end so that `size` bytes stay: takes back what was appended last.
    void truncate(size_t size) { m_end = m_begin + size; }
    void clear() { m_begin = m_end = 0; }
    // Gives memory back if the buffer is empty.
    void release()
    {
        if (empty() && m_capacity > kKeptBytes)
            freeMemory();
    }
    void freeMemory();

private:
    void grow(size_t bytes);

    char* m_data = nullptr;
    size_t m_begin = 0;
    size_t m_end = 0;
    size_t m_capacity = 0;
};

} // namespace tapedeck
