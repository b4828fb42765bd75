#include "ui/panels/settings_dialog.h"

#include "engine/base/limits.h"
#include "ui/models/settings.h"
#include "ui/models/translation.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace tapedeck {

SettingsDialog::SettingsDialog(QWidget* parent)
    : QDialog(parent)
    , colours(new QComboBox(this))
    , language(new QComboBox(this))
    , zone(new QComboBox(this))
    , rows(new QComboBox(this))
    , zoom(new QSpinBox(this))
    , recent(new QSpinBox(this))
    , preview(new QSpinBox(this))
    , queue(new QLineEdit(this))
    , reopen(new QCheckBox(tr("&Open the last tape at start"), this))
    , m_said(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    colours->addItems({tr("As the desktop"), tr("Light"), tr("Dark"), tr("High contrast")});
    language->addItem(tr("As the system"), QString());
    for (const QString& code : Translation::languages())
        language->addItem(QLocale(code).nativeLanguageName(), code);
    zone->addItems({tr("Local time"), tr("UTC")});
    rows->addItems({tr("Tight"), tr("Normal"), tr("Wide")});
    zoom->setRange(setting::kZoom.least, setting::kZoom.most);
    zoom->setSingleStep(10);
    zoom->setSuffix(tr(" %"));
    preview->setRange(setting::kPreviewBytes.least, setting::kPreviewBytes.most);
    preview->setSingleStep(64);
    preview->setSuffix(tr(" bytes"));
    preview->setToolTip(tr("How much of each body the table reads, for its last column and for colour rules"));
    queue->setMaxLength(static_cast<int>(limits::kNameBytesMax));
    queue->setPlaceholderText(tr("The queue that is looked at"));
    queue->setToolTip(tr("The queue that new messages of the publish panel are for"));
    recent->setRange(setting::kRecentMax.least, setting::kRecentMax.most);
    reopen->setToolTip(tr("If no tape is named on the command line. Otherwise an ephemeral tape is begun."));
    language->setToolTip(tr("Counts from the next start"));
    m_said->setTextFormat(Qt::PlainText);
    m_said->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Colours:"), colours);
    form->addRow(tr("&Text size:"), zoom);
    form->addRow(tr("&Rows of the table:"), rows);
    form->addRow(tr("Pre&view of bodies:"), preview);
    form->addRow(tr("Time &zone:"), zone);
    form->addRow(tr("&Language:"), language);
    form->addRow(tr("Recent ta&pes:"), recent);
    form->addRow(tr("New &messages for:"), queue);
    form->addRow(QString(), reopen);
    auto* keys = new QPushButton(tr("&Keys\u2026"), this);
    auto* save = new QPushButton(tr("&Export\u2026"), this);
    auto* load = new QPushButton(tr("&Import\u2026"), this);
    auto* defaults = new QPushButton(tr("&Defaults"), this);
    save->setToolTip(tr("Write the settings and keys to a file"));
    load->setToolTip(tr("Take the settings and keys of a file instead of these"));
    defaults->setToolTip(tr("All settings and keys as they came"));
    auto* row = new QHBoxLayout;
    for (QPushButton* button : {keys, save, load, defaults}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addLayout(row);
    layout->addWidget(m_said);
    layout->addStretch(1);
    layout->addWidget(buttons);
    showSettings();

    const auto take = [this](auto store) {
        return [this, store](auto value) {
            if (m_showing)
                return;
            store(value);
            Q_EMIT changed();
        };
    };
    connect(colours, &QComboBox::currentIndexChanged, this, take([](int i) { setting::kTheme.set(i); }));
    connect(zone, &QComboBox::currentIndexChanged, this, take([](int i) { setting::kUtc.set(i == 1); }));
    connect(rows, &QComboBox::currentIndexChanged, this, take([](int i) { setting::kRowSpace.set(i); }));
    connect(zoom, &QSpinBox::valueChanged, this, take([](int percent) { setting::kZoom.set(percent); }));
    connect(recent, &QSpinBox::valueChanged, this, take([](int count) { setting::kRecentMax.set(count); }));
    connect(preview, &QSpinBox::valueChanged, this, take([](int bytes) { setting::kPreviewBytes.set(bytes); }));
    connect(queue, &QLineEdit::textChanged, this,
        take([](const QString& name) { setting::kPublishQueue.set(name.trimmed()); }));
    connect(reopen, &QCheckBox::toggled, this, take([](bool on) { setting::kReopenTape.set(on); }));
    connect(language, &QComboBox::currentIndexChanged, this, take([this](int i) {
        setting::kLanguage.set(language->itemData(i).toString());
        m_said->setText(tr("The language counts from the next start."));
    }));
    connect(keys, &QPushButton::clicked, this, &SettingsDialog::keysRequested);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(defaults, &QPushButton::clicked, this, &SettingsDialog::reset);
    const QString kinds = tr("Settings (*.ini);;All files (*)");
    connect(save, &QPushButton::clicked, this, [this, kinds] {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Export the settings"), QStringLiteral("tapedeck-settings.ini"), kinds);
        if (!path.isEmpty())
            exportTo(path);
    });
    connect(load, &QPushButton::clicked, this, [this, kinds] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Import settings"), QString(), kinds);
        if (!path.isEmpty())
            importFrom(path);
    });
}

void SettingsDialog::showSettings()
{
    m_showing = true;
    colours->setCurrentIndex(setting::kTheme.get());
    language->setCurrentIndex(std::max(0, language->findData(setting::kLanguage.get())));
    zone->setCurrentIndex(setting::kUtc.get() ? 1 : 0);
    rows->setCurrentIndex(setting::kRowSpace.get());
    zoom->setValue(setting::kZoom.get());
    preview->setValue(setting::kPreviewBytes.get());
    queue->setText(setting::kPublishQueue.get());
    recent->setValue(setting::kRecentMax.get());
    reopen->setChecked(setting::kReopenTape.get());
    m_showing = false;
}

void SettingsDialog::refuseOrTake(const QString& problem, const QString& done)
{
    m_said->setText(problem.isEmpty() ? done : problem);
    if (!problem.isEmpty())
        return;
    showSettings();
    Q_EMIT replaced();
    Q_EMIT changed();
}

void SettingsDialog::exportTo(const QString& path)
{
    const QString problem = setting::exportTo(path);
    m_said->setText(problem.isEmpty() ? tr("The settings were written to %1.").arg(path) : problem);
}

void SettingsDialog::importFrom(const QString& path)
{
    refuseOrTake(setting::importFrom(path), tr("The settings of %1 count now.").arg(path));
}

void SettingsDialog::reset()
{
    setting::reset();
    refuseOrTake({}, tr("Everything is as it came."));
}

QString SettingsDialog::said() const
{
    return m_said->text();
}

} // namespace tapedeck
