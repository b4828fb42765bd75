// What reflection tells: every service that is served, and schemas that hang together.
#include "engine/net/grpc/descriptors.h"
#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/reflection.h"

#include <protozero/pbf_writer.hpp>

#include <QTest>

#include <map>
#include <set>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

// All length-delimited fields of a message by number.
std::multimap<uint32_t, std::string> fieldsOf(std::string_view message)
{
    std::multimap<uint32_t, std::string> fields;
    FieldReader reader(message);
    while (reader.next()) {
        if (reader.kind() == FieldReader::Kind::bytes)
            fields.emplace(reader.number(), reader.bytes());
    }
    if (reader.failed())
        fields.clear();
    return fields;
}

std::string one(const std::multimap<uint32_t, std::string>& fields, uint32_t number)
{
    return fields.count(number) == 1 ? fields.find(number)->second : std::string("not one");
}

std::string request(uint32_t number, const std::string& argument)
{
    std::string out;
    protozero::pbf_writer writer(out);
    writer.add_string(1, "here");
    writer.add_string(number, argument);
    return out;
}

constexpr uint32_t kFileResponse = 4, kExtensions = 5, kServices = 6, kError = 7;

} // namespace

class DescriptorsTest : public QObject {
    Q_OBJECT

    std::multimap<uint32_t, std::string> ask(uint32_t number, const std::string& argument)
    {
        const Result<std::string> answer =
            answerReflection(request(number, argument), {"protocol.MiniKafka", "grpc.health.v1.Health"});
        return answer ? fieldsOf(*answer) : std::multimap<uint32_t, std::string>();
    }

private Q_SLOTS:
    void theSchemaOfMiniKafkaIsComplete()
    {
        const SchemaFile* file = fileOfSymbol("protocol.MiniKafka");
        QVERIFY(file);
        const auto fields = fieldsOf(encodeSchema(*file));
        QCOMPARE(one(fields, 1), std::string("minikafka.proto"));
        QCOMPARE(one(fields, 2), std::string("protocol"));
        QCOMPARE(one(fields, 12), std::string("proto3"));
        QCOMPARE(fields.count(4), size_t{6});
        const auto service = fieldsOf(one(fields, 6));
        QCOMPARE(one(service, 1), std::string("MiniKafka"));
        QCOMPARE(service.count(2), size_t{2});
    }

    void everyTypeThatIsNamedIsDeclared()
    {
        for (const SchemaFile& file : schemaFiles()) {
            std::set<std::string_view> named;
            for (const MessageRow& message : file.messages) {
                for (const FieldRow& field : message.fields) {
                    if (!field.typeName.empty())
                        named.insert(field.typeName);
                    QVERIFY(!field.inOneof || !message.oneof.empty());
                }
            }
            for (const ServiceRow& service : file.services) {
                for (const MethodRow& method : service.methods)
                    named.insert({method.input, method.output});
            }
            for (const std::string_view name : named) {
                QVERIFY(name.starts_with('.'));
                QCOMPARE(fileOfSymbol(name.substr(1)), &file);
            }
        }
    }

    void symbolsAreFoundByTheirFullNames_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("file"); // empty: none
        QTest::newRow("service") << "protocol.MiniKafka"
                                 << "minikafka.proto";
        QTest::newRow("method") << "protocol.MiniKafka.Poll"
                                << "minikafka.proto";
        QTest::newRow("message") << "protocol.PollResponse"
                                 << "minikafka.proto";
        QTest::newRow("field") << "protocol.PollResponse.payloads"
                               << "minikafka.proto";
        QTest::newRow("enumeration") << "grpc.health.v1.HealthCheckResponse.ServingStatus"
                                     << "grpc/health/v1/health.proto";
        QTest::newRow("v1") << "grpc.reflection.v1.ServerReflection"
                            << "grpc/reflection/v1/reflection.proto";
        QTest::newRow("v1alpha") << "grpc.reflection.v1alpha.ServerReflection"
                                 << "grpc/reflection/v1alpha/reflection.proto";
        QTest::newRow("package") << "protocol"
                                 << "";
        QTest::newRow("half a name") << "protocol.MiniKaf"
                                     << "";
        QTest::newRow("unknown method") << "protocol.MiniKafka.Delete"
                                        << "";
        QTest::newRow("leading dot") << ".protocol.MiniKafka"
                                     << "";
        QTest::newRow("empty") << ""
                               << "";
    }
    void symbolsAreFoundByTheirFullNames()
    {
        QFETCH(QString, symbol);
        QFETCH(QString, file);
        const SchemaFile* found = fileOfSymbol(symbol.toStdString());
        QCOMPARE(found ? std::string(found->name) : std::string(), file.toStdString());
        const auto answer = ask(4, symbol.toStdString());
        QCOMPARE(answer.count(kFileResponse), size_t{file.isEmpty() ? 0u : 1u});
        QCOMPARE(answer.count(kError), size_t{file.isEmpty() ? 1u : 0u});
    }

    void everyRequestIsAnsweredWithItself()
    {
        for (const uint32_t number : {3u, 4u, 5u, 6u, 7u}) {
            const auto answer = ask(number, "protocol.MiniKafka");
            QCOMPARE(one(answer, 1), std::string("here"));
            QCOMPARE(one(answer, 2), request(number, "protocol.MiniKafka"));
        }
    }

    void servicesAreListed()
    {
        const auto services = fieldsOf(one(ask(7, ""), kServices));
        QCOMPARE(services.count(1), size_t{2});
        QCOMPARE(fieldsOf(services.find(1)->second).find(1)->second, std::string("protocol.MiniKafka"));
    }

    void filesAreFoundByTheirNames()
    {
        QCOMPARE(ask(3, "minikafka.proto").count(kFileResponse), size_t{1});
        QCOMPARE(ask(3, "other.proto").count(kError), size_t{1});
    }

    void noTypeHasExtensions()
    {
        QCOMPARE(ask(6, "protocol.Topic").count(kExtensions), size_t{1});
        QCOMPARE(ask(6, "protocol.Nothing").count(kError), size_t{1});
        QCOMPARE(ask(5, "").count(kError), size_t{1});
    }

    void brokenRequestsAreErrors()
    {
        QVERIFY(!answerReflection("\x3a\x05x", {}).ok());
        const Result<std::string> nothing = answerReflection("", {});
        QVERIFY(nothing.ok());
        QCOMPARE(fieldsOf(*nothing).count(kError), size_t{1});
    }
};

QTEST_APPLESS_MAIN(DescriptorsTest)
#include "descriptors_test.moc"
