// How the inspector shows a body: decoded, then as a tree, an image, text and bytes.
#include "ui/panels/inspector_panel.h"

#include "ui/models/json_tree_model.h"
#include "ui/models/message_lines.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/decoder_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/views/hex_view.h"
#include "ui/views/text_view.h"

#include <QBuffer>
#include <QImageReader>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

namespace tapedeck {

void InspectorPanel::decodeBody()
{
    const bool whole = m_all || m_body->size() <= kHeadBytes;
    const auto looked = whole ? m_body : std::make_shared<const std::string>(m_body->substr(0, kHeadBytes));
    m_decoded = decode(looked, whole, hintsOf(m_message.headers), m_chosen, m_all ? kUnpackedBytesMax : kHeadBytes);
    m_decoders->setSteps(m_decoded.steps, m_chosen.empty());
    // The bytes as they are can be shown whole at once, however many they are.
    m_hex->setBytes(m_decoded.bytes == looked ? m_body : m_decoded.bytes);
    showNotice();
    showTree();
    m_pretty->setEnabled(m_decoded.hasTree);
    m_compare->setMessage(m_message, m_body, m_chosen);
    m_textStale = true; // made when it is looked at
    setView(view());
}

void InspectorPanel::showNotice()
{
    const bool whole = m_all || m_body->size() <= kHeadBytes;
    const QString problem = m_decoded.error;
    if (!whole)
        m_notice->show(NoticeBar::Kind::warn,
            tr("The first %1 of %2").arg(bytesText(kHeadBytes), bytesText(m_body->size())), tr("Load all"));
    else if (!problem.isEmpty())
        m_notice->show(NoticeBar::Kind::warn, problem);
    else if (m_decoded.cut && !m_all)
        m_notice->show(NoticeBar::Kind::warn,
            tr("The first %1 of what is unpacked").arg(bytesText(m_decoded.bytes->size())), tr("Load all"));
    else if (m_decoded.cut)
        m_notice->show(NoticeBar::Kind::warn,
            tr("There is more than the %1 that were unpacked.").arg(bytesText(m_decoded.bytes->size())));
    else
        m_notice->hide();
}

void InspectorPanel::showTree()
{
    const Codec codec = m_decoded.steps.back();
    m_image->clear();
    m_path->clear();
    if (m_decoded.hasTree) {
        if (codec == Codec::json)
            m_model->setChecked(*m_decoded.bytes);
        else
            m_model->setRendering(m_decoded.rendering);
        m_tree->expand(m_model->index(0, 0));
        m_treePage->setCurrentIndex(treePage);
        return;
    }
    m_model->clear();
    m_treePage->setCurrentIndex(noTreePage);
    if (m_decoded.bytes->empty())
        m_noTree->setText(tr("The body is empty."));
    else if (codec == Codec::image)
        showImage();
    else if (!m_all && (m_body->size() > kHeadBytes || m_decoded.cut))
        m_noTree->setText(tr("Load all of the body to see it as a tree, or look at its head as Text or Hex."));
    else if (m_decoded.bytes->size() > kTreeBytesMax)
        m_noTree->setText(
            tr("The tree shows bodies up to %1. Text and Hex show this one.").arg(bytesText(kTreeBytesMax)));
    else if (!m_decoded.notJson.isEmpty())
        m_noTree->setText(tr("%1\n\nText and Hex show the body as it is.").arg(m_decoded.notJson));
    else
        m_noTree->setText(
            tr("%1: nothing that a tree could show.\n\nText and Hex show the body as it is.").arg(codecName(codec)));
}

void InspectorPanel::showImage()
{
    QBuffer buffer;
    buffer.setData(QByteArray::fromRawData(m_decoded.bytes->data(), static_cast<qsizetype>(m_decoded.bytes->size())));
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    const QString what = tr("%1 image, %2 \u00d7 %3")
                             .arg(QString::fromLatin1(reader.format()).toUpper())
                             .arg(size.width())
                             .arg(size.height());
    if (!looksImage(*m_decoded.bytes) || !size.isValid()) {
        m_noTree->setText(tr("This image cannot be shown."));
        return;
    }
    if (int64_t{size.width()} * size.height() > kImagePixelsMax) {
        m_noTree->setText(tr("%1: too many pixels to be shown here. Save the body to look at it.").arg(what));
        return;
    }
    const QSize room = (m_treePage->size() - QSize(4, 4) * fontMetrics().height()).expandedTo(QSize(1, 1) * 64);
    if (size.width() > room.width() || size.height() > room.height())
        reader.setScaledSize(size.scaled(room, Qt::KeepAspectRatio).expandedTo({1, 1}));
    const QImage image = reader.read();
    if (image.isNull()) {
        m_noTree->setText(tr("%1 that cannot be shown: %2").arg(what, reader.errorString()));
        return;
    }
    m_image->setPixmap(QPixmap::fromImage(image));
    m_image->setToolTip(what);
    m_image->setAccessibleDescription(what);
    m_treePage->setCurrentIndex(imagePage);
}

void InspectorPanel::showText()
{
    m_textStale = false;
    const Codec codec = m_decoded.steps.empty() ? Codec::binary : m_decoded.steps.back();
    const bool recoded = codec == Codec::utf16 || codec == Codec::latin1;
    const bool format = recoded || (m_decoded.hasTree && m_pretty->isChecked());
    if (format && m_decoded.formatted.empty())
        m_decoded.formatted = readableText(m_decoded);
    m_text->setText(shownText(format ? m_decoded.formatted : *m_decoded.bytes, Lines::kept));
    m_status->clear();
}

} // namespace tapedeck
