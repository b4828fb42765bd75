// hostile_pages.mjs: pages of other origins in Chromium try to read and to change the broker, in every way that a web page
// has. They get nothing, and nothing changes. The same attempts against a server without a gate all succeed, which shows
// that it is the broker that stops them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { api, eventually, origin, port, withChromium } from './browser.mjs';

const kSecret = 'the secret of the victim';
const kReboundAddress = '127.0.0.2'; // where the broker does not listen, so its port is free
const respPort = Number(process.env.TAPEDECK_PORT);

function sendForm(target, method, type) {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.name = 'answer';
    document.body.append(frame);
    const form = document.createElement('form');
    form.method = method;
    form.action = `${target}/q/victim?form`;
    form.enctype = type;
    form.target = frame.name;
    const field = document.createElement('input');
    field.name = 'value';
    field.value = 'x';
    form.append(field);
    document.body.append(form);
    frame.onload = () => resolve(null); // what is in it is looked at from outside
    form.submit();
  });
}

// Each runs in the hostile page with the address of the server that is attacked, and resolves to what it could read, or
// null. Where it is a list, the rest of it are arguments behind the address.
const attempts = {
  'fetch GET': async (target) => (await fetch(`${target}/api/v1/queues/victim/messages/1`)).text(),
  'fetch GET, with credentials': async (target) => (await fetch(`${target}/api/v1/snapshot`, { credentials: 'include' })).text(),
  'fetch GET, opaque': async (target) => (await fetch(`${target}/q/victim`, { mode: 'no-cors' })).text(),
  'fetch POST, simple': async (target) => (await fetch(`${target}/api/v1/queues/victim/messages`, { method: 'POST', body: 'x' })).text(),
  'fetch POST, simple and opaque': async (target) => (await fetch(`${target}/q/victim`, {
    method: 'POST', mode: 'no-cors', body: new URLSearchParams({ value: 'x' }),
  })).text(),
  'fetch POST, JSON as text': async (target) => (await fetch(`${target}/queue`, {
    method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body: '{"cmd":"add","queue":"victim","value":"x"}',
  })).text(),
  'fetch POST, JSON': async (target) => (await fetch(`${target}/api/v1/queues/victim/messages`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"body":"x"}',
  })).text(),
  'fetch PATCH': async (target) => (await fetch(`${target}/api/v1/queues/victim`, {
    method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"flow":"stopped"}',
  })).text(),
  'fetch DELETE': async (target) => (await fetch(`${target}/api/v1/queues/victim`, { method: 'DELETE' })).text(),
  'fetch of the metrics': async (target) => (await fetch(`${target}/metrics`)).text(),
  'fetch of the page': async (target) => (await fetch(`${target}/static/index.html`)).text(),
  'fetch with a token': async (target) => (await fetch(`${target}/api/v1/queues`, { headers: { Authorization: 'Bearer guessed' } })).text(),
  'fetch POST from a sandboxed frame, whose origin is null': (target) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    addEventListener('message', (event) => resolve(event.data), { once: true });
    frame.srcdoc = `<script>fetch('${target}/api/v1/queues/victim/messages?null', { method: 'POST', body: 'x' })
      .then((response) => response.text(), () => null).then((text) => parent.postMessage(text, '*'))</script>`;
    document.body.append(frame);
  }),
  'XMLHttpRequest': (target) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${target}/xmlrpc`);
    request.onload = () => resolve(request.responseText);
    request.onerror = () => resolve(null);
    request.send('<methodCall><methodName>len</methodName></methodCall>');
  }),
  'beacon': async (target) => {
    navigator.sendBeacon(`${target}/q/victim?beacon`, new URLSearchParams({ value: 'x' }));
    return null;
  },
  'image': (target) => new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve('loaded');
    image.onerror = () => resolve(null);
    image.src = `${target}/q/victim?image`;
  }),
  'image of the favicon': (target) => new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve('loaded');
    image.onerror = () => resolve(null);
    image.src = `${target}/static/favicon.svg`;
  }),
  'script': (target) => new Promise((resolve) => {
    globalThis.leak = resolve;
    const script = document.createElement('script');
    script.onload = () => resolve('loaded');
    script.onerror = () => resolve(null);
    script.src = `${target}/c/victim?callback=leak`;
    document.body.append(script);
  }),
  'module': (target) => import(`${target}/static/text.js`).then((module) => Object.keys(module).join(), () => null),
  'style sheet': (target) => new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.onload = () => resolve('loaded');
    link.onerror = () => resolve(null);
    link.href = `${target}/static/style.css`;
    document.body.append(link);
  }),
  'video': (target) => new Promise((resolve) => {
    const video = document.createElement('video');
    video.onloadeddata = () => resolve('loaded');
    video.onerror = () => resolve(null);
    video.src = `${target}/api/v1/queues/victim/messages/1/body`;
  }),
  'EventSource': (target) => new Promise((resolve) => {
    const source = new EventSource(`${target}/api/v1/queues/victim/tail?from=first`);
    source.onmessage = (event) => resolve(event.data);
    source.onerror = () => {
      source.close();
      resolve(null);
    };
  }),
  'WebSocket': (target) => new Promise((resolve) => {
    const socket = new WebSocket(`${target.replace('http', 'ws')}/api/v1/queues/victim/tail?from=first`);
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve(null);
  }),
  'WebSocket of another protocol': (target) => new Promise((resolve) => {
    const socket = new WebSocket(`${target.replace('http', 'ws')}/ws/victim`);
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve(null);
  }),
  'iframe': (target) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.name = 'framed';
    frame.onload = () => resolve(null); // what is in it is looked at from outside
    frame.src = `${target}/static/index.html?framed`;
    document.body.append(frame);
  }),
  'form POST': [sendForm, 'post', 'application/x-www-form-urlencoded'],
  'form POST in parts': [sendForm, 'post', 'multipart/form-data'],
  'form POST as text': [sendForm, 'post', 'text/plain'],
  'form GET': [sendForm, 'get', ''],
};

function listen(server) {
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });
}

// Lets everybody do everything, and counts.
function controlServer() {
  let requests = 0;
  const answers = {
    image: ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
    script: ['text/javascript', 'export const secret = 1;'],
    style: ['text/css', 'p { color: red }'],
  };
  const server = createServer((request, response) => {
    ++requests;
    const cors = { 'Access-Control-Allow-Origin': request.headers.origin ?? '*', 'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Methods': '*, PATCH, DELETE', 'Access-Control-Allow-Headers': 'content-type, authorization' };
    const isStream = request.headers.accept === 'text/event-stream';
    let [type, body] = answers[request.headers['sec-fetch-dest']] ?? ['text/html', kSecret];
    if (request.url.startsWith('/c/'))
      body = 'leak("called")';
    if (isStream)
      [type, body] = ['text/event-stream', `data: ${kSecret}\n\n`];
    response.writeHead(200, { ...cors, 'Content-Type': type }).end(body);
  });
  server.on('upgrade', (request, socket) => {
    ++requests;
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  });
  return { server, requests: () => requests };
}

// All queues, but for how they are stored, which the broker changes by itself.
async function state() {
  const { queues } = await api('GET', '/queues');
  return queues.map(({ storedBytes, segments, ...rest }) => rest);
}

async function refusals(...reasons) {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const counts = reasons.map((reason) => {
    const line = text.split('\n').find((each) => each.startsWith(`tapedeck_refusals_total{reason="${reason}"}`));
    assert.ok(line, `/metrics has no refusals for ${reason}`);
    return Number(line.split(' ')[1]);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function run(page, attempt, target) {
  const [work, ...more] = Array.isArray(attempt) ? attempt : [attempt];
  return page.evaluate(async ([code, values]) => {
    try {
      return await (0, eval)(`(${code})`)(...values) || null;
    } catch {
      return null;
    }
  }, [work.toString(), [target, ...more]]);
}

// What can be read even from a server that lets everybody in: nothing, for these is only sent.
const kBlind = /opaque|JSON as text|beacon|iframe|form|video/;

const hostile = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Hostile</title><body>');
});
const control = controlServer();
const hostilePort = await listen(hostile);
const controlPort = await listen(control.server);

await api('POST', '/queues/victim/messages', { body: kSecret });
await api('POST', '/queues/victim/channels', { name: 'restmq', start: 'first' });
const before = await state();

async function attackFrom(page, from, name, attempt) {
  await page.goto(from);
  const arrived = control.requests();
  const readThere = await run(page, attempt, `http://127.0.0.1:${controlPort}`);
  await eventually(`${name} reaches a server`, () => control.requests() > arrived);
  assert.ok(kBlind.test(name) || readThere !== null, `${name} cannot read what is open to it`);
  const reasons = ['foreign_host', 'foreign_origin'];
  const refused = await refusals(...reasons);
  await page.goto(from); // without what the first server left on the page
  const read = await run(page, attempt, origin);
  await eventually(`${name} from ${from} is refused`, async () => await refusals(...reasons) > refused);
  assert.equal(read, null, `${name} from ${from} reads something`);
}

async function attackFromPage(browser, from) {
  const page = await browser.newPage();
  for (const [name, attempt] of Object.entries(attempts)) {
    await attackFrom(page, from, name, attempt);
    for (const frame of page.frames().slice(1))
      assert.doesNotMatch(await frame.content(), /secret|style\.css/, `${name}: a frame of the broker shows something`);
  }
  await page.close();
  console.log(`ok: ${Object.keys(attempts).length} attempts from ${from}`);
}

// A click on a link of the hostile page takes the whole window to the broker: no route may run.
async function followLinks(browser) {
  const page = await browser.newPage();
  for (const path of ['/q/victim', '/c/victim', '/api/v1/queues', '/static/index.html']) {
    await page.goto(`http://127.0.0.1:${hostilePort}/`);
    const answered = page.waitForResponse((response) => response.url() === origin + path);
    await page.evaluate((address) => { location.href = address; }, origin + path);
    assert.equal((await answered).status(), 403, path);
    await page.waitForURL(origin + path);
  }
  await page.close();
  console.log('ok: links');
}

// What a name of the attacker leads to: first a server with the page, then the broker. Here both are behind one address,
// since a browser keeps names for longer than a test lasts; to the broker the requests are the same.
function reboundName() {
  return createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (head) => {
      if (head.toString('latin1').startsWith('GET / ')) {
        socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><title>Rebound</title>');
        return;
      }
      const broker = connect(port, '127.0.0.1', () => broker.write(head));
      broker.on('error', () => socket.destroy());
      socket.pipe(broker).pipe(socket);
    });
  });
}

// To the browser the page and the broker are one origin then.
async function rebind(browser) {
  const page = await browser.newPage();
  const rebound = reboundName();
  await new Promise((resolve) => { rebound.listen(port, kReboundAddress, resolve); });
  await page.goto(`http://evil.test:${port}/`);
  const refused = await refusals('foreign_host');
  const seen = await page.evaluate(async () => {
    const answers = [];
    for (const [path, options] of [['/api/v1/queues', {}], ['/q/victim', {}], ['/api/v1/queues/victim/messages', { method: 'POST', body: 'x' }]]) {
      const response = await fetch(path, options);
      answers.push([response.status, await response.text()]);
    }
    answers.push(await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${location.host}/api/v1/queues/victim/tail?from=first`);
      socket.onopen = () => resolve([101, 'open']);
      socket.onerror = () => resolve([403, '']);
    }));
    return answers;
  });
  assert.deepEqual(seen.map(([status]) => status), [403, 403, 403, 403]);
  assert.doesNotMatch(JSON.stringify(seen), /secret/);
  assert.ok(await refusals('foreign_host') >= refused + seen.length);
  await page.close();
  rebound.close();
  console.log('ok: a rebound name');
}

// What a browser sends to the RESP port is HTTP, whatever commands its body has.
async function speakHttpToResp(browser) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${hostilePort}/`);
  const refused = await refusals('spoke_http');
  const attempt = async (target) => (await fetch(target, { method: 'POST', mode: 'no-cors', body: 'RPUSH victim x\r\n' })).text();
  assert.equal(await run(page, attempt, `http://127.0.0.1:${respPort}/`), null);
  await eventually('the RESP port hangs up', async () => await refusals('spoke_http') > refused);
  await page.close();
  console.log('ok: the RESP port');
}

try {
  await withChromium(async (browser) => {
    await attackFromPage(browser, `http://127.0.0.1:${hostilePort}/`);
    await attackFromPage(browser, `http://localhost:${hostilePort}/`); // the same site to a browser, another origin
    await followLinks(browser);
    await rebind(browser);
    await speakHttpToResp(browser);
  }, [`--host-resolver-rules=MAP evil.test ${kReboundAddress}`]);
  assert.deepEqual(await state(), before, 'something was changed');
  assert.equal((await api('GET', '/queues/victim/messages/1')).body, kSecret);
} finally {
  for (const server of [hostile, control.server]) {
    server.closeAllConnections();
    server.close();
  }
}
console.log('ok: nothing was read, nothing was changed');
