// Takes a fuzzer's bytes apart into numbers and texts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace tapedeck::fuzz {

class Input {
public:
    Input(const uint8_t* data, size_t size)
        : m_at(data)
        , m_end(data + size)
    {
    }
    bool empty() const { return m_at == m_end; }
    size_t left() const { return static_cast<size_t>(m_end - m_at); }
    uint8_t byte() { return empty() ? 0 : *m_at++; }
    // Little-endian, zeros where the input ends.
    template <typename Int>
    Int number()
    {
        Int value = 0;
        const size_t n = std::min(left(), sizeof value);
        if (n > 0)
            std::memcpy(&value, m_at, n);
        m_at += n;
        return value;
    }
    // Small numbers are likelier to mean something: one byte, or eight where that is 255.
    uint64_t smallNumber()
    {
        const uint8_t first = byte();
        return first == 255 ? number<uint64_t>() : first;
    }
    std::string text(size_t bytesMax)
    {
        const size_t n = std::min(left(), bytesMax);
        std::string out(reinterpret_cast<const char*>(m_at), n);
        m_at += n;
        return out;
    }

private:
    const uint8_t* m_at;
    const uint8_t* m_end;
};

} // namespace tapedeck::fuzz
