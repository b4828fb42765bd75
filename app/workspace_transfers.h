// Exporting, importing and redacting for the window: two threads, one for what runs and one for previews, that read the
// running engine through its loop.
//
// GUI thread, except setHost(), which whoever starts and ends engines calls.
#pragma once

#include "app/engine_host.h"
#include "engine/base/worker.h"
#include "ui/client/transfers.h"

#include <memory>
#include <mutex>
#include <vector>

namespace tapedeck {

class WorkspaceTransfers final : public Transfers {
public:
    WorkspaceTransfers();
    ~WorkspaceTransfers() override;

    // The engine from now on, or null: everything that runs is cancelled, and the call waits for its end. Not on the
    // GUI thread, nor on the loop.
    void setHost(EngineHost* host);

    // --- Transfers ---
    Transfer exportMessages(ExportPlan plan, Progressed progressed, Ended ended) override;
    Transfer previewExport(ExportPlan plan, std::function<void(const ExportPreview&)> done) override;
    Transfer importFiles(ImportPlan plan, Progressed progressed, Ended ended) override;
    Transfer previewImport(ImportPlan plan, std::function<void(const ImportPreview&)> done) override;
    Transfer saveRedacted(RedactPlan plan, Progressed progressed, RedactEnded ended) override;
    Transfer previewRedacted(RedactPlan plan, std::function<void(const RedactPreview&)> done) override;
    std::optional<FileForm> formOf(const std::string& path) const override;

private:
    EngineHost* host();
    Transfer begin();
    void wait();

    std::mutex m_mutex; // of the two that follow
    EngineHost* m_host = nullptr;
    std::vector<Transfer> m_running; // and some that are over
    Worker m_worker{"transfers"}, m_previewer{"previews"};
};

} // namespace tapedeck
