// JSON is checked by the letter of RFC 8259 and shown without losing a digit, a duplicate or the order.
#include "ui/models/json_tree_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

using namespace tapedeck;

class JsonTest : public QObject {
    Q_OBJECT

    static QModelIndex child(const JsonTreeModel& model, const QModelIndex& parent, int row)
    {
        auto& m = const_cast<JsonTreeModel&>(model);
        while (m.canFetchMore(parent))
            m.fetchMore(parent);
        return model.index(row, 0, parent);
    }

private Q_SLOTS:
    void validTextIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
            {"{}", "[]", " [ ] ", "0", "-0", "1e400", "-1.5E+3", "\"\"", "\"\\u0041\\n\\\"\"", "true", "null",
                "[1,[2,{\"a\":[]}],3]", "{\"a\":1,\"a\":2}", "\t{\"a\" : 1 , \"b\" : [ ] }\n", "{\"\":{\"\":{}}}"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("64 deep") << QByteArray(64, '[') + QByteArray(64, ']');
    }
    void validTextIsAccepted()
    {
        QFETCH(QByteArray, text);
        const auto error = checkJson(text.toStdString());
        QVERIFY2(!error, error ? qPrintable(error->text) : "");
    }
    void invalidTextIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("offset");
        const auto row = [](const char* text, int offset) { QTest::newRow(text) << QByteArray(text) << offset; };
        row("", 0);
        row("[1,]", 3);
        row("{\"a\":1,}", 7);
        row("{a:1}", 1);
        row("[1 2]", 3);
        row("01", 1);
        row("1.", 2);
        row("+1", 0);
        row("NaN", 0);
        row("\"a", 2);
        row("\"\\x\"", 2);
        row("\"\\u12g4\"", 5);
        row("[1}", 2);
        row("{}{}", 2);
        row("[\"a\nb\"]", 3);
        row("tru", 0);
        row("'a'", 0);
        QTest::newRow("65 deep") << QByteArray(65, '[') + QByteArray(65, ']') << 64;
    }
    void invalidTextIsRefusedWithItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, offset);
        const auto error = checkJson(text.toStdString());
        QVERIFY(error);
        QCOMPARE(static_cast<int>(error->offset), offset);
        QVERIFY(!error->text.isEmpty());
    }
    void linesAndColumnsCountFromOne()
    {
        const auto error = checkJson("{\n  \"a\": x\n}");
        QVERIFY(error);
        QCOMPARE(error->line, 2);
        QCOMPARE(error->column, 8);
    }
    void numbersKeepEveryDigit()
    {
        JsonTreeModel model;
        const QStringList numbers = {QStringLiteral("1e400"), QStringLiteral("9007199254740993"), QStringLiteral("-0"),
            QStringLiteral("1.10"), QStringLiteral("123456789012345678901234567890.000000000000000000001")};
        QVERIFY(!model.setBody(QStringLiteral("[%1]").arg(numbers.join(QLatin1Char(','))).toStdString()));
        // Made now: the tester itself fetches more while it still takes a reset for unfinished.
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QModelIndex root = model.index(0, 0);
        for (int i = 0; i < numbers.size(); ++i) {
            const QModelIndex value = child(model, root, i);
            QCOMPARE(value.siblingAtColumn(1).data().toString(), numbers[i]);
            QCOMPARE(QString::fromStdString(model.plainValue(value)), numbers[i]);
        }
    }
    void duplicateNamesAndOrderAreKept()
    {
        JsonTreeModel model;
        const std::string body = "{\"b\":1,\"a\":2,\"b\":3}";
        QVERIFY(!model.setBody(body));
        const QModelIndex root = model.index(0, 0);
        QStringList seen;
        for (int i = 0; i < 3; ++i)
            seen << child(model, root, i).data().toString()
                    + child(model, root, i).siblingAtColumn(1).data().toString();
        QCOMPARE(seen, (QStringList{QStringLiteral("b1"), QStringLiteral("a2"), QStringLiteral("b3")}));
        QCOMPARE(model.rowCount(root), 3);
    }
    void pathsNameTheValueAndOddNamesAreQuoted()
    {
        JsonTreeModel model;
        const std::string list = "[{\"odd name\":1},{\"plain\":\"x\\ty\"}]", quoted = "\"x\\ty\"";
        QVERIFY(!model.setBody("{\"items\":" + list + "}"));
        const QModelIndex items = child(model, model.index(0, 0), 0);
        QCOMPARE(model.path(child(model, child(model, items, 0), 0)), QStringLiteral("$.items[0][\"odd name\"]"));
        const QModelIndex plain = child(model, child(model, items, 1), 0);
        QCOMPARE(model.path(plain), QStringLiteral("$.items[1].plain"));
        QCOMPARE(model.plainValue(plain), std::string("x\ty"));
        QCOMPARE(model.rawValue(plain), quoted);
        QCOMPARE(model.rawValue(items), list);
    }
    void escapesAreResolvedInCopiesOnly()
    {
        const std::string escaped = "\"\\u00e9\\ud83d\\ude00\\/\\\"\"", lone = "\"\\ud800x\"";
        QCOMPARE(jsonStringValue(escaped), std::string("\xc3\xa9\xf0\x9f\x98\x80/\""));
        QCOMPARE(jsonStringValue(lone), std::string("\xef\xbf\xbdx"));
    }
    void longListsAreFetchedInBatches()
    {
        JsonTreeModel model;
        std::string text = "[0";
        for (int i = 1; i < 2 * JsonTreeModel::kBatch + 10; ++i)
            text += "," + std::to_string(i);
        QVERIFY(!model.setBody(text + "]"));
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(model.rowCount(root), 0);
        model.fetchMore(root);
        QCOMPARE(model.rowCount(root), JsonTreeModel::kBatch);
        model.fetchMore(root);
        model.fetchMore(root);
        QVERIFY(!model.canFetchMore(root));
        QCOMPARE(model.rowCount(root), 2 * JsonTreeModel::kBatch + 10);
    }
    void formattingChangesBlanksOnly()
    {
        const std::string text = "{\"a\":[1,{\"b\":\"x, [y]: {z}\"}],\"c\":{},\"d\":[ ],\"e\":1e400}";
        const std::string formatted = formatJson(text);
        QVERIFY(!checkJson(formatted));
        QVERIFY(formatted.find("\n  \"c\": {},\n") != std::string::npos);
        QCOMPARE(formatJson(formatted), formatted);
        QVERIFY(formatted.find("1e400") != std::string::npos);
    }
    // Whatever bytes come, the checker ends, and what it accepts can be walked over.
    void randomTextNeverBreaksTheWalk()
    {
        bool given = false;
        uint seed = qEnvironmentVariable("TAPEDECK_SEED").toUInt(&given);
        if (!given)
            seed = QRandomGenerator::global()->generate();
        qInfo("TAPEDECK_SEED=%u", seed);
        QRandomGenerator random(seed);
        static constexpr std::string_view alphabet = "{}[]\",:\\u0tfn1-e. \n";
        int accepted = 0;
        for (int round = 0; round < 200'000; ++round) {
            std::string text;
            const int length = static_cast<int>(random.bounded(12));
            for (int i = 0; i < length; ++i)
                text += alphabet[random.bounded(static_cast<quint32>(alphabet.size()))];
            if (checkJson(text))
                continue;
            ++accepted;
            JsonTreeModel model;
            QVERIFY(!model.setBody(text));
            if (model.canFetchMore(model.index(0, 0)))
                model.fetchMore(model.index(0, 0));
            QVERIFY(!checkJson(formatJson(text)));
        }
        QVERIFY(accepted > 100);
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"
