// Percent escapes, forms, multipart, Base64, UTF-8, routes: pure functions by tables.
#include "engine/net/http/encodings.h"
#include "engine/net/http/frame_meter.h"
#include "engine/net/http/router.h"
#include "tests/support/http_test_server.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::http;

namespace {

std::string show(const FormFields& fields)
{
    std::string text;
    for (const auto& [name, value] : fields)
        text += "[" + name + "=" + value + "]";
    return text;
}

std::string frame(unsigned char first, size_t length, bool masked)
{
    std::string bytes(1, static_cast<char>(first));
    const auto mask = static_cast<unsigned char>(masked ? 0x80 : 0);
    if (length < 126) {
        bytes += static_cast<char>(mask | length);
    } else if (length < 65536) {
        bytes += static_cast<char>(mask | 126);
        bytes += static_cast<char>(length >> 8);
        bytes += static_cast<char>(length & 0xff);
    } else {
        bytes += static_cast<char>(mask | 127);
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes += static_cast<char>(length >> shift & 0xff);
    }
    return bytes + (masked ? "mask" : "") + std::string(length, 'x');
}

} // namespace

class EncodingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void percent()
    {
        QCOMPARE(decodePercent("a%20b+c", false), std::optional<std::string>("a b+c"));
        QCOMPARE(decodePercent("a%20b+c", true), std::optional<std::string>("a b c"));
        QCOMPARE(decodePercent("%C3%a9", false), std::optional<std::string>("\xc3\xa9"));
        QCOMPARE(decodePercent("%00", false), std::optional<std::string>(std::string(1, '\0')));
        for (const char* broken : {"%", "%1", "%zz", "a%2", "%%20"})
            QVERIFY2(!decodePercent(broken, false), broken);
        QCOMPARE(encodePercent("a b/\xc3\xa9~"), std::string("a%20b%2F%C3%A9~"));
        for (int byte = 0; byte < 256; ++byte) {
            const std::string one(1, static_cast<char>(byte));
            QCOMPARE(decodePercent(encodePercent(one), true), std::optional<std::string>(one));
        }
    }

    void forms()
    {
        QCOMPARE(show(parseForm("a=1&b=2")), std::string("[a=1][b=2]"));
        QCOMPARE(show(parseForm("a=1&a=2&&b")), std::string("[a=1][a=2][b=]"));
        QCOMPARE(show(parseForm("a%20b=c+d%26e")), std::string("[a b=c d&e]"));
        QCOMPARE(show(parseForm("a=1=2&=x")), std::string("[a=1=2][=x]"));
        QCOMPARE(show(parseForm("a=%zz")), std::string("[a=%zz]"));
        QCOMPARE(show(parseForm("")), std::string());
    }

    void multipart()
    {
        const std::string body =
            "--B\r\nContent-Disposition: form-data; name=\"queue\"\r\n\r\ntest\r\n--B\r\n"
            "content-disposition: form-data; name=\"va\\\"lue\"; filename=x\r\nContent-Type: text/plain\r\n\r\n"
            "a\r\nb\r\n--B--\r\n";
        const auto fields = parseMultipart("multipart/form-data; boundary=B", body);
        QVERIFY(fields);
        QCOMPARE(show(*fields), std::string("[queue=test][va\"lue=a\r\nb]"));
        QVERIFY(parseMultipart("multipart/form-data; charset=x; boundary=\"B\"", body));
        QVERIFY(!parseMultipart("multipart/form-data", body));
        QVERIFY(!parseMultipart("multipart/form-data; boundary=C", body));
        QVERIFY(!parseMultipart("multipart/form-data; boundary=B", body.substr(0, body.size() - 8)));
    }

    void base64()
    {
        for (const auto& [plain, coded] : std::vector<std::pair<std::string, std::string>>{{"", ""}, {"f", "Zg=="},
                 {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe", "//4="}}) {
            QCOMPARE(encodeBase64(plain), coded);
            QCOMPARE(decodeBase64(coded), std::optional<std::string>(plain));
        }
        QCOMPARE(decodeBase64("__4"), std::optional<std::string>("\xff\xfe"));
        for (const char* broken : {"Z", "Zg=a", "Z g", "Zg*"})
            QVERIFY2(!decodeBase64(broken), broken);
        QCOMPARE(parseBasicAuthorization("Basic dXNlcjpwYTpzcw==")->second, std::string("pa:ss"));
        QVERIFY(!parseBasicAuthorization("Basic dXNlcg=="));
    }

    void utf8()
    {
        for (const char* good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"})
            QVERIFY2(isUtf8(good), good);
        for (const char* bad : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                 "\xf8\x88\x80\x80\x80", "\xff"})
            QVERIFY(!isUtf8(bad));
        QCOMPARE(toUtf8("a\xff"
                        "b\xc3"),
            std::string("a\xef\xbf\xbd"
                        "b\xef\xbf\xbd"));
    }

    void routesDoNotCollide()
    {
        Router router;
        PlainFamily one, two, rest;
        const auto none = [](Exchange&) {};
        router.add(one,
            {{Method::get, "/topics/{t}/subscribers/{s}", none}, {Method::post, "/topics/", none},
                {Method::post, "/topics", none}, {Method::get, "/files/{f*}", none, Route::kHeadToo}});
        router.add(two,
            {{Method::get, "/q/", none}, {Method::get, "/q/{q*}", none}, {Method::del, "/q/{q*}", none},
                {Method::get, "/", none}, {Method::get, "/files/help.html", none}});
        router.addPrefix(rest, "");
        router.addPrefix(one, "/topics");
        const auto pattern = [&](Method method, std::string_view path) {
            const Router::Match match = router.find(method, path);
            return match.route ? match.route->pattern : "no " + match.allowed;
        };
        QCOMPARE(pattern(Method::get, "/topics/a/subscribers/b"), std::string("/topics/{t}/subscribers/{s}"));
        QCOMPARE(router.find(Method::get, "/topics/a/subscribers/b%2Fc").parts.at(1), std::string_view("b%2Fc"));
        QCOMPARE(pattern(Method::get, "/topics//subscribers/b"), std::string("no "));
        QCOMPARE(pattern(Method::get, "/topics/a/subscribers/b/"), std::string("no "));
        QCOMPARE(pattern(Method::post, "/topics/"), std::string("/topics/"));
        QCOMPARE(pattern(Method::get, "/topics"), std::string("no POST"));
        QCOMPARE(pattern(Method::get, "/q/"), std::string("/q/"));
        QCOMPARE(pattern(Method::get, "/q/a/b"), std::string("/q/{q*}"));
        QCOMPARE(router.find(Method::del, "/q/").parts.at(0), std::string_view(""));
        QCOMPARE(pattern(Method::get, "/q"), std::string("no "));
        QCOMPARE(pattern(Method::put, "/q/x"), std::string("no GET, DELETE"));
        QCOMPARE(pattern(Method::get, "/"), std::string("/"));
        QCOMPARE(pattern(Method::get, "/files/help.html"), std::string("/files/help.html")); // literal before rest
        QCOMPARE(pattern(Method::head, "/files/x"), std::string("/files/{f*}"));
        QCOMPARE(pattern(Method::head, "/q/x"), std::string("no GET, DELETE"));
        QCOMPARE(router.find(Method::get, "/topicsx").family, static_cast<RouteFamily*>(&one));
        QCOMPARE(router.find(Method::get, "/else").family, static_cast<RouteFamily*>(&rest));
    }

    void framesAreMeasuredHoweverTheyAreCut()
    {
        const auto passes = [](const std::string& bytes, size_t step) {
            FrameMeter meter;
            for (size_t at = 0; at < bytes.size(); at += step) {
                if (!meter.pass(std::string_view(bytes).substr(at, step)))
                    return false;
            }
            return true;
        };
        std::string fragments = frame(0x01, 3, true);
        for (int i = 0; i < 62; ++i)
            fragments += frame(0x00, 300, true) + frame(0x89, 5, true); // pings between do not count
        const std::string last = frame(0x80, 70'000, true);
        for (const size_t step : {size_t{1}, size_t{3}, size_t{1} << 24}) {
            QVERIFY(passes(fragments + last + frame(0x82, 1 << 20, true), step));
            QVERIFY(!passes(fragments + frame(0x00, 1, true) + last, step));
            QVERIFY(!passes(frame(0x82, (1 << 20) + 1, true).substr(0, 14), step));
            QVERIFY(passes(frame(0x82, 125, false) + frame(0x82, 126, false) + frame(0x82, 0, true), step));
        }
    }
};

QTEST_APPLESS_MAIN(EncodingsTest)
#include "encodings_test.moc"
