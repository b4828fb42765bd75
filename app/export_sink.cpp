#include "app/export_sink.h"

#include "app/command.h"
#include "app/raw_files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace tapedeck {

namespace {

constexpr size_t kChunkBytes = 64 << 10;

Error cannotWriteExport(const std::string& path)
{
    const int reason = errno;
    std::string text = "cannot write to " + path + ": " + std::strerror(reason);
    if (reason == ENOSPC || reason == EDQUOT)
        text += "; make room or choose another place";
    else if (reason == EACCES || reason == EPERM || reason == EROFS)
        text += "; choose a place that you may write to";
    return {ErrorCode::io, std::move(text)};
}

class LineSink final : public ExportSink {
public:
    // `path` empty: standard output.
    LineSink(std::FILE* file, std::string path, TransferFormat format)
        : m_file(file)
        , m_path(std::move(path))
        , m_format(format)
        , m_pending(formatHeading(format))
    {
    }
    ~LineSink() override
    {
        if (m_path.empty() || m_finished)
            return;
        if (m_file) // given up
            std::fclose(m_file);
        std::remove(part(m_path).c_str());
    }
    static std::string part(const std::string& path) { return path + ".part"; }

    Status write(const Record& record) override
    {
        appendRecord(m_pending, record, m_format);
        return m_pending.size() < kChunkBytes ? Status() : flush();
    }
    Status flush() override
    {
        if (m_path.empty()) {
            print(m_pending);
            std::fflush(stdout);
        } else if (std::fwrite(m_pending.data(), 1, m_pending.size(), m_file) != m_pending.size()) {
            return cannotWriteExport(m_path);
        }
        m_pending.clear();
        return {};
    }
    Status finish() override
    {
        Status flushed = flush();
        if (!flushed || m_path.empty())
            return flushed;
        const bool closed = std::fclose(m_file) == 0;
        m_file = nullptr;
        if (!closed || std::rename(part(m_path).c_str(), m_path.c_str()) != 0)
            return cannotWriteExport(m_path);
        m_finished = true;
        return {};
    }

private:
    std::FILE* m_file;
    std::string m_path;
    TransferFormat m_format;
    std::string m_pending;
    bool m_finished = false;
};

class FolderSink final : public ExportSink {
public:
    FolderSink(RawFileWriter writer, std::string part, std::string path)
        : m_writer(std::move(writer))
        , m_part(std::move(part))
        , m_path(std::move(path))
    {
    }
    ~FolderSink() override
    {
        std::error_code error;
        if (!m_finished)
            std::filesystem::remove_all(m_part, error);
    }
    Status write(const Record& record) override { return m_writer.write(record); }
    Status finish() override
    {
        if (const Status finished = m_writer.finish(); !finished)
            return finished;
        if (std::rename(m_part.c_str(), m_path.c_str()) != 0) // an empty folder is replaced
            return cannotWriteExport(m_path);
        m_finished = true;
        return {};
    }

private:
    RawFileWriter m_writer;
    std::string m_part, m_path;
    bool m_finished = false;
};

Result<std::unique_ptr<ExportSink>> exportToFolder(std::string path)
{
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    std::error_code error;
    if (std::filesystem::exists(path, error) && !std::filesystem::is_empty(path, error))
        return Error{ErrorCode::invalidArgument, "the folder " + path + " is not empty; nothing is overwritten"};
    const std::string part = path + ".part";
    auto writer = RawFileWriter::create(part);
    if (!writer)
        return writer.error();
    return std::unique_ptr<ExportSink>(std::make_unique<FolderSink>(std::move(*writer), part, std::move(path)));
}

} // namespace

std::unique_ptr<ExportSink> exportToOutput(TransferFormat format)
{
    return std::make_unique<LineSink>(stdout, "", format);
}

Result<std::unique_ptr<ExportSink>> exportTo(const std::string& path, TransferFormat format)
{
    if (format == TransferFormat::raw)
        return exportToFolder(path);
    std::FILE* file = std::fopen(LineSink::part(path).c_str(), "wbe");
    if (!file)
        return cannotWriteExport(path);
    return std::unique_ptr<ExportSink>(std::make_unique<LineSink>(file, path, format));
}

} // namespace tapedeck
