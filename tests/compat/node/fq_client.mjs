// npm's fq, unmodified, against the broker's fq port: two clients talk over an exchange, status and the commands behind
// it, unbinding, and a message that came over HTTP.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const FQ = createRequire(import.meta.url)('fq');
const port = Number(process.env.TAPEDECK_FQ_PORT);

async function connect(options) {
  const client = new FQ({ host: '127.0.0.1', port, ...options });
  client.on('error', (error) => { throw error; });
  const ready = once(client, 'ready');
  client.connect();
  await ready;
  return client;
}

// The next message; those that come before anybody asks are kept.
function messagesOf(client) {
  const waiting = [];
  const asked = [];
  client.on('message', (message) => (asked.length > 0 ? asked.shift()(message) : waiting.push(message)));
  return () => (waiting.length > 0 ? Promise.resolve(waiting.shift()) : new Promise((resolve) => asked.push(resolve)));
}

const reader = await connect({ user: 'reader', queue: 'node_queue', queue_type: 'mem:public' });
const bind = promisify(reader.bind.bind(reader));
const status = promisify(reader.status.bind(reader));
const next = messagesOf(reader);

await bind('maryland', 'prefix:"test.prefix."', 0);
reader.consume();
const publisher = await connect({ user: 'publisher' });
const publish = promisify(publisher.publish.bind(publisher));

await publish({ exchange: 'maryland', route: 'test.prefix.foo', sender: 'overridden', payload: 'bang' });
const message = await next();
assert.equal(String(message.exchange), 'maryland');
assert.equal(String(message.route), 'test.prefix.foo');
assert.equal(String(message.sender), 'publisher'); // who published is who authenticated
assert.equal(String(message.payload), 'bang');

// Many in a row, and large ones, in order.
for (let i = 0; i < 200; ++i)
  publisher.publish({ exchange: 'maryland', route: 'test.prefix.n', payload: `${i}:${'x'.repeat(i * 100)}` }, () => {});
for (let i = 0; i < 200; ++i)
  assert.equal(String((await next()).payload), `${i}:${'x'.repeat(i * 100)}`);

// This client appends two bytes to the request; what comes after them must still be understood.
for (let i = 0; i < 3; ++i) {
  const fields = await status();
  assert.equal(Number(fields.msgs_out), 201);
  assert.equal(Number(fields.msgs_in), 0);
  assert.equal(Number(fields.dropped_in), 0);
}
await bind('maryland', 'exact:"other"', 0);
await publish({ exchange: 'maryland', route: 'other', payload: 'after the status' });
assert.equal(String((await next()).payload), 'after the status');

// It unbinds what it has bound last.
assert.equal(await promisify(reader.unbind.bind(reader))(), true);
await publish({ exchange: 'maryland', route: 'other', payload: 'for nobody any more' });

const submitted = await fetch(`http://127.0.0.1:${port}/submit`, {
  method: 'POST',
  headers: { 'X-Fq-Exchange': 'maryland', 'X-Fq-Route': 'test.prefix.http' },
  body: 'over HTTP',
});
assert.equal(submitted.status, 200);
assert.deepEqual(await submitted.json(), { routed: 1, dropped: 0, no_route: 0, no_exchange: 0 });
const web = await next();
assert.equal(String(web.payload), 'over HTTP');
assert.equal(String(web.sender), '_web');

const stats = await (await fetch(`http://127.0.0.1:${port}/stats.json`)).json();
assert.equal(stats.exchanges.maryland.messages, 204);
assert.equal(stats.exchanges.maryland.no_route, 1);
assert.ok(stats.queues.node_queue.clients.some((client) => client.user === 'reader' && client.msgs_out === '203'));
console.log('ok');
process.exit(0);
