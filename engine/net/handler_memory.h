// A place inside its owner for the one pending Asio operation of a kind, so that waiting for a socket again allocates
// nothing. Loop thread only.
#pragma once

#include <cstddef>
#include <new>

namespace tapedeck {

class HandlerMemory {
public:
    HandlerMemory() = default;
    HandlerMemory(const HandlerMemory&) = delete;
    HandlerMemory& operator=(const HandlerMemory&) = delete;

    void* take(size_t bytes)
    {
        if (m_used || bytes > sizeof m_bytes)
            return ::operator new(bytes);
        m_used = true;
        return m_bytes;
    }
    void give(void* pointer)
    {
        if (pointer == m_bytes)
            m_used = false;
        else
            ::operator delete(pointer);
    }

private:
    alignas(std::max_align_t) unsigned char m_bytes[128];
    bool m_used = false;
};

// The C++ allocator in front of it.
template <typename T>
class HandlerAllocator {
public:
    using value_type = T;
    explicit HandlerAllocator(HandlerMemory& memory)
        : m_memory(&memory)
    {
    }
    template <typename U>
    HandlerAllocator(const HandlerAllocator<U>& other)
        : m_memory(other.m_memory)
    {
    }
    T* allocate(size_t n) { return static_cast<T*>(m_memory->take(n * sizeof(T))); }
    void deallocate(T* pointer, size_t) { m_memory->give(pointer); }
    bool operator==(const HandlerAllocator& other) const { return m_memory == other.m_memory; }

private:
    template <typename U>
    friend class HandlerAllocator;
    HandlerMemory* m_memory;
};

} // namespace tapedeck
