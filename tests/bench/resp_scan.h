// Finds the end of RESP replies in a buffer, and on the way the parts that a consumer needs, without building anything:
// the generator must cost less than the servers that it measures.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace tapedeck::bench {

class RespScan {
public:
    explicit RespScan(std::string_view buffer)
        : m_buffer(buffer)
    {
    }

    // Steps over one whole reply. False when it has not arrived completely; then nothing is consumed.
    // `leaf` is called for each string and number with its depth (0 = the reply itself) and its index in its array.
    template <typename Leaf>
    bool reply(Leaf&& leaf)
    {
        size_t at = m_at;
        if (!value(at, 0, 0, leaf))
            return false;
        m_at = at;
        return true;
    }
    size_t consumed() const { return m_at; }
    bool sawError() const { return m_error; }

private:
    bool line(size_t& at, std::string_view& out) const;

    template <typename Leaf>
    bool value(size_t& at, int depth, size_t index, Leaf& leaf)
    {
        std::string_view head;
        if (!line(at, head) || head.empty())
            return false;
        char kind = head.front();
        head.remove_prefix(1);
        if (kind == '*') {
            size_t count = number(head);
            for (size_t i = 0; i < count; ++i)
                if (!value(at, depth + 1, i, leaf))
                    return false;
            return true;
        }
        if (kind == '$') {
            if (head.front() == '-')
                return true;
            size_t bytes = number(head);
            if (m_buffer.size() < at + bytes + 2)
                return false;
            leaf(depth, index, m_buffer.substr(at, bytes));
            at += bytes + 2;
            return true;
        }
        m_error = m_error || kind == '-';
        leaf(depth, index, head);
        return true;
    }
    static size_t number(std::string_view digits);

    std::string_view m_buffer;
    size_t m_at = 0;
    bool m_error = false;
};

} // namespace tapedeck::bench
