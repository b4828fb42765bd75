// How the dialog of a copy for a bug report is laid out.
#include "ui/panels/bug_report_dialog.h"

#include "ui/models/plain_text.h"
#include "ui/models/transfer_choice.h"
#include "ui/panels/queue_check_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

namespace tapedeck {

// Usual places of secrets.
static const char* const kSecretHeaders = "authorization\ncookie\nset-cookie\nx-api-key";
static constexpr int kNewestProposed = 1'000;

BugReportDialog::BugReportDialog(WindowContext& context, Workspace& workspace, const TimeRange& brush, QWidget* parent)
    : TransferDialog(context, workspace.transfers(), parent)
    , m_workspace(workspace)
    , m_timeFilter(timeFilter(brush))
    , m_headers(new QPlainTextEdit(this))
    , m_paths(new QPlainTextEdit(this))
    , m_patterns(new QPlainTextEdit(this))
    , m_mode(new QComboBox(this))
    , m_marks(new QCheckBox(tr("&Marks go along"), this))
    , m_notes(new QCheckBox(tr("and their n&otes"), this))
    , m_path(new QLineEdit(this))
    , m_browse(new QPushButton(tr("B&rowse\u2026"), this))
    , m_before(new QPlainTextEdit(this))
    , m_after(new QPlainTextEdit(this))
    , m_touched(new QLabel(this))
    , m_next(new QPushButton(tr("Ne&xt message"), this))
    , m_soon(new QTimer(this))
{
    setWindowTitle(tr("Save a copy for a bug report"));
    std::vector<QueueNo> ticked;
    if (context.current.queue().value)
        ticked.push_back(context.current.queue());
    m_queues = new QueueCheckList(*context.client.snapshot(), ticked, this);
    makeChoice(brush);
    m_mode->addItems({tr("Mask values: ***"), tr("Hash values: the same value has the same hash")});
    m_marks->setChecked(true);
    m_notes->setChecked(true);
    m_notes->setToolTip(tr("Notes may contain what is private; expressions are looked for in them, too"));
    m_headers->setPlainText(QLatin1String(kSecretHeaders));
    const QString tape = workspace.path();
    const QString folder = tape.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                                          : QFileInfo(tape).absolutePath();
    m_path->setText(QDir::toNativeSeparators(
        QDir(folder.isEmpty() ? QDir::homePath() : folder)
            .filePath(tape.isEmpty() ? QStringLiteral("bug-report.tape")
                                     : QFileInfo(tape).completeBaseName() + QStringLiteral("-bug-report.tape"))));
    lay();
    wire();
    askPreview();
}

void BugReportDialog::makeChoice(const TimeRange& brush)
{
    m_all = new QRadioButton(tr("&All their messages"), this);
    m_brushed = new QRadioButton(brush.empty()
            ? tr("The &time that is brushed")
            : tr("The &time that is brushed: %1 to %2")
                  .arg(rfc3339Text(brush.from, m_context.zone.zone()), rfc3339Text(brush.until, m_context.zone.zone())),
        this);
    m_newest = new QRadioButton(tr("The &newest of each:"), this);
    m_newestCount = new QSpinBox(this);
    m_newestCount->setRange(1, 1'000'000'000);
    m_newestCount->setGroupSeparatorShown(true);
    m_newestCount->setValue(kNewestProposed);
    m_newestCount->setAccessibleName(tr("How many messages of each queue"));
    m_brushed->setEnabled(!brush.empty());
    (brush.empty() ? m_all : m_brushed)->setChecked(true);
}

QWidget* BugReportDialog::ruleEdit(QPlainTextEdit* edit, const QString& title, const QString& hint)
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    auto* label = new QLabel(title, box);
    label->setBuddy(edit);
    edit->setPlaceholderText(hint);
    edit->setToolTip(tr("One on each line"));
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setFixedHeight(fontMetrics().lineSpacing() * 5 + fontMetrics().height());
    layout->addWidget(label);
    layout->addWidget(edit);
    return box;
}

QWidget* BugReportDialog::layWhat()
{
    auto* what = new QGroupBox(tr("What"), this);
    auto* newest = new QHBoxLayout;
    newest->addWidget(m_newest);
    newest->addWidget(m_newestCount);
    newest->addStretch(1);
    auto* marks = new QHBoxLayout;
    marks->addWidget(m_marks);
    marks->addWidget(m_notes);
    marks->addStretch(1);
    auto* choice = new QVBoxLayout;
    choice->addWidget(m_all);
    choice->addWidget(m_brushed);
    choice->addLayout(newest);
    choice->addLayout(marks);
    choice->addStretch(1);
    auto* layout = new QHBoxLayout(what);
    layout->addWidget(m_queues, 1);
    layout->addLayout(choice, 1);
    return what;
}

QWidget* BugReportDialog::layRules()
{
    auto* rules = new QGroupBox(tr("What must not be seen"), this);
    auto* grid = new QGridLayout(rules);
    grid->addWidget(ruleEdit(m_headers, tr("&Headers"), tr("authorization")), 0, 0);
    grid->addWidget(ruleEdit(m_paths, tr("&JSON paths of bodies"), tr("customer.email")), 0, 1);
    grid->addWidget(ruleEdit(m_patterns, tr("Regular &expressions"), tr("[0-9]{16}")), 0, 2);
    grid->addWidget(m_mode, 1, 0, 1, 3);
    m_mode->setAccessibleName(tr("What takes the place of values"));
    return rules;
}

QWidget* BugReportDialog::layPreview()
{
    auto* box = new QGroupBox(tr("Before and after"), this);
    auto* grid = new QGridLayout(box);
    m_touched->setTextFormat(Qt::PlainText);
    m_touched->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_touched, 1);
    top->addWidget(m_next);
    grid->addLayout(top, 0, 0, 1, 2);
    int column = 0;
    for (QPlainTextEdit* edit : {m_before, m_after}) {
        edit->setReadOnly(true);
        edit->setTabChangesFocus(true);
        edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        edit->setMinimumSize(fontMetrics().averageCharWidth() * 44, fontMetrics().lineSpacing() * 7);
        grid->addWidget(edit, 1, column++);
    }
    grid->setRowStretch(1, 1);
    m_before->setAccessibleName(tr("Before"));
    m_after->setAccessibleName(tr("After"));
    return box;
}

void BugReportDialog::lay()
{
    auto* label = new QLabel(tr("&Into"), this);
    label->setBuddy(m_path);
    auto* path = new QHBoxLayout;
    path->addWidget(label);
    path->addWidget(m_path, 1);
    path->addWidget(m_browse);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(layWhat());
    layout->addWidget(layRules());
    layout->addWidget(layPreview(), 1);
    layout->addLayout(path);
    layout->addWidget(m_state);
    layout->addWidget(makeButtons(tr("&Save")));
}

void BugReportDialog::wire()
{
    m_soon->setSingleShot(true);
    m_soon->setInterval(kPreviewAfterMs);
    connect(m_soon, &QTimer::timeout, this, &BugReportDialog::askPreview);
    const auto changed = [this] {
        refresh();
        m_soon->start();
    };
    connect(m_queues, &QueueCheckList::tickedChanged, this, changed);
    for (QRadioButton* button : {m_all, m_brushed, m_newest})
        connect(button, &QRadioButton::toggled, this, changed);
    connect(m_newestCount, &QSpinBox::valueChanged, this, changed);
    for (QPlainTextEdit* edit : {m_headers, m_paths, m_patterns})
        connect(edit, &QPlainTextEdit::textChanged, this, changed);
    connect(m_mode, &QComboBox::currentIndexChanged, this, changed);
    connect(m_marks, &QCheckBox::toggled, this, &BugReportDialog::refresh);
    connect(m_path, &QLineEdit::textChanged, this, &BugReportDialog::refresh);
    connect(m_browse, &QPushButton::clicked, this, &BugReportDialog::browse);
    connect(m_next, &QPushButton::clicked, this, [this] {
        ++m_sample;
        showSample();
    });
    refresh();
}

} // namespace tapedeck
