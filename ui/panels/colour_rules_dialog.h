// Edits the rules by which rows are coloured: add, change, order, switch on and off. Every change is seen in the table
// behind at once; Cancel takes all back. GUI thread.
#pragma once

#include "ui/models/colour_rules.h"
#include "ui/models/window_context.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace tapedeck {

class ColourRulesDialog : public QDialog {
    Q_OBJECT
public:
    ColourRulesDialog(WindowContext& context, ColourRules& rules, QWidget* parent);

    QListWidget* list() const { return m_list; }
    QLineEdit* filter() const { return m_filter; }
    QComboBox* colour() const { return m_colour; }
    QLabel* verdict() const { return m_verdict; }
    QPushButton *add, *remove, *up, *down;

    void reject() override;
    void accept() override;

private:
    void makeLayout();
    void refreshList();
    void refreshEditor();
    void paintItem(int row);
    void apply();
    void move(int by);
    int current() const;

    WindowContext& m_context;
    ColourRules& m_kept;
    const std::vector<ColourRule> m_before;
    std::vector<ColourRule> m_rules;
    QListWidget* m_list;
    QLineEdit* m_filter;
    QComboBox* m_colour;
    QLabel* m_verdict;
    bool m_filling = false; // the editor follows the list
};

} // namespace tapedeck
