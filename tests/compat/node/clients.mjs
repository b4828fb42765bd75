// node clients.mjs NAME: one of ioredis5, ioredis6, noderedis4, noderedis6, unmodified, against the broker at TAPEDECK_PORT.
import assert from 'node:assert/strict';

const port = Number(process.env.TAPEDECK_PORT);
const name = process.argv[2];

// The two families call the same commands differently; `call` sends words and yields the reply.
async function connect() {
  const module = await import(name);
  if (name.startsWith('ioredis')) {
    const client = new module.Redis({ port, maxRetriesPerRequest: 1 });
    await new Promise((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', reject);
    });
    return { client, call: (...words) => client.call(...words), end: () => client.quit() };
  }
  const client = module.createClient({ socket: { port, host: '127.0.0.1', reconnectStrategy: false } });
  await client.connect();
  return { client, call: (...words) => client.sendCommand(words), end: () => client.quit() };
}

const { client, call, end } = await connect();

assert.equal(await call('SETNX', 'q', 'a'), 'OK');
assert.equal(await call('SET', 'q', 'b', 'NX'), 'OK');
await assert.rejects(() => call('SET', 'q', 'c'), /QAE Queue Already Exists/);
if (name.startsWith('ioredis'))
  assert.equal(await client.rpush('q', 'x', 'y', 'z'), 3);
else
  assert.equal(await client.rPush('q', ['x', 'y', 'z']), 3);

// Get and acknowledge: the ticket comes as a JavaScript number and must still be right.
const messages = name.startsWith('ioredis') ? await client.hmget('q', 'a', 2) : await client.hmGet('q', ['a', '2']);
assert.equal(messages.length, 2);
assert.equal(Number(messages[0][0]), 1);
assert.equal(String(messages[0][2]), 'x');
const tickets = messages.map((message) => String(message[1]));
assert.equal(Number(await call('HDEL', 'q', 'a', tickets[0], tickets[0])), 1);
if (name.startsWith('ioredis'))
  assert.equal(await client.hdel('q', 'a', messages[1][1]), 1);
else
  assert.equal(await client.hDel('q', ['a', tickets[1]]), 1);

assert.deepEqual((await call('HMGET', 'q', 'b', '10')).map((message) => Number(message[0])), [1, 2, 3]);
assert.deepEqual(await call('HMGET', 'q', 'b', '1'), []);
assert.equal(await call('HMGET', 'q', 'b', '1', '1'), null);
assert.equal(Number(await call('HMSET', 'q', 'b', 'ID', '2')), 2);
assert.equal(Number((await call('HMGET', 'q', 'b', '1'))[0][0]), 2);
assert.match(String((await call('CONFIG', 'GET', 'server'))[0]), /^\{"data_directory":/);
assert.match(String((await call('INFO', 'server'))[0]), /"client_count":/);

// Many commands at once share a write; the answers come in order.
const counts = await Promise.all(Array.from({ length: 1000 }, (_, i) => call('RPUSH', 'q', `m${i}`)));
assert.ok(counts.every((count) => Number(count) === 1));
assert.equal(Number(await call('LLEN', 'q')), 1003);

// MULTI as the library sends it.
const multi = name.startsWith('ioredis')
  ? (await client.multi().rpush('q', 'one').llen('q').exec()).map(([error, reply]) => { assert.equal(error, null); return reply; })
  : await client.multi().rPush('q', 'one').lLen('q').exec();
assert.deepEqual(multi.map(Number), [1, 1004]);

// A long poll here, a publish from a second connection.
const other = await connect();
assert.equal(Number(await call('SREM', 'q', 'a')), 1);
const poll = call('HMGET', 'q', 'a', '1', '20');
while (!String((await other.call('INFO', 'server'))[0]).includes('"blocked_client_count":1')) { /* not yet waiting */ }
await other.call('RPUSH', 'q', 'wake up');
assert.equal(String((await poll)[0][2]), 'wake up');

assert.equal(Number(await call('DEL', 'q')), 1);
await assert.rejects(() => call('RPUSH', 'q', 'x'), /QNF Queue Not Found/);
await other.end();
await end();
console.log('ok', name);
