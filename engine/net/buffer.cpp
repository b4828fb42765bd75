#include "engine/net/buffer.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstdlib>

namespace tapedeck {

Buffer::~Buffer()
{
    std::free(m_data);
}

void Buffer::freeMemory()
{
    std::free(m_data);
    m_data = nullptr;
    m_begin = m_end = m_capacity = 0;
}

void Buffer::grow(size_t bytes)
{
    const size_t used = size();
    if (m_begin > 0 && m_begin >= m_capacity / 2) {
        std::memmove(m_data, m_data + m_begin, used);
        m_begin = 0;
        m_end = used;
        if (m_capacity - m_end >= bytes)
            return;
    }
    // Doubling keeps the copying linear; for large blocks realloc moves pages instead of bytes.
    const size_t capacity = std::max({m_capacity * 2, m_end + bytes, size_t{512}});
    char* data = static_cast<char*>(std::realloc(m_data, capacity));
    CHECK(data != nullptr);
    m_data = data;
    m_capacity = capacity;
}

} // namespace tapedeck
