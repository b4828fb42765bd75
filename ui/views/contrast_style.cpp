#include "ui/views/contrast_style.h"

#include "ui/views/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace tapedeck {
namespace {

// The edge's colour, or none when this is no palette of high contrast.
QColor edgeOf(const QStyleOption& option)
{
    const Colours& colours = Colours::of(option.palette);
    const bool high = &colours == &Colours::contrastLight() || &colours == &Colours::contrastDark();
    if (!high)
        return {};
    return option.state & QStyle::State_Enabled ? colours.border : colours.muted;
}

void drawEdge(const QStyleOption& option, QPainter& painter)
{
    const QColor edge = edgeOf(option);
    if (!edge.isValid())
        return;
    painter.save();
    painter.setBrush(Qt::NoBrush);
    // What has the focus is told by the edge's strength, too.
    const bool strong = option.state & QStyle::State_HasFocus;
    painter.setPen(QPen(edge, strong ? 2 : 1));
    painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

// The edge of a box or circle to be ticked, which in every theme is to be found without knowing where it is.
QPen indicatorEdge(const QStyleOption& option)
{
    const Colours& colours = Colours::of(option.palette);
    if (option.state & QStyle::State_Selected) // in a row of a list
        return colours.highlighted;
    const bool focus = option.state & QStyle::State_HasFocus;
    if (const QColor high = edgeOf(option); high.isValid())
        return QPen(high, focus ? 2 : 1);
    if (!(option.state & QStyle::State_Enabled)) // may be faint
        return option.palette.color(QPalette::Disabled, QPalette::WindowText);
    return focus ? colours.accent : colours.muted;
}

void drawBox(const QStyleOption& option, QPainter& painter)
{
    painter.save();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(indicatorEdge(option));
    painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

// On Fusion's own circle.
void drawCircle(const QStyleOption& option, QPainter& painter)
{
    const int width = option.rect.width();
    const double radius = (width + (width + 1) % 2) / 2.0 - 1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(indicatorEdge(option));
    painter.drawEllipse(QPointF(option.rect.center() + QPoint(1, 1)), radius, radius);
    painter.restore();
}

} // namespace

ContrastStyle::ContrastStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

void ContrastStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    switch (element) {
    case PE_Frame:
    case PE_FrameLineEdit:
    case PE_FrameMenu:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget:
    case PE_PanelButtonCommand:
    case PE_IndicatorDockWidgetResizeHandle:
        drawEdge(*option, *painter);
        break;
    case PE_PanelButtonTool: // those that are flat stay so until they are on or under the mouse
        if (option->state & (State_On | State_Sunken | State_MouseOver))
            drawEdge(*option, *painter);
        break;
    case PE_IndicatorCheckBox: // also of lists and menus
        drawBox(*option, *painter);
        break;
    case PE_IndicatorRadioButton:
        drawCircle(*option, *painter);
        break;
    default:
        break;
    }
}

void ContrastStyle::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    QProxyStyle::drawControl(element, option, painter, widget);
    if (element == CE_TabBarTabShape || element == CE_Splitter)
        drawEdge(*option, *painter);
}

void ContrastStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_ComboBox || control == CC_SpinBox || control == CC_ScrollBar)
        drawEdge(*option, *painter);
}

} // namespace tapedeck
