#include "app/raw_files.h"

#include "app/json.h"
#include "engine/filter/document.h"

#include <filesystem>
#include <fstream>

namespace tapedeck {

namespace {

constexpr const char* kIndex = "/index.jsonl";
constexpr size_t kNameBytesMax = 100;

Error cannotWrite(const std::string& path)
{
    return {ErrorCode::io, "cannot write " + path};
}

const char* endingOf(const std::string& body)
{
    Document document;
    if (document.read(body, BodyFormat::json))
        return ".json";
    return holdsUtf8(body) ? ".txt" : ".bin";
}

bool writeFile(const std::string& path, std::string_view bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return !file.fail();
}

// FOLDER/FILE with the names that this program gives: nothing that leads elsewhere.
bool isOurs(const std::string& path)
{
    const size_t slash = path.find('/');
    if (slash == std::string::npos)
        return false;
    const std::string folder = path.substr(0, slash);
    const std::string file = path.substr(slash + 1);
    return safeFileName(folder) == folder && safeFileName(file) == file;
}

} // namespace

std::string safeFileName(std::string_view name)
{
    std::string out;
    for (const char c : name.substr(0, kNameBytesMax)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
            || c == '-' || (c == '.' && !out.empty());
        out += plain ? c : '_';
    }
    return out.empty() ? "_" : out;
}

Result<RawFileWriter> RawFileWriter::create(const std::string& folder)
{
    RawFileWriter writer;
    writer.m_folder = folder;
    while (writer.m_folder.size() > 1 && writer.m_folder.back() == '/')
        writer.m_folder.pop_back();
    std::error_code error;
    std::filesystem::create_directories(writer.m_folder, error);
    if (error)
        return Error{ErrorCode::io, "cannot make the folder " + folder + ": " + error.message()};
    if (!std::filesystem::is_empty(writer.m_folder, error) || error)
        return Error{ErrorCode::invalidArgument, "the folder " + folder + " is not empty; nothing is overwritten"};
    writer.m_index.reset(std::fopen((writer.m_folder + kIndex).c_str(), "wbe"));
    if (!writer.m_index)
        return cannotWrite(writer.m_folder + kIndex);
    return writer;
}

Status RawFileWriter::write(const Record& record)
{
    auto found = m_folders.find(record.queue);
    if (found == m_folders.end()) {
        std::string name = safeFileName(record.queue);
        for (const auto& [queue, folder] : m_folders)
            if (folder == name) // two queues whose names differ in what a file name cannot hold
                name += "_" + std::to_string(m_folders.size());
        std::error_code error;
        std::filesystem::create_directory(m_folder + "/" + name, error);
        if (error)
            return cannotWrite(m_folder + "/" + name);
        found = m_folders.emplace(record.queue, name).first;
    }
    ++m_written;
    const uint64_t number = record.id.value != 0 ? record.id.value : m_written;
    const std::string path = found->second + "/" + std::to_string(number) + endingOf(record.body);
    if (!writeFile(m_folder + "/" + path, record.body))
        return cannotWrite(m_folder + "/" + path);
    Record rest = record;
    rest.body.clear();
    std::string line;
    appendJsonLine(line, rest);
    Json json = Json::parse(line);
    json.erase("body");
    json["file"] = path;
    line = jsonLine(json) + "\n";
    return std::fwrite(line.data(), 1, line.size(), m_index.get()) == line.size() ? Status()
                                                                                  : cannotWrite(m_folder + kIndex);
}

Status RawFileWriter::finish()
{
    const bool closed = std::fclose(m_index.release()) == 0;
    return closed ? Status() : cannotWrite(m_folder + kIndex);
}

Status readRawFiles(const std::string& folder, const std::function<bool(const Record&)>& use)
{
    std::ifstream index(folder + kIndex);
    if (!index)
        return Error{ErrorCode::io, "cannot read " + folder + kIndex};
    uint64_t number = 0;
    for (std::string line; std::getline(index, line);) {
        ++number;
        const auto wrong = [&](const std::string& why) {
            return Error{ErrorCode::invalidArgument, folder + kIndex + ", line " + std::to_string(number) + ": " + why};
        };
        Json json = Json::parse(line, nullptr, false);
        if (!json.is_object() || !json.contains("file") || !json["file"].is_string())
            return wrong("there is no `file`");
        const std::string path = json["file"];
        if (!isOurs(path))
            return wrong("\"" + path + "\" is no file of this folder");
        json.erase("file");
        json["body"] = "";
        auto record = readJsonLine(jsonLine(json));
        if (!record)
            return wrong(record.error().text);
        std::error_code error;
        if (std::filesystem::is_symlink(folder + "/" + path, error))
            return wrong("\"" + path + "\" is a symbolic link");
        std::ifstream file(folder + "/" + path, std::ios::binary);
        if (!file)
            return wrong("cannot read " + path);
        record->body.assign(std::istreambuf_iterator<char>(file), {});
        if (!use(*record))
            return {};
    }
    return {};
}

} // namespace tapedeck
