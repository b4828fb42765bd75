// Qt's Fusion style with edges that can be seen. Fusion derives its outlines from the window's colour: of a dark one it
// makes boxes to be ticked that can hardly be told from what is around them, and of black and white, for high contrast,
// no outlines at all. Everything else is drawn as Fusion does. GUI thread.
#pragma once

#include <QProxyStyle>

namespace tapedeck {

class ContrastStyle : public QProxyStyle {
    Q_OBJECT
public:
    ContrastStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
};

} // namespace tapedeck
