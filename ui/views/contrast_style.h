// Qt's Fusion style, with the edges that high contrast needs: Fusion derives its outlines from the window's colour, and
// of black and white it makes none that can be seen. In the other themes it draws as Fusion does. GUI thread.
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
