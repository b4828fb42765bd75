#include "app/json.h"

namespace tapedeck {

namespace {

bool isUtf8(std::string_view bytes)
{
    try {
        (void)Json(bytes).dump(); // throws on invalid UTF-8 by default
        return true;
    } catch (const Json::type_error&) {
        return false;
    }
}

// RFC 4648, with padding.
std::string base64(std::string_view bytes)
{
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t at = 0; at < bytes.size(); at += 3) {
        uint32_t group = 0;
        size_t have = std::min<size_t>(3, bytes.size() - at);
        for (size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < have ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (size_t i = 0; i < 4; ++i)
            out += i <= have ? alphabet[group >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

} // namespace

std::string jsonLine(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string cell(const Json& row, const char* name)
{
    const auto found = row.find(name);
    if (found == row.end())
        return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

void putBytes(Json& object, const std::string& name, std::string_view bytes)
{
    if (isUtf8(bytes))
        object[name] = std::string(bytes);
    else
        object[name + "_base64"] = base64(bytes);
}

} // namespace tapedeck
