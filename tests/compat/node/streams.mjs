// npm's ws and eventsource, unmodified, on a live queue.
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';

const at = `localhost:${process.env.TAPEDECK_HTTP_PORT}`;
const post = async (queue, value) => {
  const answer = await fetch(`http://${at}/q/${queue}`, { method: 'POST', body: new URLSearchParams({ value }) });
  assert.equal(answer.status, 200);
  return (await answer.text()).trim();
};
const next = (target, event) => new Promise((resolve, reject) => {
  target.once(event, (...values) => resolve(values));
  target.once('error', reject);
});

// --- WebSocket: echo, ping, pushed messages, a clean end ---
const socket = new WebSocket(`ws://${at}/ws/live`);
await next(socket, 'open');
socket.send('hello');
assert.equal(String((await next(socket, 'message'))[0]), 'hello');
const pong = next(socket, 'pong');
socket.ping('are you there');
assert.equal(String((await pong)[0]), 'are you there');
for (let number = 1; number <= 5; number += 1) {
  const pushed = next(socket, 'message');
  assert.equal(await post('live', `message ${number}`), `live:${number}`);
  assert.deepEqual(JSON.parse(String((await pushed)[0])), { key: `live:${number}`, value: `message ${number}` });
}
const closed = next(socket, 'close');
socket.close(1000, 'done');
assert.equal((await closed)[0], 1000);

// --- server-sent events of the same queue: the head comes at once, ids are the messages' ---
const events = new EventSource(`http://${at}/sse/live`);
await new Promise((resolve, reject) => { events.onopen = resolve; events.onerror = reject; });
const received = new Promise((resolve) => { events.onmessage = resolve; });
await post('live', 'by events');
const event = await received;
assert.equal(event.lastEventId, 'live:6');
assert.deepEqual(JSON.parse(event.data), { key: 'live:6', value: 'by events' });
events.close();

// --- the native tail: a reader that comes back goes on behind the last message it had ---
const tail = (headers) => new Promise((resolve, reject) => {
  const source = new EventSource(`http://${at}/api/v1/queues/live/tail?from=1`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
  });
  const ids = [];
  source.onerror = reject;
  source.onmessage = (message) => {
    ids.push(Number(message.lastEventId)); // what has arrived is still handed out after close()
    if (ids.length === 3) {
      source.close();
      resolve(ids.slice());
    }
  };
});
assert.deepEqual(await tail({}), [1, 2, 3]);
assert.deepEqual(await tail({ 'Last-Event-ID': '3' }), [4, 5, 6]);
console.log('ok');
