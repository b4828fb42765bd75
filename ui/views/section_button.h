// A flat button as wide as its place: an icon and a name at the left, a count at the right. GUI thread.
#pragma once

#include <QToolButton>

#include <cstdint>
#include <optional>

namespace tapedeck {

class SectionButton : public QToolButton {
    Q_OBJECT
public:
    SectionButton(const QIcon& icon, const QString& name, QWidget* parent);
    // 0 is shown muted.
    void setCount(uint64_t count);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<uint64_t> m_count;
};

} // namespace tapedeck
