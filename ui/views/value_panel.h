// What the marked bytes could mean, as a small table below the hex view. GUI thread.
#pragma once

#include "ui/models/time_text.h"

#include <QTableWidget>

#include <string_view>

namespace tapedeck {

class ValuePanel : public QTableWidget {
    Q_OBJECT
public:
    explicit ValuePanel(QWidget* parent = nullptr);
    // The bytes from the first marked one on, and how many are marked; no bytes empties it.
    void setBytes(std::string_view bytes, size_t marked, Zone zone);
    QSize sizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace tapedeck
