// What can be done with the chosen messages, as actions for menus and shortcuts: edit and resend, copy as a line, copy
// and move to another queue, save as files, drag; and redriving the dead letters of a channel. GUI thread. Acts on
// Current only: on its selection, or on the message that is looked at when nothing is selected.
#pragma once

#include "ui/models/copy_as.h"
#include "ui/models/message_draft.h"
#include "ui/models/message_drag.h"
#include "ui/models/window_context.h"
#include "ui/panels/bulk_copy.h"

#include <QAction>
#include <QMenu>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

namespace tapedeck {

class MessageActions : public QObject {
    Q_OBJECT
public:
    // Messages that are dragged out as files and text, and their bodies together.
    static constexpr int64_t kDragFilesMax = 20;
    static constexpr size_t kDragBytesMax = size_t{16} << 20;
    // Drafts that one drop opens.
    static constexpr size_t kDraftsAtOnce = 10;

    MessageActions(WindowContext& context, QWidget* window);

    // For the menu bar and the table's menu.
    void fill(QMenu& menu) const;
    QAction *editAndResend, *copyTo, *moveTo, *saveFiles, *redrive;
    QMenu* copyAsMenu() const { return m_copyAs.get(); }

    void copyAs(CopyAs form);
    // Where messages were dropped.
    void dropOnTarget(const DraggedMessages& messages, const std::string& target, bool toExchange, bool move);
    void openAsDrafts(QueueNo queue, const std::vector<MessageId>& ids);
    // Loads what the drag carries, then drags if the button is still held.
    void startDrag();
    // What is done with a drag's data; for tests. Takes it over.
    std::function<void(QMimeData*)> execDrag;
    // Bodies are written there.
    void saveInto(const QString& folder);

Q_SIGNALS:
    void draftRequested(const tapedeck::MessageDraft& draft);

private:
    QAction* add(const QString& text, const char* icon, const QString& tip, void (MessageActions::*run)());
    void refresh();
    Current::Selection chosen() const; // never null
    std::vector<std::string> channelsOf(QueueNo queue) const;
    void edit();
    void openDraft(const MessageAnswer& message);
    void askCopy();
    void askMove();
    void askFolder();
    void askRedrive();
    void ask(const QString& title, const BulkFrom& from, uint64_t count, const std::vector<std::string>& channels,
        const std::string& target = {}, bool toExchange = false);
    void finishCopyAs(CopyAs form, const CopiedMessage& message);

    WindowContext& m_context;
    QWidget* m_window;
    std::unique_ptr<QMenu> m_copyAs;
    std::vector<std::unique_ptr<QTemporaryDir>> m_dragged; // a file manager copies when it likes
};

} // namespace tapedeck
