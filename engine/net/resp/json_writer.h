// Compact JSON, written front to back in the order of the calls, as INFO and CONFIG GET answer. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::resp {

class JsonWriter {
public:
    JsonWriter& beginObject()
    {
        separate();
        m_out += '{';
        m_first = true;
        return *this;
    }
    JsonWriter& endObject()
    {
        m_out += '}';
        m_first = false;
        return *this;
    }
    JsonWriter& key(std::string_view name)
    {
        separate();
        quote(name);
        m_out += ':';
        m_first = true; // the value follows without a comma
        return *this;
    }
    JsonWriter& number(uint64_t value)
    {
        separate();
        m_out += std::to_string(value);
        return *this;
    }
    JsonWriter& text(std::string_view value)
    {
        separate();
        quote(value);
        return *this;
    }
    const std::string& result() const { return m_out; }

private:
    void separate()
    {
        if (!m_first)
            m_out += ',';
        m_first = false;
    }
    // Names are bytes: what is not ASCII is written as the code point of each byte, so that the result is always JSON.
    void quote(std::string_view bytes);

    std::string m_out;
    bool m_first = true;
};

} // namespace tapedeck::resp
