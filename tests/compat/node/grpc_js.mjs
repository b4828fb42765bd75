// npm's @grpc/grpc-js with @grpc/proto-loader, unmodified, against the gRPC port and the HTTP port.
import assert from 'node:assert/strict';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const schema = protoLoader.loadSync(path.join(import.meta.dirname, 'minikafka.proto'), { keepCase: true, defaults: true });
const { MiniKafka } = grpc.loadPackageDefinition(schema).protocol;

function connect(port, options) {
  const stub = new MiniKafka(`localhost:${port}`, grpc.credentials.createInsecure(), options);
  const call =
    (name) =>
    (request, deadline = 10_000) =>
      new Promise((resolve, reject) =>
        stub[name](request, { deadline: Date.now() + deadline }, (error, answer) => (error ? reject(error) : resolve(answer))),
      );
  const produce = call('Produce');
  const poll = call('Poll');
  return {
    stub,
    produceRaw: produce,
    async produce(topic, payload, deadline) {
      return (await produce({ topic: { topic }, payload: { payload: Buffer.from(payload) } }, deadline)).msg_number;
    },
    async poll(topic, from, deadline) {
      const answer = await poll({ topic, read_from: { msg_number: from } }, deadline);
      return { payloads: answer.payloads.map((one) => one.payload), next: answer.new_read_from.msg_number };
    },
    texts: async (client, topic, from) => (await client.poll(topic, from)).payloads.map(String),
    close: () => stub.close(),
  };
}

for (const port of [process.env.TAPEDECK_GRPC_PORT, process.env.TAPEDECK_HTTP_PORT]) {
  const client = connect(port);
  const topic = `js-${port}`;

  // Numbers, positions, empty messages.
  assert.equal(await client.produce(topic, 'one'), 1);
  assert.equal(await client.produce(topic, ''), 2);
  assert.equal(await client.produce(topic, 'three'), 3);
  assert.deepEqual(await client.texts(client, topic, 0), ['one', '', 'three']);
  assert.deepEqual(await client.texts(client, topic, 3), ['three']);
  assert.equal((await client.poll(topic, 1)).next, 4);
  for (const position of [4, 99, 2 ** 31, 2 ** 32 - 1]) {
    const { payloads, next } = await client.poll(topic, position);
    assert.deepEqual([payloads.length, next], [0, position]);
  }

  // Errors, and their texts.
  const unknown = `nothing \u00e9\n% ${port}`;
  await assert.rejects(client.poll(unknown, 1), (error) => {
    assert.equal(error.code, grpc.status.UNKNOWN);
    assert.equal(error.details, `store.Poll: No such topic: ${unknown}`);
    return true;
  });
  for (const request of [{}, { topic: { topic } }, { payload: { payload: Buffer.from('x') } }])
    await assert.rejects(client.produceRaw(request), { code: grpc.status.INVALID_ARGUMENT });
  await assert.rejects(client.produce(topic, Buffer.alloc(4 << 20)), { code: grpc.status.RESOURCE_EXHAUSTED });

  // Any topic.
  for (const name of ['', '../esc', 'x/y', '.', 'a\0b', '\u4e2d\u6587', 'n'.repeat(300)].map((name) => name && `${name} ${port}`)) {
    const number = await client.produce(name, name);
    assert.ok(number >= 1);
    assert.deepEqual((await client.poll(name, number)).payloads.map(String), [name]);
  }

  // A backlog that is larger than one reply may be, with the client's own limit of 4 MiB.
  const large = Buffer.alloc((4 << 20) - 64, 'L');
  for (let i = 1; i <= 3; ++i) assert.equal(await client.produce(`${topic} large`, large), i);
  let position = 1;
  for (let i = 1; i <= 3; ++i) {
    const { payloads, next } = await client.poll(`${topic} large`, position);
    assert.equal(payloads.length, 1);
    assert.ok(payloads[0].equals(large));
    assert.equal(next, i + 1);
    position = next;
  }

  // Many calls at once on one connection.
  const numbers = await Promise.all(Array.from({ length: 500 }, (_, i) => client.produce(`${topic} many`, String(i))));
  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    Array.from({ length: 500 }, (_, i) => i + 1),
  );
  assert.equal((await client.poll(`${topic} many`, 1)).payloads.length, 500);
  client.close();

  // Requests packed with gzip.
  const packed = connect(port, { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
  assert.equal(await packed.produce(`${topic} packed`, 'z'.repeat(50_000)), 1);
  assert.deepEqual(await packed.texts(packed, `${topic} packed`, 1), ['z'.repeat(50_000)]);
  packed.close();
}

// The two ports serve the same topics.
const client = connect(process.env.TAPEDECK_GRPC_PORT);
assert.deepEqual(await client.texts(client, `js-${process.env.TAPEDECK_HTTP_PORT}`, 1), ['one', '', 'three']);
// A connection of its own for each call, each within the deadline of minikafka's tools.
for (let i = 0; i < 20; ++i) {
  const fresh = connect(process.env.TAPEDECK_GRPC_PORT, { 'grpc.use_local_subchannel_pool': 1 });
  assert.equal(await fresh.produce('fresh', 'x', 500), i + 1);
  fresh.close();
}
client.close();
console.log('ok');
