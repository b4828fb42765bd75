// Bodies as JSON, through simdjson's on-demand parser: it gives numbers as they are written. Every value is visited, so
// that a body that breaks off in the middle is told from one that is JSON.
#include "engine/base/limits.h"
#include "engine/filter/document.h"
#include "engine/filter/number.h"
#include "engine/filter/packed_reader.h"

#include <simdjson.h>

namespace tapedeck {

namespace ondemand = simdjson::ondemand;

struct Document::Json {
    ondemand::parser parser;
};

Document::Document() = default;
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view withoutBlanks(std::string_view text)
{
    const size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// Nothing follows the value that was read.
bool atEnd(ondemand::document& document)
{
    const char* place = nullptr;
    return document.current_location().get(place) == simdjson::OUT_OF_BOUNDS;
}

} // namespace

class JsonReader {
public:
    explicit JsonReader(std::vector<DocumentNode>& out)
        : m_out(out)
    {
    }

    bool value(ondemand::value value, int depth)
    {
        ondemand::json_type type;
        if (value.type().get(type))
            return false;
        std::string_view view;
        switch (type) {
        case ondemand::json_type::object:
            return depth < limits::kJsonDepthMax && object(value, depth + 1);
        case ondemand::json_type::array:
            return depth < limits::kJsonDepthMax && array(value, depth + 1);
        case ondemand::json_type::string:
            return !value.get_string().get(view) && add(NodeKind::text, view);
        case ondemand::json_type::number:
            view = withoutBlanks(value.raw_json_token());
            return Number::parse(view) && add(NodeKind::number, view);
        case ondemand::json_type::boolean: {
            bool truth = false;
            if (value.get_bool().get(truth) || !add(NodeKind::boolean, {}))
                return false;
            m_out.back().truth = truth;
            return true;
        }
        case ondemand::json_type::null: {
            bool null = false;
            return !value.is_null().get(null) && null && add(NodeKind::null, {});
        }
        }
        return false;
    }

private:
    bool add(NodeKind kind, std::string_view text)
    {
        if (m_out.size() >= limits::kDocumentValuesMax)
            return false;
        m_out.push_back({kind, false, static_cast<uint32_t>(m_out.size() + 1), 0, text});
        return true;
    }

    void close(size_t at, uint32_t count)
    {
        m_out[at].count = count;
        m_out[at].end = static_cast<uint32_t>(m_out.size());
    }

    bool object(ondemand::value& value, int depth)
    {
        const size_t at = m_out.size();
        ondemand::object members;
        if (value.get_object().get(members) || !add(NodeKind::object, {}))
            return false;
        uint32_t count = 0;
        for (auto member : members) {
            std::string_view key;
            ondemand::value inner;
            if (member.unescaped_key().get(key) || !add(NodeKind::text, key) || member.value().get(inner)
                || !this->value(inner, depth))
                return false;
            ++count;
        }
        return close(at, count), true;
    }

    bool array(ondemand::value& value, int depth)
    {
        const size_t at = m_out.size();
        ondemand::array elements;
        if (value.get_array().get(elements) || !add(NodeKind::list, {}))
            return false;
        uint32_t count = 0;
        for (auto element : elements) {
            ondemand::value inner;
            if (element.get(inner) || !this->value(inner, depth))
                return false;
            ++count;
        }
        return close(at, count), true;
    }

    std::vector<DocumentNode>& m_out;
};

// A text, number or word alone is read as the one element of a list: simdjson treats documents of one value apart.
bool Document::readJson(std::string_view body)
{
    body = withoutBlanks(body);
    if (body.empty())
        return false;
    const bool alone = body.front() != '{' && body.front() != '[';
    m_padded.clear();
    m_padded.reserve(body.size() + 2 + simdjson::SIMDJSON_PADDING);
    if (alone)
        m_padded += '[';
    m_padded += body;
    if (alone)
        m_padded += ']';
    if (!m_json)
        m_json = std::make_unique<Json>();
    ondemand::document document;
    ondemand::value root;
    if (m_json->parser.iterate(m_padded.data(), m_padded.size(), m_padded.capacity()).get(document)
        || document.get_value().get(root) || !JsonReader(m_nodes).value(root, 0) || !atEnd(document))
        return false;
    if (!alone)
        return true;
    if (m_nodes.front().count != 1)
        return false;
    m_nodes.erase(m_nodes.begin());
    m_nodes.front().end = 1;
    return true;
}

bool Document::read(std::string_view body, BodyFormat format)
{
    m_nodes.clear();
    m_texts.clear();
    const bool ok = format == BodyFormat::json ? readJson(body)
        : format == BodyFormat::messagePack    ? readMessagePack(body, m_nodes, m_texts)
                                               : readCbor(body, m_nodes, m_texts);
    if (!ok)
        m_nodes.clear();
    return ok;
}

} // namespace tapedeck
