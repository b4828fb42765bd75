#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "tests/filter/subject.h"

#include "engine/base/time_forms.h"

#include <QFile>
#include <QRegularExpression>

using namespace tapedeck;
using test::Sample;

// The examples of engine/filter/FILTER.md, as they stand there.
class FilterDocumentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void examplesSayTheTruth_data();
    void examplesSayTheTruth();
};

void FilterDocumentTest::examplesSayTheTruth_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("lines");
    QFile file(QStringLiteral(TAPEDECK_SOURCE_DIR "/engine/filter/FILTER.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList block;
    bool inside = false;
    int blocks = 0;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).chopped(1);
        if (!inside && line == QStringLiteral("```filter")) {
            inside = true;
            block.clear();
        } else if (inside && line == QStringLiteral("```")) {
            inside = false;
            ++blocks;
            QVERIFY(block.size() >= 2);
            QTest::addRow("%s", qPrintable(block.front())) << block.front() << block.mid(1);
        } else if (inside) {
            block << line;
        }
    }
    QVERIFY2(blocks >= 20, "the document has lost its examples");
}

namespace {

Sample sampleOf(const QString& line)
{
    Sample sample;
    const int bar = static_cast<int>(line.indexOf(QLatin1Char('|')));
    for (const QString& word : line.left(bar).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const std::string name = word.section(QLatin1Char('='), 0, 0).toStdString();
        const std::string value = word.section(QLatin1Char('='), 1).toStdString();
        if (name == "key")
            sample.key = value;
        else if (name == "id")
            sample.id = std::stoull(value);
        else if (name == "time")
            sample.timeMicros = parseTime(value, {}, {})->micros;
        else if (name == "now")
            sample.nowMicros = parseTime(value, {}, {})->micros;
        else if (name.starts_with("header."))
            sample.headers.emplace_back(name.substr(7), value);
        else
            qFatal("the example has an unknown part: %s", name.c_str());
    }
    sample.body = line.mid(bar + 1).trimmed().toStdString();
    return sample;
}

} // namespace

void FilterDocumentTest::examplesSayTheTruth()
{
    QFETCH(QString, text);
    QFETCH(QStringList, lines);
    const auto filter = Filter::parse(text.toStdString());
    for (const QString& line : lines) {
        if (line.startsWith(QLatin1Char('!'))) {
            QVERIFY(!filter);
            QCOMPARE(QString::fromStdString(filter.error().text), line.mid(2));
            continue;
        }
        if (!filter)
            QFAIL(filter.error().text.c_str());
        if (line.startsWith(QStringLiteral("warning "))) {
            QCOMPARE(QString::fromStdString(filter->warnings().at(0).text), line.mid(8));
            continue;
        }
        QVERIFY(line.startsWith(QLatin1Char('+')) || line.startsWith(QLatin1Char('-')));
        const bool expected = line.startsWith(QLatin1Char('+'));
        const Sample sample = sampleOf(line.mid(1));
        const bool matches = sample.with([&](const FilterSubject& subject) { return filter->matches(subject); });
        QVERIFY2(matches == expected, qPrintable(line));
    }
}

QTEST_APPLESS_MAIN(FilterDocumentTest)
#include "filter_document_test.moc"
