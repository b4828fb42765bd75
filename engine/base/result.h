// Result<T>: a value or an Error. The engine's only way to say that an operation failed for a reason outside the
// program. gcc 12 has no <expected>.
#pragma once

#include "engine/base/check.h"

#include <string>
#include <utility>
#include <variant>

namespace tapedeck {

// What went wrong, independent of the protocol that reports it. Each port maps a code to its own words in one table.
enum class ErrorCode : unsigned char {
    queueNotFound,
    channelNotFound,
    queueExists,
    channelExists,
    invalidName,
    messageTooBig,
    readOnly, // the engine stopped trusting its storage; the text says why
    storageFull, // publishes are refused, acks and deletes still work
    overloaded, // a limit of memory or count is reached; try again later
    io, // the operating system refused; the text names file and reason
    damaged, // a checksum, count or structure is wrong; the text names the range
    unsupported, // a version or feature this program does not know
    inUse, // another process holds the tape; the text names it
    notFound, // a file, message, player, client is not there
    invalidArgument,
    notATape,
    stopped, // the engine is closing
    cannotBind, // a port is in use or not ours to take; the text names it
};

// A code and a sentence that says what, why and what now.
struct Error {
    ErrorCode code;
    std::string text;
};

inline Error invalidArgument(std::string text)
{
    return {ErrorCode::invalidArgument, std::move(text)};
}

// Holds a T or an Error. Asking for the one that is not there is a programmer error (CHECK).
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() &
    {
        CHECK(ok());
        return std::get<0>(m_state);
    }
    const T& value() const&
    {
        CHECK(ok());
        return std::get<0>(m_state);
    }
    T&& value() &&
    {
        CHECK(ok());
        return std::get<0>(std::move(m_state));
    }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }

    const Error& error() const
    {
        CHECK(!ok());
        return std::get<1>(m_state);
    }

private:
    std::variant<T, Error> m_state;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
        , m_ok(false)
    {
    }

    bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }
    const Error& error() const
    {
        CHECK(!m_ok);
        return m_error;
    }

private:
    Error m_error{ErrorCode::io, {}};
    bool m_ok = true;
};

using Status = Result<void>;

} // namespace tapedeck
