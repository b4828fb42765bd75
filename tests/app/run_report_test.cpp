#include "app/run_report.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace tapedeck;

class RunReportTest : public QObject {
    Q_OBJECT

    static RunReport hostile()
    {
        RunReport report;
        report.checks.push_back({"command: sh -c 'a & b' <x>", true, 1.5, "", ""});
        report.checks.push_back(
            {"expect: \"count\" > 1,000 | `x`", false, 0.25, "50% <missing>\n::error::", "near \x1b[2J miss\nsecond"});
        report.logTail = "line </pre> \xff\n";
        report.recording = "out.tape";
        return report;
    }

private Q_SLOTS:
    void junitIsWellFormedWhateverTheTextsAre()
    {
        const std::string xml = junitXml(hostile());
        QXmlStreamReader reader(QByteArray::fromStdString(xml));
        QStringList names;
        QString failure;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("testcase"))
                names << reader.attributes().value("name").toString();
            else if (reader.isStartElement() && reader.name() == QLatin1String("failure"))
                failure = reader.readElementText();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(names, QStringList({"command: sh -c 'a & b' <x>", "expect: \"count\" > 1,000 | `x`"}));
        QCOMPARE(failure, QString("near \\x1b[2J miss\nsecond"));
        QVERIFY(xml.find("tests=\"2\" failures=\"1\" errors=\"0\" time=\"1.750\"") != std::string::npos);
    }
    void annotationIsOneLineThatNobodyCanAddTo()
    {
        QCOMPARE(githubAnnotations(hostile()),
            std::string("::error title=expect%3A \"count\" > 1%2C000 | `x`::50%25 "
                        "<missing>%0A::error::%0Anear \\x1b[2J miss%0Asecond\n"));
    }
    void passedRunHasNoAnnotation()
    {
        RunReport report;
        report.checks.push_back({"command: true", true, 0, "", ""});
        QVERIFY(report.passed());
        QCOMPARE(githubAnnotations(report), std::string());
    }
    void summaryContainsNoForeignMarkup()
    {
        const std::string summary = githubSummary(hostile());
        QVERIFY(summary.find("<missing>") == std::string::npos);
        QVERIFY(summary.find("| ❌ | expect: \"count\" &gt; 1,000 &#124; &#96;x&#96; | 0.250 s |") != std::string::npos);
        QVERIFY(summary.find("line &lt;/pre&gt; \\xff\n</pre>") != std::string::npos);
        QVERIFY(summary.find("out.tape") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(RunReportTest)
#include "run_report_test.moc"
