// How bodies are read: unpacking with bounds, what is guessed, MessagePack, CBOR and XML as trees with the places of
// their values, and what bytes could mean.
#include "ui/models/decoder.h"
#include "ui/models/json_scan.h"
#include "ui/models/json_tree_model.h"
#include "ui/models/unpack.h"
#include "ui/models/value_readings.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>
#include <random>

#include <zlib.h>
#include <zstd.h>

using namespace tapedeck;
using namespace std::string_literals;

class DecoderTest : public QObject {
    Q_OBJECT

    static std::string deflated(const std::string& plain, int windowBits)
    {
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
        std::string out(deflateBound(&stream, plain.size()) + 64, '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
        stream.avail_in = static_cast<uInt>(plain.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(stream.total_out);
        deflateEnd(&stream);
        return out;
    }
    static std::string gzipped(const std::string& plain) { return deflated(plain, 15 + 16); }
    static std::string zstdOf(const std::string& plain)
    {
        std::string out(ZSTD_compressBound(plain.size()), '\0');
        out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
        return out;
    }
    static std::string base64(const std::string& plain)
    {
        return QByteArray::fromStdString(plain).toBase64().toStdString();
    }
    static Decoded read(const std::string& body, const std::vector<Codec>& chosen = {}, const DecodeHints& hints = {},
        size_t max = 1 << 20)
    {
        return decode(std::make_shared<const std::string>(body), true, hints, chosen, max);
    }
    using Steps = std::vector<Codec>;

private Q_SLOTS:
    void packedBytesComeOutAsTheyWere()
    {
        const std::string plain = "{\"id\":9007199254740993}";
        QCOMPARE(unpack(Packing::gzip, gzipped(plain), 1000).bytes, plain);
        QCOMPARE(unpack(Packing::gzip, gzipped("a") + gzipped("b"), 1000).bytes, "ab"s);
        QCOMPARE(unpack(Packing::zlib, deflated(plain, 15), 1000).bytes, plain);
        QCOMPARE(unpack(Packing::zstd, zstdOf(plain), 1000).bytes, plain);
        QCOMPARE(unpack(Packing::zstd, zstdOf("a") + zstdOf("b"), 1000).bytes, "ab"s);
        QCOMPARE(unpack(Packing::base64, base64(plain), 1000).bytes, plain);
        QCOMPARE(unpack(Packing::base64, "_-8=\n", 1000).bytes, "\xff\xef"s);
        QVERIFY(!unpack(Packing::base64, "no base64!", 1000).ok);
        QVERIFY(!unpack(Packing::gzip, "no gzip", 1000).ok);
        QVERIFY(!unpack(Packing::zstd, "no zstd", 1000).ok);
    }
    void bombsStopAtWhatIsAllowed()
    {
        const std::string zeros(50 << 20, '\0');
        for (const auto& [packing, bytes] :
            {std::pair(Packing::gzip, gzipped(zeros)), {Packing::zstd, zstdOf(zeros)}}) {
            const Unpacked part = unpack(packing, bytes, 1 << 20);
            QVERIFY(part.ok && part.cut);
            QCOMPARE(part.bytes.size(), size_t{1 << 20});
        }
        std::string nested = "{}";
        for (int i = 0; i < 12; ++i)
            nested = gzipped(nested);
        const Decoded chain = read(nested);
        QCOMPARE(chain.steps.size(), Decoded::kStepsMax);
        QVERIFY(!unpacks(chain.steps.back()));
    }
    void whatIsCutOffShowsItsBeginning()
    {
        std::string text;
        for (int i = 0; i < 20'000; ++i)
            text += std::to_string(i * 7919) + ' ';
        const std::string packed = gzipped(text);
        const Unpacked half = unpack(Packing::gzip, std::string_view(packed).substr(0, packed.size() / 2), 1 << 20);
        QVERIFY(half.ok && half.cut);
        QVERIFY(half.bytes.size() > 1000 && text.starts_with(half.bytes));
    }
    void theChainIsGuessed_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QList<int>>("steps");
        const auto row = [](const char* name, const std::string& body, const Steps& steps) {
            QList<int> numbers;
            for (const Codec codec : steps)
                numbers.append(static_cast<int>(codec));
            QTest::newRow(name) << QByteArray::fromStdString(body) << numbers;
        };
        row("json", " {\"a\":1} ", {Codec::json});
        row("a number is JSON", "42", {Codec::json});
        row("nothing is text", "", {Codec::text});
        row("words", "hello world", {Codec::text});
        row("one word could be base64, and is a word", "abcdefghijklmnop", {Codec::text});
        row("broken JSON is text", "{\"a\":", {Codec::text});
        row("gzip of JSON", gzipped("{\"a\":1}"), {Codec::gzip, Codec::json});
        row("zstd of XML", zstdOf("<a><b/></a>"), {Codec::zstd, Codec::xml});
        row("zlib of text", deflated("hello hello hello", 15), {Codec::zlib, Codec::text});
        row("base64 of gzip of JSON", base64(gzipped("[1,2]")), {Codec::base64, Codec::gzip, Codec::json});
        row("base64 of JSON", base64("{\"a\":[1,2,3]}"), {Codec::base64, Codec::json});
        row("MessagePack", "\x82\xa1"s + "a\x01\xa1" + "b\xc3", {Codec::messagePack});
        row("CBOR", "\xa1\x61"s + "a\x18\xff", {Codec::cbor});
        row("XML", "<?xml version='1.0'?>\n<a x='1'>t</a>", {Codec::xml});
        row("UTF-16", "\xff\xfe" + "h\0i\0"s, {Codec::utf16});
        row("PNG", "\x89PNG\r\n\x1a\n....", {Codec::image});
        row("bytes", "\x01\x02\xff\xfe\x00"s, {Codec::binary});
        row("SVG is text to look at, not a picture", "<svg xmlns='http://www.w3.org/2000/svg'/>", {Codec::xml});
    }
    void theChainIsGuessed()
    {
        QFETCH(QByteArray, body);
        QFETCH(QList<int>, steps);
        const Decoded decoded = read(body.toStdString());
        QList<int> got;
        for (const Codec codec : decoded.steps)
            got.append(static_cast<int>(codec));
        QCOMPARE(got, steps);
        QVERIFY2(decoded.error.isEmpty(), qPrintable(decoded.error));
    }
    void stepsCanBeChosenAndFailWithReasons()
    {
        const std::string body = gzipped("[1]");
        QCOMPARE(read(body, {Codec::binary}).steps, (Steps{Codec::binary}));
        QCOMPARE(read(body, {Codec::gzip}).steps, (Steps{Codec::gzip, Codec::json}));
        QCOMPARE(read(body, {Codec::gzip, Codec::text}).steps, (Steps{Codec::gzip, Codec::text}));
        const Decoded wrong = read("hello", {Codec::zstd});
        QCOMPARE(wrong.steps, (Steps{Codec::zstd, Codec::text}));
        QVERIFY(wrong.error.contains(QStringLiteral("zstd")));
        QCOMPARE(*wrong.bytes, "hello"s);
        QVERIFY(read("hello", {Codec::cbor}).error.contains(QStringLiteral("CBOR")));
        QVERIFY(read("{\"a\":", {}).notJson.contains(QStringLiteral("Line 1")));
        QVERIFY(read("{\"a\":", {Codec::json}).notJson.contains(QStringLiteral("Line 1")));
        QCOMPARE(read("\xe4", {Codec::latin1}).formatted, "\xc3\xa4"s);
        QCOMPARE(read("\xff\xfe" + "\xe4\0"s).formatted, "\xc3\xa4"s);
        const DecodeHints hints{"application/cbor", ""};
        QCOMPARE(read("\x81\x01", {}, hints).steps, (Steps{Codec::cbor}));
        QCOMPARE(read("\x81\x01\x02", {}, {"application/x-msgpack", ""}).steps, (Steps{Codec::messagePack}));
    }
    void messagePackKeepsEveryDigitAndSaysWhatJsonCannot()
    {
        const Rendering r = renderMessagePack("\x87"s // a map of seven
            + "\xa1u\xcf\xff\xff\xff\xff\xff\xff\xff\xff" + "\xa1i\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s + "\xa1"s
            + "b\xc4\x02\x00\xff"s + "\xa1" + "e\xd5\x05\x0a\x0b" + "\xa1" + "f\xca\x3d\xcc\xcc\xcd"
            + "\x01\xc0" // a number as a name
            + "\xa1" + "f\x93\x01\xff\xc2"); // the name again
        QVERIFY2(r.ok(), r.error.c_str());
        QCOMPARE(r.json,
            "{\"u\":18446744073709551615,\"i\":-9223372036854775808,\"b\":\"h'00ff'\",\"e\":\"h'0a0b'\",\"f\":0.1,"
            "\"1\":null,\"f\":[1,-1,false]}"s);
        QVERIFY(!checkJson(r.json));
        const auto noteOf = [&](const char* value) { return r.at(r.json.find(value))->note; };
        QCOMPARE(noteOf("\"h'00ff'"), "bytes"s);
        QCOMPARE(noteOf("\"h'0a0b'"), "ext 5"s);
        const Rendering::Place* first = r.at(r.json.find("18446"));
        QCOMPARE(first->from, size_t{3});
        QCOMPARE(first->to, size_t{12});
        QVERIFY(!renderMessagePack("\x93\x01\x02").ok()); // ends early
        QVERIFY(!renderMessagePack("\x01\x02").ok()); // two values
        QVERIFY(!renderMessagePack("\xdd\xff\xff\xff\xff").ok()); // claims four billion
        QVERIFY(!renderMessagePack(std::string(100, '\x91')).ok()); // nested too deep
    }
    void cborKeepsTagsChunksAndIndefiniteLengths()
    {
        const Rendering r = renderCbor("\xbf"s // a map without a length
            + "\x61" + "t\xc1\x1a\x51\x4b\x67\xb0" // tag 1
            + "\x61n\x3b\xff\xff\xff\xff\xff\xff\xff\xff" // -2^64
            + "\x61s\x7f\x61" + "a\x61" + "b\xff" // chunks
            + "\x61h\xf9\x3c\x00"s + "\x61l\x9f\x01\xf7\xff" + "\xff");
        QVERIFY2(r.ok(), r.error.c_str());
        QCOMPARE(r.json, "{\"t\":1363896240,\"n\":-18446744073709551616,\"s\":\"ab\",\"h\":1.0,\"l\":[1,null]}"s);
        QCOMPARE(r.at(r.json.find("1363896240"))->note, "tag 1"s);
        QCOMPARE(r.at(r.json.find("null"))->note, "undefined"s);
        QVERIFY(!renderCbor("\xff").ok());
        QVERIFY(!renderCbor("\x9f\x01").ok());
        QVERIFY(!renderCbor(std::string(100, '\x81') + "\x01").ok());
        QVERIFY(!renderCbor(std::string(100, '\xc1') + "\x01").ok());
    }
    void xmlIsReadTolerantlyAndNothingGrows()
    {
        const std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY b \"boom\">]>"
                                "<order id='7'><item>A &amp; &b; &#x41;</item><item/>tail<!-- c --><![CDATA[<raw>]]>";
        const Rendering r = renderXml(xml);
        QVERIFY2(r.ok(), r.error.c_str());
        QCOMPARE(r.json,
            "{\"order\":{\"@id\":\"7\",\"item\":\"A & &b; A\",\"item\":\"\",\"#text\":\"tail\",\"#comment\":\" c \","
            "\"#text\":\"<raw>\"}}"s);
        const Rendering::Place* item = r.at(r.json.find("\"A &"));
        QCOMPARE(xml.substr(item->from, item->to - item->from), "<item>A &amp; &b; &#x41;</item>"s);
        QCOMPARE(formatXml("<a><b>t</b><c x='1'/><d><e/></d></a>"),
            "<a>\n  <b>t</b>\n  <c x='1'/>\n  <d>\n    <e/>\n  </d>\n</a>\n"s);
        QVERIFY(!renderXml("hello").ok());
        QVERIFY(!renderXml("a < b").ok());
        std::string deep;
        for (int i = 0; i < 1000; ++i)
            deep += "<a>";
        QVERIFY(!renderXml(deep).ok());
    }
    void randomBytesAreReadWithoutHarm()
    {
        const auto seed =
            qEnvironmentVariableIsSet("TAPEDECK_SEED") ? qEnvironmentVariableIntValue("TAPEDECK_SEED") : 7;
        qInfo("seed %d", seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        for (int round = 0; round < 3000; ++round) {
            std::string bytes(random() % 40, '\0');
            for (char& c : bytes)
                c = static_cast<char>(random() % 3 ? "<>/ab={}[]\"'&;#x1"[random() % 17] : random());
            for (const auto render : {renderMessagePack, renderCbor, renderXml}) {
                const Rendering r = render(bytes);
                if (!r.ok())
                    continue;
                QVERIFY2(!checkJson(r.json), r.json.c_str());
                for (const Rendering::Place& place : r.places)
                    QVERIFY(place.from <= place.to && place.to <= bytes.size());
            }
            read(bytes);
        }
    }
    void aTreeFindsTheValueOfAByte()
    {
        JsonTreeModel model;
        const std::string json = "{\"a\":[10,{\"b\":\"x\"}],\"a\":2}";
        QVERIFY(!model.setBody(json));
        auto tester = std::make_unique<QAbstractItemModelTester>(&model);
        QCOMPARE(model.path(model.indexAt(json.find("10") + 1)), QStringLiteral("$.a[0]"));
        QCOMPARE(model.path(model.indexAt(json.find("\"x\""))), QStringLiteral("$.a[1].b"));
        QCOMPARE(model.path(model.indexAt(json.find("\"b\""))), QStringLiteral("$.a[1].b"));
        QCOMPARE(model.path(model.indexAt(json.find(",{"))), QStringLiteral("$.a"));
        QCOMPARE(model.rawValue(model.indexAt(json.size() - 2)), "2"s);
        QCOMPARE(model.path(model.indexAt(9999)), QStringLiteral("$"));
        const QModelIndex b = model.indexAt(json.find("\"x\""));
        QCOMPARE(FilterSetting::jsonPath(model.steps(b)), QStringLiteral("json.a[1].b"));

        tester.reset(); // it fetches while it is told of a reset, which is then seen as a change in a change
        const std::string packed = "\x81\xa1k\x92\xc4\x01\x07\x05";
        model.setRendering(renderMessagePack(packed));
        const QModelIndex bytes = model.indexAt(5);
        QCOMPARE(model.path(bytes), QStringLiteral("$.k[0]"));
        QCOMPARE(model.note(bytes), QStringLiteral("bytes"));
        QCOMPARE(model.range(bytes), (std::pair<size_t, size_t>(4, 7)));
        QVERIFY(bytes.siblingAtColumn(1).data().toString().contains(QStringLiteral("(bytes)")));
        QCOMPARE(model.range(model.indexAt(7)), (std::pair<size_t, size_t>(7, 8)));
    }
    void bytesAreReadInBothOrders()
    {
        const auto find = [](const std::vector<ValueReading>& all, const char* name) {
            for (const ValueReading& one : all)
                if (one.name == QLatin1String(name))
                    return one;
            return ValueReading{};
        };
        const auto eight = readValues("\xff\xff\xff\xff\xff\xff\xff\xfe", 8, Zone::utc);
        QCOMPARE(find(eight, "uint64").big, QStringLiteral("18446744073709551614"));
        QCOMPARE(find(eight, "int64").big, QStringLiteral("-2"));
        QCOMPARE(find(eight, "int16").little, QStringLiteral("-1"));
        QCOMPARE(find(eight, "uint8").big, QStringLiteral("255"));
        const auto one = readValues(std::string("\x3f\xf0\0\0\0\0\0\0", 8), 8, Zone::utc);
        QCOMPARE(find(one, "double").big, QStringLiteral("1"));
        const auto moment = readValues(std::string("\x69\x4e\x2c\x80", 4), 4, Zone::utc);
        QVERIFY(find(moment, "seconds (4 bytes)").big.startsWith(QStringLiteral("2025-12-26")));
        QVERIFY(find(moment, "uint64").big.isEmpty());
        QCOMPARE(find(readValues("h\xc3\xa4llo", 6, Zone::utc), "UTF-8").big, QStringLiteral("h\u00e4llo"));
    }
};

QTEST_APPLESS_MAIN(DecoderTest)
#include "decoder_test.moc"
