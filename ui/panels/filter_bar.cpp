#include "ui/panels/filter_bar.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/name_dialog.h"
#include "ui/views/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QStringListModel>
#include <QTextCharFormat>
#include <QToolButton>

namespace tapedeck {

// Messages whose members and headers are offered by completion.
static constexpr uint32_t kLearntRows = 30;
static constexpr uint32_t kLearntBytes = 4 << 10;

FilterBar::FilterBar(WindowContext& context, MessageSearch& search, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_search(search)
    , m_edit(new QLineEdit(this))
    , m_state(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_count(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_stop(new QToolButton(this))
    , m_historyButton(new QToolButton(this))
    , m_savedButton(new QToolButton(this))
    , m_historyMenu(new QMenu(this))
    , m_savedMenu(new QMenu(this))
    , m_mode(new QComboBox(this))
    , m_words(new QStringListModel(this))
    , m_fields(new QStringListModel(this))
    , m_completer(new QCompleter(m_words, this))
{
    filter = new QAction(themedIcon(QStringLiteral("search")), tr("&Filter messages"), this);
    filter->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_L), QKeySequence(Qt::Key_Slash)});
    connect(filter, &QAction::triggered, this, &FilterBar::begin);
    clear = new QAction(themedIcon(QStringLiteral("close")), tr("&Clear the filter"), this);
    clear->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
    connect(clear, &QAction::triggered, this, [this] { m_context.filter.setText({}); });
    layOut();

    connect(m_edit, &QLineEdit::textEdited, this, &FilterBar::onText);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty() && !m_writing) // the button in the line
            apply();
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterBar::takeCompletion);
    connect(&context.filter, &FilterSetting::textChanged, this, &FilterBar::showState);
    connect(&context.filter, &FilterSetting::changed, this, [this] { clear->setEnabled(m_context.filter.active()); });
    connect(&search, &MessageSearch::started, this, &FilterBar::showProgress);
    connect(&search, &MessageSearch::grew, this, &FilterBar::showProgress);
    connect(&search, &MessageSearch::progressed, this, &FilterBar::showProgress);
    connect(m_stop, &QToolButton::clicked, this, [this] { m_search.stopped() ? m_search.resume() : m_search.stop(); });
    connect(m_mode, &QComboBox::currentIndexChanged, this, &FilterBar::modeChanged);
    connect(m_historyMenu, &QMenu::aboutToShow, this, &FilterBar::fillHistory);
    connect(m_savedMenu, &QMenu::aboutToShow, this, &FilterBar::fillSaved);
    clear->setEnabled(false);
    showState();
    showProgress();
}

void FilterBar::layOut()
{
    m_edit->setPlaceholderText(tr("Filter, for example: json.total > 100 && key startswith \"eu.\"   ( / )"));
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_edit->setMaxLength(4096);
    m_edit->installEventFilter(this);
    m_completer->setWidget(m_edit);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchStartsWith);
    m_completer->setMaxVisibleItems(12);
    for (QLabel* label : {m_state, m_detail, m_count})
        label->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->hide();
    m_count->setAccessibleName(tr("Matches"));
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 12);
    m_progress->setMaximumHeight(fontMetrics().height());
    m_progress->setAccessibleName(tr("How much was searched"));
    m_stop->setAutoRaise(true);
    m_historyButton->setIcon(themedIcon(QStringLiteral("clock")));
    m_historyButton->setToolTip(tr("Filters used before"));
    m_historyButton->setAccessibleName(tr("Filters used before"));
    m_historyButton->setMenu(m_historyMenu);
    m_savedButton->setText(QStringLiteral("\u2605"));
    m_savedButton->setToolTip(tr("Saved filters"));
    m_savedButton->setAccessibleName(tr("Saved filters"));
    m_savedButton->setMenu(m_savedMenu);
    for (QToolButton* button : {m_historyButton, m_savedButton}) {
        button->setAutoRaise(true);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_mode->addItem(tr("Only matches"));
    m_mode->addItem(tr("Matches below"));
    m_mode->addItem(tr("Matches marked"));
    m_mode->setToolTip(
        tr("How matches are shown: only they, in a list of their own below all messages, or marked among "
           "all messages"));
    m_mode->setAccessibleName(tr("How matches are shown"));
    const int gap = fontMetrics().height() / 4;
    auto* row = new QHBoxLayout;
    row->setSpacing(gap);
    row->addWidget(m_edit, 1);
    row->addWidget(m_state);
    row->addWidget(m_historyButton);
    row->addWidget(m_savedButton);
    row->addWidget(m_mode);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    row->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    layout->addLayout(row);
    layout->addWidget(m_detail);
}

FilterBar::Mode FilterBar::mode() const
{
    return static_cast<Mode>(m_mode->currentIndex());
}

void FilterBar::setMode(Mode mode)
{
    m_mode->setCurrentIndex(mode);
}

void FilterBar::begin()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::onText()
{
    m_writing = true;
    m_context.filter.tryText(m_edit->text());
    m_writing = false;
    complete();
}

void FilterBar::apply()
{
    m_completer->popup()->hide();
    m_context.filter.setText(m_edit->text());
    if (m_context.filter.error().isEmpty())
        m_history.used(m_edit->text());
    else
        m_edit->setCursorPosition(m_context.filter.errorAt());
}

// The text may come from elsewhere: "filter by this".
void FilterBar::showState()
{
    const FilterSetting& setting = m_context.filter;
    if (m_edit->text() != setting.text()) {
        m_writing = true;
        m_edit->setText(setting.text());
        m_writing = false;
    }
    const bool blank = setting.text().trimmed().isEmpty();
    const bool bad = !setting.error().isEmpty();
    const bool warned = !setting.warnings().isEmpty();
    m_state->setText(blank ? QString()
            : bad          ? tr("\u2717 not understood")
            : warned       ? tr("! understood, but")
                           : tr("\u2713 valid"));
    QPalette colours = palette();
    const Colours& all = Colours::of(palette());
    colours.setColor(QPalette::WindowText, bad ? all.bad : warned ? all.warn : all.good);
    m_state->setPalette(colours);
    m_detail->setPalette(colours);
    m_detail->setText(bad ? setting.error() : setting.warnings().join(QLatin1Char('\n')));
    m_detail->setVisible(bad || warned);
    m_edit->setAccessibleDescription(m_state->text() + QLatin1Char(' ') + m_detail->text());
    underlineError();
}

// A line edit takes text formats from input methods only.
void FilterBar::underlineError()
{
    if (m_underlining)
        return;
    m_underlining = true;
    QList<QInputMethodEvent::Attribute> attributes;
    if (const int at = m_context.filter.errorAt(); at >= 0 && m_edit->text() == m_context.filter.text()) {
        const int length = static_cast<int>(m_edit->text().size());
        const int begin = std::min(at, std::max(0, length - 1)); // what is missing at the end: its last character
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(Colours::of(palette()).bad);
        attributes.append({QInputMethodEvent::TextFormat, begin - m_edit->cursorPosition(), length - begin, format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(m_edit, &event);
    m_underlining = false;
}

void FilterBar::showProgress()
{
    const bool active = m_search.active();
    const bool busy = active && (m_search.running() || m_search.stopped());
    m_progress->setVisible(busy);
    m_stop->setVisible(busy);
    m_count->setVisible(active);
    m_mode->setVisible(active);
    if (!active)
        return;
    const uint64_t total = m_search.total();
    m_progress->setValue(total ? static_cast<int>(m_search.looked() * 1000 / total) : 1000);
    m_stop->setIcon(themedIcon(m_search.stopped() ? QStringLiteral("play") : QStringLiteral("stop")));
    m_stop->setToolTip(m_search.stopped() ? tr("Search on") : tr("Stop searching; what was found stays"));
    m_stop->setAccessibleName(m_search.stopped() ? tr("Search on") : tr("Stop searching"));
    const auto count = static_cast<uint64_t>(m_search.matches()->count());
    QString text = count == 1 ? tr("1 match") : tr("%1 matches").arg(groupedText(count));
    if (m_search.damaged() > 0)
        text += tr(" \u00b7 %1 unreadable").arg(groupedText(m_search.damaged()));
    m_count->setText(text);
    m_count->setToolTip(tr("%1 of %2 messages looked at").arg(groupedText(m_search.looked()), groupedText(total)));
}

void FilterBar::complete()
{
    const auto word = FilterCompletion::wordAt(m_edit->text(), m_edit->cursorPosition());
    if (word.text.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(word.text);
    const bool only = m_completer->completionCount() == 1 && m_completer->currentCompletion() == word.text;
    if (m_completer->completionCount() == 0 || only) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_edit->inputMethodQuery(Qt::ImCursorRectangle).toRect();
    place.setWidth(fontMetrics().averageCharWidth() * 40);
    m_completer->complete(place);
}

void FilterBar::takeCompletion(const QString& word)
{
    const auto at = FilterCompletion::wordAt(m_edit->text(), m_edit->cursorPosition());
    QString text = m_edit->text();
    text.replace(at.begin, m_edit->cursorPosition() - at.begin, word);
    m_edit->setText(text);
    m_edit->setCursorPosition(at.begin + static_cast<int>(word.size()));
    m_context.filter.tryText(text);
}

QAbstractItemModel& FilterBar::seenFields() const
{
    return *m_fields;
}

void FilterBar::showWords()
{
    m_words->setStringList(m_completion.words());
    m_fields->setStringList(m_completion.fields());
}

// What the newest messages of the queue hold; asked for when somebody is about to write.
void FilterBar::learn()
{
    showWords();
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    PageRequest request;
    request.queue = queue->number;
    const uint64_t head = queue->stats.head.value, first = queue->stats.first.value;
    request.first = MessageId{head - first > kLearntRows ? head - kLearntRows : first};
    request.count = kLearntRows;
    request.previewBytes = kLearntBytes;
    m_context.client.ask(this, std::move(request), [this](const Page& page) {
        for (const MessageRow& row : page.rows)
            m_completion.learnBody(row.preview);
        showWords();
    });
    if (m_context.current.message().value != 0)
        m_context.client.requestMessage(
            this, queue->number, m_context.current.message(), [this](const MessageAnswer& message) {
                for (const auto& [name, value] : message.headers)
                    m_completion.learnHeader(name);
                m_completion.learnBody(message.body);
                showWords();
            });
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::FocusIn)
        learn();
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) { // back to what is applied
            m_context.filter.setText(QString::fromStdString(m_context.filter.filter().text()));
            Q_EMIT left();
            return true;
        }
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
            complete();
            return true;
        }
        if (key->key() == Qt::Key_Down && !m_completer->popup()->isVisible()) {
            m_historyButton->showMenu();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_underlining)
        showState();
}

void FilterBar::fillHistory()
{
    m_historyMenu->clear();
    const QStringList all = m_history.history();
    for (const QString& text : all)
        m_historyMenu->addAction(
            menuText(fontMetrics().elidedText(text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 80)), this,
            [this, text] { m_context.filter.setText(text); });
    if (all.isEmpty())
        m_historyMenu->addAction(tr("No filter was used yet"))->setEnabled(false);
    m_historyMenu->addSeparator();
    QAction* forget = m_historyMenu->addAction(tr("Forget these"), this, [this] { m_history.clearHistory(); });
    forget->setEnabled(!all.isEmpty());
}

void FilterBar::fillSaved()
{
    m_savedMenu->clear();
    QAction* save = m_savedMenu->addAction(tr("Save this filter\u2026"), this, &FilterBar::saveFilter);
    save->setEnabled(m_context.filter.active());
    m_savedMenu->addSeparator();
    const QList<SavedFilter> all = m_history.saved();
    for (const SavedFilter& one : all) {
        QAction* action = m_savedMenu->addAction(
            menuText(shownText(one.name.toStdString())), this, [this, one] { m_context.filter.setText(one.text); });
        action->setToolTip(toolTipText(one.text));
    }
    if (all.isEmpty()) {
        m_savedMenu->addAction(tr("No filter is saved yet"))->setEnabled(false);
        return;
    }
    QMenu* remove = m_savedMenu->addMenu(themedIcon(QStringLiteral("delete")), tr("Remove"));
    for (const SavedFilter& one : all)
        remove->addAction(
            menuText(shownText(one.name.toStdString())), this, [this, name = one.name] { m_history.remove(name); });
}

void FilterBar::saveFilter()
{
    auto* dialog = new NameDialog(tr("Save filter"), tr("Name of the filter"), window());
    const QString text = QString::fromStdString(m_context.filter.filter().text());
    connect(dialog, &QDialog::accepted, this, [this, dialog, text] {
        m_history.save({QString::fromStdString(dialog->name()), text});
    });
    dialog->open();
}

} // namespace tapedeck
