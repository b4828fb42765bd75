#include "engine/transfer/json_forms.h"

namespace tapedeck {

void putEither(TransferJson& object, const std::string& name, std::string_view bytes)
{
    if (holdsUtf8(bytes))
        object[name] = std::string(bytes);
    else
        object[name + "Base64"] = toBase64(bytes);
}

std::optional<std::string> takeEither(const TransferJson& object, const std::string& name, bool& ok)
{
    if (const auto text = object.find(name); text != object.end()) {
        if (text->is_string())
            return text->get<std::string>();
        ok = false;
    }
    if (const auto coded = object.find(name + "Base64"); coded != object.end()) {
        auto bytes = coded->is_string() ? fromBase64(coded->get_ref<const std::string&>()) : std::nullopt;
        ok = ok && bytes.has_value();
        return bytes;
    }
    return std::nullopt;
}

TransferJson headersJson(const HeaderList& headers)
{
    TransferJson out = TransferJson::array();
    for (const auto& [name, value] : headers) {
        TransferJson header;
        putEither(header, "name", name);
        putEither(header, "value", value);
        out.push_back(std::move(header));
    }
    return out;
}

bool readHeaders(const TransferJson& json, HeaderList& out)
{
    bool ok = true;
    if (json.is_object()) {
        for (const auto& [name, value] : json.items()) {
            if (!value.is_string())
                return false;
            out.emplace_back(name, value.get<std::string>());
        }
        return true;
    }
    if (!json.is_array())
        return false;
    for (const TransferJson& header : json) {
        if (!header.is_object())
            return false;
        auto name = takeEither(header, "name", ok);
        auto value = takeEither(header, "value", ok);
        if (!ok || !name || !value)
            return false;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

std::optional<TransferJson> parseTransferObject(std::string_view text, int depthMax)
{
    bool tooDeep = false;
    const auto callback = [&](int depth, TransferJson::parse_event_t, TransferJson&) {
        tooDeep = tooDeep || depth > depthMax;
        return !tooDeep;
    };
    TransferJson json = TransferJson::parse(text, callback, false);
    if (tooDeep || !json.is_object())
        return std::nullopt;
    return json;
}

std::string compactJson(const TransferJson& json)
{
    return json.dump(-1, ' ', false, TransferJson::error_handler_t::replace);
}

} // namespace tapedeck
