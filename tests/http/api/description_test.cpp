// resources/openapi.json describes exactly the routes that there are, and is sound in itself.
#include "tests/http/api/api_rig.h"

#include <QFile>
#include <QTest>

#include <set>

using namespace tapedeck;

namespace {

const char* const kMethods[] = {"get", "put", "post", "delete", "patch", "head", "options"};

std::set<std::string> describedRoutes(const J& document)
{
    std::set<std::string> routes;
    for (const auto& [path, item] : document["paths"].items())
        for (const auto& [method, operation] : item.items())
            routes.insert(QString::fromStdString(method).toUpper().toStdString() + " " + path);
    return routes;
}

// Calls `visit` with every object in the document.
void walk(const J& value, const std::function<void(const J&)>& visit)
{
    if (value.is_object())
        visit(value);
    if (value.is_structured())
        for (const J& element : value)
            walk(element, visit);
}

} // namespace

class DescriptionTest : public QObject {
    Q_OBJECT
    J m_document;

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(TAPEDECK_SOURCE_DIR "/resources/openapi.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_document = J::parse(file.readAll().toStdString(), nullptr, false);
        QVERIFY(m_document.is_object());
        QCOMPARE(m_document["openapi"].get<std::string>(), std::string("3.1.0"));
    }

    void everyRouteIsDescribedAndTheReverse()
    {
        ApiRig rig;
        std::set<std::string> routes;
        for (const auto& route : rig.http->router().routes())
            if (route->family == rig.api.get())
                routes.insert(std::string(http::methodName(route->method)) + " " + route->pattern);
        QVERIFY(routes.size() > 40);
        const std::set<std::string> described = describedRoutes(m_document);
        for (const std::string& route : routes)
            QVERIFY2(described.contains(route), ("not described: " + route).c_str());
        for (const std::string& route : described)
            QVERIFY2(routes.contains(route), ("no such route: " + route).c_str());
    }

    void theProgramServesThisVeryFile()
    {
        ApiRig rig;
        ApiClient client(rig);
        const auto reply = client.get("//openapi.json");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.raw.header("content-type"), std::string("application/json"));
        COMPARE_JSON(reply.body, m_document);
    }

    void everyReferenceLeadsSomewhere()
    {
        size_t references = 0;
        walk(m_document, [&](const J& object) {
            const auto at = object.find("$ref");
            if (at == object.end() || !at->is_string())
                return;
            ++references;
            const std::string target = at->get<std::string>();
            QVERIFY2(target.starts_with("#/"), target.c_str());
            QVERIFY2(m_document.contains(J::json_pointer(target.substr(1))), target.c_str());
        });
        QVERIFY(references > 100);
    }

    void everythingDescribedIsUsed()
    {
        std::set<std::string> used;
        walk(m_document, [&](const J& object) {
            if (const auto at = object.find("$ref"); at != object.end() && at->is_string())
                used.insert(at->get<std::string>());
        });
        for (const char* kind : {"schemas", "parameters", "responses"})
            for (const auto& [name, value] : m_document["components"][kind].items())
                QVERIFY2(used.contains("#/components/" + std::string(kind) + "/" + name), name.c_str());
    }

    void everyOperationIsComplete()
    {
        std::set<std::string> ids;
        for (const auto& [path, item] : m_document["paths"].items()) {
            for (const auto& [method, operation] : item.items()) {
                const std::string where = method + " " + path;
                QVERIFY2(
                    std::find(std::begin(kMethods), std::end(kMethods), method) != std::end(kMethods), where.c_str());
                QVERIFY2(ids.insert(operation.at("operationId").get<std::string>()).second, where.c_str());
                QVERIFY2(!operation.at("summary").get<std::string>().empty(), where.c_str());
                QVERIFY2(operation["responses"].contains("default"), where.c_str());
                bool success = false;
                for (const auto& [status, response] : operation["responses"].items())
                    success |= status.starts_with("2") || status == "101"; // or becomes a WebSocket
                QVERIFY2(success, where.c_str());
                // Each name in the path is a parameter.
                std::set<std::string> names;
                for (const J& parameter : operation.value("parameters", J::array())) {
                    const J& resolved = parameter.contains("$ref")
                        ? m_document.at(J::json_pointer(parameter["$ref"].get<std::string>().substr(1)))
                        : parameter;
                    if (resolved["in"] == "path")
                        names.insert("{" + resolved["name"].get<std::string>() + "}");
                }
                size_t inPath = 0;
                for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1), ++inPath)
                    QVERIFY2(names.contains(path.substr(at, path.find('}', at) - at + 1)), where.c_str());
                QCOMPARE(names.size(), inPath);
            }
        }
    }
};

QTEST_APPLESS_MAIN(DescriptionTest)
#include "description_test.moc"
