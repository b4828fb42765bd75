// The access list: the file's grammar, the decision, and what it does to requests.
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

#include <fstream>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

void writeFile(const std::string& path, const std::string& text)
{
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
}

class AclPath {
public:
    explicit AclPath(const std::string& text)
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-acl-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr);
        m_directory = pattern;
        write(text);
    }
    ~AclPath() { std::filesystem::remove_all(m_directory); }
    void write(const std::string& text) { writeFile(path(), text); }
    std::string path() const { return m_directory + "/acl.conf"; }
    RestMqOptions options() const { return {path()}; }

private:
    std::string m_directory;
};

std::string basic(const std::string& user, const std::string& password)
{
    return "Authorization: Basic " + http::encodeBase64(user + ":" + password) + "\r\n";
}

const std::string kUpgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

} // namespace

class AccessTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decisionTable_data();
    void decisionTable();
    void fileIsRead();
    void brokenFilesAreRefused_data();
    void brokenFilesAreRefused();
    void everyRouteHasItsClass_data();
    void everyRouteHasItsClass();
    void passwordOpens();
    void webSocketTakesTheCookie();
    void changedFileIsReadAgain();
    void missingFileClosesEverything();
};

void AccessTest::decisionTable_data()
{
    QTest::addColumn<QByteArray>("allow");
    QTest::addColumn<QByteArray>("deny");
    QTest::addColumn<QByteArray>("login");
    QTest::addColumn<QByteArray>("peer");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("verdict");
    const auto row = [](const char* name, const char* allow, const char* deny, const char* login, const char* peer,
                         const char* given, const char* verdict) {
        QTest::newRow(name) << QByteArray(allow) << QByteArray(deny) << QByteArray(login) << QByteArray(peer)
                            << QByteArray(given) << QByteArray(verdict);
    };
    row("nothing set", "", "", "", "10.1.2.3", "", "pass");
    row("allow all", "all", "", "", "10.1.2.3", "", "pass");
    row("deny all denies nobody", "", "all", "", "10.1.2.3", "", "pass");
    row("both all", "all", "all", "", "10.1.2.3", "", "pass");
    row("allowed", "127.0.0.1 10.", "", "", "10.1.2.3", "", "pass");
    row("not allowed", "127.0.0.1 192.", "", "", "10.1.2.3", "", "refused");
    row("not allowed, deny all", "127.0.0.1", "all", "", "10.1.2.3", "", "refused");
    row("not allowed, not denied", "127.0.0.1", "192.168.", "", "10.1.2.3", "", "pass");
    row("not allowed, denied", "127.0.0.1", "10.", "", "10.1.2.3", "", "refused");
    row("allowed and denied", "10.", "10.", "", "10.1.2.3", "", "pass");
    row("denied", "", "10.", "", "10.1.2.3", "", "refused");
    row("not denied", "", "192.", "", "10.1.2.3", "", "pass");
    row("text prefix", "127.0.0.1", "", "", "127.0.0.10", "", "pass");
    row("IPv4 in IPv6", "127.", "", "", "::ffff:127.0.0.1", "", "pass");
    row("IPv6", "::1", "", "", "::1", "", "pass");
    row("no password given", "", "", "u:p", "10.1.2.3", "", "password");
    row("right", "", "", "u:p", "10.1.2.3", "u:p", "pass");
    row("wrong password", "", "", "u:p", "10.1.2.3", "u:q", "password");
    row("wrong user", "", "", "u:p", "10.1.2.3", "v:p", "password");
    row("longer", "", "", "u:p", "10.1.2.3", "u:pp", "password");
    row("only a user name set", "", "", "u:", "10.1.2.3", "", "pass");
    row("only a password set", "", "", ":p", "10.1.2.3", "", "pass");
    row("allowed, password", "10.", "", "u:p", "10.1.2.3", "", "password");
    row("refused before the password", "192.", "", "u:p", "10.1.2.3", "u:p", "refused");
}

void AccessTest::decisionTable()
{
    QFETCH(QByteArray, allow);
    QFETCH(QByteArray, deny);
    QFETCH(QByteArray, login);
    QFETCH(QByteArray, peer);
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, verdict);
    std::string text = "[rest:producer]\n";
    if (!allow.isEmpty())
        text += "hosts_allow = " + allow.toStdString() + "\n";
    if (!deny.isEmpty())
        text += "hosts_deny = " + deny.toStdString() + "\n";
    if (!login.isEmpty())
        text += "username = " + login.split(':')[0].toStdString() + "\npassword = " + login.split(':')[1].toStdString()
            + "\n";
    const Result<Acl> acl = parseAcl(text);
    QVERIFY(acl);
    std::optional<Credentials> credentials;
    if (!given.isEmpty())
        credentials = Credentials(given.split(':')[0].toStdString(), given.split(':')[1].toStdString());
    const AclVerdict expected = verdict == "pass" ? AclVerdict::pass
        : verdict == "refused"                    ? AclVerdict::refused
                                                  : AclVerdict::needsPassword;
    QVERIFY(decide(acl->of(AclClass::restProducer), peer.toStdString(), credentials) == expected);
    QVERIFY(decide(acl->of(AclClass::restConsumer), peer.toStdString(), {}) == AclVerdict::pass); // another class
}

void AccessTest::fileIsRead()
{
    const Result<Acl> acl = parseAcl("# comment\r\n; another\n\n[rest:producer]\nHosts_Allow: 127.0.0.1\n  10.0.\n"
                                     "hosts_deny =\n[websocket:consumer]\nusername=me\npassword = a b=c:d \n"
                                     "[comet:consumer]\nhosts_allow = ALL\n[rest:consumer]\nhosts_deny = 1. 2.\n"
                                     "hosts_deny = 3.\n");
    QVERIFY(acl);
    const std::vector<std::string> allowed{"127.0.0.1", "10.0."}, denied{"3."};
    QVERIFY(acl->of(AclClass::restProducer).allow == allowed);
    QVERIFY(acl->of(AclClass::restProducer).deny.empty());
    QCOMPARE(acl->of(AclClass::webSocketConsumer).username, std::string("me"));
    QCOMPARE(acl->of(AclClass::webSocketConsumer).password, std::string("a b=c:d"));
    QVERIFY(acl->of(AclClass::cometConsumer) == AclRules{});
    QVERIFY(acl->of(AclClass::restConsumer).deny == denied);
    QVERIFY(*parseAcl("") == Acl{});
}

void AccessTest::brokenFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("section") << QByteArray("[rest:producers]\n") << QByteArray("line 1");
    QTest::newRow("open section") << QByteArray("\n[rest:producer\n") << QByteArray("line 2");
    QTest::newRow("key") << QByteArray("[rest:producer]\nhost_allow = 1.\n") << QByteArray("line 2");
    QTest::newRow("no section") << QByteArray("hosts_allow = 1.\n") << QByteArray("before the first section");
    QTest::newRow("no value") << QByteArray("[rest:producer]\nhosts_allow\n") << QByteArray("key = value");
    QTest::newRow("all and more") << QByteArray("[rest:producer]\nhosts_deny = all 10.\n") << QByteArray("`all`");
    QTest::newRow("binary") << QByteArray("[rest:producer]\nusername = a\0b\n", 32) << QByteArray("not text");
}

void AccessTest::brokenFilesAreRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, why);
    const Result<Acl> acl = parseAcl(text.toStdString());
    QVERIFY(!acl);
    QVERIFY2(acl.error().text.find(why.toStdString()) != std::string::npos, acl.error().text.c_str());
}

void AccessTest::everyRouteHasItsClass_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("section"); // empty: free
    const auto row = [](const char* method, const char* target, const char* section) {
        QTest::newRow((QByteArray(method) + " " + target).constData())
            << QByteArray(method) << QByteArray(target) << QByteArray(section);
    };
    row("GET", "/", "rest:consumer");
    row("POST", "/", "rest:producer");
    row("GET", "/q/", "rest:consumer");
    row("GET", "/q/x", "rest:consumer");
    row("POST", "/q/x", "rest:producer");
    row("DELETE", "/q/x", "rest:producer");
    row("GET", "/queue", "");
    row("POST", "/queue", "rest:producer");
    row("GET", "/c/x", "comet:consumer");
    row("GET", "/sse/x", "comet:consumer");
    row("GET", "/ws/x", "websocket:consumer");
    row("GET", "/p/x", "rest:consumer");
    row("POST", "/p/x", "rest:producer");
    row("GET", "/stats/", "rest:consumer");
    row("GET", "/control/x", "rest:consumer");
    row("POST", "/control/x", "rest:producer");
    row("GET", "/j/x", "");
    row("POST", "/collectd/data", "rest:producer");
    row("GET", "/collectd/x", "rest:consumer");
    row("DELETE", "/collectd/x", "rest:producer");
    row("GET", "/static/help.html", "");
}

void AccessTest::everyRouteHasItsClass()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, section);
    const std::string refusing = "hosts_allow = 192.0.2.\n";
    for (const std::string name : {"rest:producer", "rest:consumer", "comet:consumer", "websocket:consumer"}) {
        const AclPath file("[" + name + "]\n" + refusing);
        RestRig rig(file.options());
        HttpClient client(rig.httpPort());
        client.send(method.toStdString(), target.toStdString());
        const HttpReply reply = client.head();
        QVERIFY(reply.status != 0);
        QCOMPARE(reply.status == 401, section.toStdString() == name);
        QVERIFY(!reply.headers.contains("www-authenticate"));
    }
}

void AccessTest::passwordOpens()
{
    const AclPath file("[rest:producer]\nusername = u\npassword = p\n[rest:consumer]\nhosts_allow = 192.0.2.\n");
    RestRig rig(file.options());
    const HttpReply asked = rig.post("/q/x", "value=1");
    QCOMPARE(asked.status, 401);
    QCOMPARE(asked.header("www-authenticate"), std::string("Basic realm=\"RestMQ Restricted Access\""));
    QCOMPARE(asked.body, std::string("<html><title>401: Unauthorized</title><body>401: Unauthorized</body></html>"));
    QCOMPARE(rig.ask("POST", "/q/x", "value=1", basic("u", "wrong")).status, 401);
    QCOMPARE(rig.ask("POST", "/q/x", "value=1", basic("u", "p")).body, std::string("x:1\r\n"));
    // XML-RPC goes the way of the method that is called.
    const std::string call = "<methodCall><methodName>set</methodName><params><param><value>x</value></param>"
                             "<param><value>v</value></param></params></methodCall>";
    QCOMPARE(rig.ask("POST", "/xmlrpc", call, "Content-Type: text/xml\r\n").status, 401);
    QCOMPARE(rig.ask("POST", "/xmlrpc", call, "Content-Type: text/xml\r\n" + basic("u", "p")).status, 200);
    const std::string get = "<methodCall><methodName>get</methodName><params><param><value>x</value></param></params>"
                            "</methodCall>";
    QCOMPARE(rig.ask("POST", "/xmlrpc", get, basic("u", "p")).status, 401);
}

void AccessTest::webSocketTakesTheCookie()
{
    const AclPath file("[websocket:consumer]\nusername = u\npassword = p:q\n");
    RestRig rig(file.options());
    QCOMPARE(WebSocketClient(rig, "/ws/x").head.status, 401);
    QCOMPARE(WebSocketClient(rig, "/ws/x", "Cookie: auth=u:wrong\r\n").head.status, 401);
    QCOMPARE(WebSocketClient(rig, "/ws/x", "Cookie: other=1; auth=u:p:q\r\n").head.status, 101);
    QCOMPARE(WebSocketClient(rig, "/ws/x", basic("u", "p:q")).head.status, 101);
    QCOMPARE(rig.ask("GET", "/ws/x", {}, kUpgrade + "Cookie: xauth=u:p:q\r\n").status, 401);
}

void AccessTest::changedFileIsReadAgain()
{
    AclPath file("");
    RestRig rig(file.options());
    QCOMPARE(rig.post("/q/x", "value=1").status, 200);
    file.write("[rest:producer]\nhosts_deny = 127.\n");
    rig.step(Duration::seconds(2));
    QCOMPARE(rig.post("/q/x", "value=1").status, 401);
    file.write("[rest:producer]\nhosts_deny = 127. ::1\nnonsense\n");
    rig.step(Duration::seconds(2));
    QCOMPARE(rig.post("/q/x", "value=1").status, 401); // the old one stays
    QVERIFY(rig.reported().find("line 3 of the access list") != std::string::npos);
    file.write("[rest:producer]\n");
    rig.step(Duration::seconds(2));
    QCOMPARE(rig.post("/q/x", "value=1").status, 200);
}

void AccessTest::missingFileClosesEverything()
{
    const AclPath file("");
    RestMqOptions options;
    options.aclFile = file.path() + ".missing";
    QVERIFY(!readAcl(options.aclFile));
    RestRig rig(options);
    QCOMPARE(rig.post("/q/x", "value=1").status, 401);
    QCOMPARE(rig.get("/q/x").status, 401);
    QVERIFY(rig.reported().find("everything is refused") != std::string::npos);
    std::ofstream(options.aclFile) << "\n";
    rig.step(Duration::seconds(2));
    QCOMPARE(rig.post("/q/x", "value=1").status, 200);
}

QTEST_APPLESS_MAIN(AccessTest)
#include "access_test.moc"
