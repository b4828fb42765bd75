// The expectations that are watched: running, passed or failed and why, with the messages that matched and those that
// came closest. A click on one of these shows it. GUI thread.
#pragma once

#include "ui/models/mock_models.h"
#include "ui/panels/rule_panel.h"

class QSplitter;
class QTreeWidget;
class QTreeWidgetItem;

namespace tapedeck {

class ExpectationsPanel : public RulePanel {
    Q_OBJECT
public:
    ExpectationsPanel(WindowContext& context, QWidget* parent = nullptr);
    ExpectationModel* model() const { return m_model; }
    // The messages that the chosen one's report tells of.
    QTreeWidget* details() const { return m_details; }
    enum Column { roleColumn, messageColumn, termsColumn, keyColumn, bodyColumn, columnCount_ };

private:
    ExpectationsPanel(WindowContext& context, ExpectationModel* model, QWidget* parent);
    void refresh();
    void refreshDetails();
    const ExpectationView* chosen() const; // null: none
    void runAgain();
    void removeChosen();
    void removeEvery();
    void showMessage(const QTreeWidgetItem* item);
    void addRow(const QString& role, const ReportedMessage& message, const QString& terms);

    ExpectationModel* m_model;
    QSplitter* m_split;
    QTreeWidget* m_details;
    std::shared_ptr<const ExpectationReport> m_shown; // whose messages the details show
};

} // namespace tapedeck
