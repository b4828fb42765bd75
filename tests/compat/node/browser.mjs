// What the tests with Chromium share: the browser, the broker's API, and waiting for something to become true.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

export const port = Number(process.env.TAPEDECK_HTTP_PORT);
export const origin = `http://localhost:${port}`;

// Runs `work(browser)` and ends the browser, whatever happens. Needs no network but loopback, no display and no sandbox
// (which root cannot have).
export async function withChromium(work, moreArguments = []) {
  const browser = await chromium.launch({
    executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', ...moreArguments],
  });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

// A request of this process, which is no web page and so passes the gate. Resolves to the JSON, or null without any.
export async function api(method, path, body) {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

// Resolves to what `look()` gives as soon as that is truthy.
export async function eventually(what, look) {
  const until = Date.now() + 20000;
  for (;;) {
    const seen = await look();
    if (seen)
      return seen;
    assert.ok(Date.now() < until, `did not happen in 20 s: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

// Takes the first `count` messages of a channel and gives them back, which makes them dead letters of one whose attempt
// limit is 1.
export async function makeDead(queue, channel, count) {
  const { messages } = await api('POST', `/queues/${queue}/channels/${channel}/receive`, { count });
  assert.equal(messages.length, count);
  await api('POST', `/queues/${queue}/channels/${channel}/nack`, { tickets: messages.map((message) => message.ticket) });
}
