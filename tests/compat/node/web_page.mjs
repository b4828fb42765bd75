// web_page.mjs: the broker's own web page in Chromium, used as people use it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { api, eventually, makeDead, origin, withChromium } from './browser.mjs';

const kHostile = '<img src=x onerror="document.title=\'pwned\'"><script>document.title="pwned"</script>\u202e{{1}}';
const kBigJson = '{"id":12345678901234567890,"price":1.10,"items":[{"sku":"a:b,c"},{},[]]}';

const steps = [];
function step(name, work) {
  steps.push({ name, work });
}

const expectedFailures = []; // addresses whose 4xx a step wants; the browser reports them on the console

// A page that keeps whatever goes wrong on it.
async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`exception: ${error.stack}`));
  page.on('dialog', (dialog) => {
    page.troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('console', (message) => {
    const expected = expectedFailures.some((part) => message.location().url.includes(part));
    if (['error', 'warning'].includes(message.type()) && !expected)
      page.troubles.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`))
      page.troubles.push(`request elsewhere: ${request.url()}`);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

async function checkTroubles(page) {
  assert.deepEqual(page.troubles, []);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
}

async function openQueue(page, queue) {
  await page.goto(`${origin}/static/index.html#/${encodeURIComponent(queue)}`);
  await page.getByRole('heading', { level: 2, name: queue, exact: true }).waitFor();
  await page.getByText('New ones appear as they come.').waitFor();
}

const row = (page, id) => page.locator(`#messages tr[data-id="${id}"]`);
const messageButton = (page, id) => row(page, id).getByRole('button', { name: `Message ${id}`, exact: true });
const announced = (page, text) => page.locator('#announcer').getByText(text).waitFor();
const focusIsOn = (page, locator) => eventually('the focus is there', () => locator.evaluate((node) => node === document.activeElement));

step('the root leads to the page, which goes live', async (page) => {
  await page.goto(`${origin}/`);
  assert.equal(page.url(), `${origin}/static/index.html`);
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  await page.getByText('There are no queues yet.').waitFor();
  for (const landmark of ['banner', 'navigation', 'main'])
    assert.equal(await page.getByRole(landmark).count(), 1, landmark);
});

step('a queue is made, a message published, and it arrives live', async (page) => {
  await page.getByRole('button', { name: 'New queue…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('orders');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 2, name: 'orders' }).waitFor();
  await page.getByText('There are no messages yet. New ones appear as they come.').waitFor();
  await page.getByRole('textbox', { name: 'Body' }).fill(kBigJson);
  await page.getByRole('textbox', { name: 'Key' }).fill('order.created');
  await page.getByRole('textbox', { name: 'Headers' }).fill('trace: 17\n\nx: a:b');
  await page.getByRole('textbox', { name: 'Delay' }).fill('250ms');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published as message 1.').waitFor();
  assert.match(await row(page, 1).innerText(), /order\.created/);
  const message = await api('GET', '/queues/orders/messages/1');
  assert.equal(message.body, kBigJson);
  assert.equal(message.key, 'order.created');
  assert.equal(message.delay, '250ms');
  assert.deepEqual(message.headers, [{ name: 'trace', value: '17' }, { name: 'x', value: 'a:b' }]);
});

step('what others publish arrives live, and is counted at the side', async (page) => {
  await api('POST', '/queues/orders/messages/batch', Array.from({ length: 20 }, (_, i) => ({ body: `from elsewhere ${i}` })));
  await row(page, 21).waitFor();
  assert.equal(await page.locator('#messages tr[data-id]').count(), 21);
  assert.match(await row(page, 21).innerText(), /from elsewhere 19/);
  await page.getByRole('navigation').getByText('21 messages').waitFor();
});

step('what is wrong in the form is said and nothing is published', async (page) => {
  await page.getByRole('textbox', { name: 'Headers' }).fill('no colon');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Line 1 of the headers is not "name: value".').waitFor();
  await page.getByRole('textbox', { name: 'Headers' }).fill('');
  await page.getByRole('textbox', { name: 'Delay' }).fill('soon');
  expectedFailures.push('/messages?create=false');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.locator('#publish-result.bad').getByText(/delay/).waitFor();
  await page.getByRole('textbox', { name: 'Delay' }).fill('');
  assert.equal((await api('GET', '/queues/orders')).head, 22);
});

step('a message is read as JSON with every digit, as text and as hex', async (page) => {
  await page.getByRole('textbox', { name: 'Go to' }).fill('1');
  await page.getByRole('button', { name: 'Open' }).click();
  const dialog = page.getByRole('dialog', { name: 'Message 1' });
  const body = dialog.locator('pre');
  await body.getByText('"id": 12345678901234567890,').waitFor();
  assert.match(await body.innerText(), /"price": 1\.10,\n {2}"items": \[\n {4}\{\n {6}"sku": "a:b,c"\n {4}\},\n {4}\{\},\n {4}\[\]\n {2}\]/);
  assert.match(await dialog.locator('#message-headers').innerText(), /trace\s+17/);
  await dialog.getByRole('radio', { name: 'Text' }).check();
  assert.equal(await body.innerText(), kBigJson);
  await dialog.getByRole('radio', { name: 'Hex' }).check();
  assert.match(await body.innerText(), /^00000000 {2}7b 22 69 64 22 3a 31 32 {2}33 34 35 36 37 38 39 30 {2}\{"id":1234567890\n/);
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download the body' }).click();
  assert.equal(await readFile(await (await downloading).path(), 'utf8'), kBigJson);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('dialog', { name: 'Message 2' }).locator('pre').getByText('from elsewhere 0', { exact: true }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
});

step('a message that is not there is a sentence', async (page) => {
  expectedFailures.push('/messages/999');
  await page.getByRole('textbox', { name: 'Go to' }).fill('999');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('dialog').getByRole('alert').getByText(/does not have message 999/).waitFor();
  await page.keyboard.press('Escape');
});

step('hostile names, keys, headers and bodies stay text', async (page) => {
  const queue = encodeURIComponent(kHostile);
  await api('POST', `/queues/${queue}/messages`, { body: kHostile, key: kHostile, headers: [{ name: kHostile, value: kHostile }] });
  await api('POST', `/queues/${queue}/channels`, { name: 'readers', start: 'first', attemptLimit: 1 });
  await makeDead(queue, 'readers', 1);
  const shown = kHostile.replace('\u202e', '‹U+202E›');
  await page.getByRole('navigation').getByRole('link', { name: shown }).click();
  await page.getByRole('heading', { level: 2, name: shown }).waitFor();
  await page.getByRole('button', { name: 'Show 1 dead letter of readers' }).click();
  await page.getByRole('heading', { name: 'Dead letters of readers' }).waitFor();
  await messageButton(page, 1).click();
  await page.getByRole('dialog').locator('pre').getByText(shown).waitFor();
  assert.equal(await page.locator('main img, main script, dialog img, dialog script, nav img').count(), 0);
  assert.ok(!(await page.title()).startsWith('pwned'));
  await page.keyboard.press('Escape');
});

step('bytes that are no UTF-8 are shown as hex, and escaped as text', async (page) => {
  await api('POST', '/queues', { nameBase64: Buffer.from([0x62, 0xff, 0x01]).toString('base64') });
  await api('POST', '/queues/b%FF%01/messages', { bodyBase64: Buffer.from([0xff, 0x00, 0x41, 0xc3, 0xa4]).toString('base64') });
  await page.getByRole('navigation').getByRole('link', { name: 'b‹FF›␁' }).click();
  await messageButton(page, 1).click();
  const body = page.getByRole('dialog', { name: 'Message 1' }).locator('pre');
  await body.getByText(/^00000000 {2}ff 00 41 c3 a4 +\.\.A\.\.$/).waitFor();
  await page.getByRole('radio', { name: 'Text' }).check();
  assert.equal(await body.innerText(), '‹FF›␀Aä');
  await page.keyboard.press('Escape');
});

step('a channel is paused and resumed', async (page) => {
  await api('POST', '/queues/orders/channels', { name: 'billing', start: 'first', attemptLimit: 1 });
  await openQueue(page, 'orders');
  const paused = async () => (await api('GET', '/queues/orders/channels/billing')).settings.paused;
  await page.getByRole('button', { name: 'Pause billing' }).click();
  await page.getByRole('row', { name: 'billing' }).getByText('Paused').waitFor();
  await announced(page, 'billing is paused.');
  assert.equal(await paused(), true);
  await page.getByRole('button', { name: 'Resume billing' }).click();
  await page.getByRole('row', { name: 'billing' }).getByText('Running').waitFor();
  assert.equal(await paused(), false);
});

step('live delivery is stopped and started, and its policy chosen', async (page) => {
  const settings = async () => (await api('GET', '/queues/orders')).settings;
  await page.getByRole('button', { name: 'Stop live delivery' }).click();
  await page.getByRole('button', { name: 'Start live delivery' }).waitFor();
  assert.equal((await settings()).flow, 'stopped');
  await page.getByRole('button', { name: 'Start live delivery' }).click();
  await page.getByRole('button', { name: 'Stop live delivery' }).waitFor();
  assert.equal((await settings()).flow, 'started');
  await page.getByRole('combobox', { name: 'How streams share' }).selectOption('roundRobin');
  await announced(page, 'Sharing is now: Round robin');
  assert.equal((await settings()).sharePolicy, 'roundRobin');
});

step('dead letters are replayed and purged', async (page) => {
  await makeDead('orders', 'billing', 3);
  await page.getByRole('button', { name: 'Show 3 dead letters of billing' }).click();
  await focusIsOn(page, page.getByRole('heading', { name: 'Dead letters of billing' }));
  assert.equal(await page.getByRole('button', { name: 'Replay selected' }).isDisabled(), true);
  await page.getByRole('checkbox', { name: 'Select message 2' }).check();
  await page.getByRole('button', { name: 'Replay selected' }).click();
  await announced(page, '1 dead letter will be handed out again.');
  await page.getByText('2 letters of 2 shown.').waitFor();
  const again = await api('POST', '/queues/orders/channels/billing/receive', { count: 1 });
  assert.equal(again.messages[0].id, 2);
  await api('POST', '/queues/orders/channels/billing/ack', { tickets: [again.messages[0].ticket] });
  await page.getByRole('button', { name: 'Purge all…' }).click();
  await focusIsOn(page, page.getByRole('button', { name: 'Cancel' }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await api('GET', '/queues/orders/channels/billing')).dead, 2);
  await page.getByRole('button', { name: 'Purge all…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Purge 2 dead letters' }).click();
  await page.getByText('There are none.').waitFor();
  assert.equal((await api('GET', '/queues/orders/channels/billing')).dead, 0);
  await page.getByRole('region', { name: 'Dead letters of billing' }).first().waitFor();
  await page.locator('#dead-close').click();
});

step('standing still nothing moves, and live again nothing is missing', async (page) => {
  const live = page.getByRole('button', { name: 'Live', exact: true });
  await live.click();
  assert.equal(await live.getAttribute('aria-pressed'), 'false');
  await api('POST', '/queues/orders/messages', { body: 'while standing still' });
  await page.getByRole('navigation').getByText('22 messages').waitFor();
  assert.equal(await row(page, 22).count(), 0);
  await live.click();
  await row(page, 22).waitFor();
  assert.equal(await page.locator('#messages tr[data-id]').count(), 22);
});

step('a long queue is shown from its end, and backwards by pages', async (page) => {
  await api('POST', '/queues/long/messages/batch', Array.from({ length: 250 }, (_, i) => ({ body: `n${i + 1}` })));
  await openQueue(page, 'long');
  await row(page, 250).waitFor();
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await row(page, 51).waitFor();
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await row(page, 1).waitFor();
  const ids = await page.locator('#messages tr[data-id]').evaluateAll((rows) => rows.map((each) => Number(each.dataset.id)));
  assert.deepEqual(ids, Array.from({ length: 250 }, (_, i) => 250 - i));
  assert.equal(await page.getByRole('button', { name: 'Show older ones' }).isVisible(), false);
});

step('a hidden page has no streams, and catches up when it is shown', async (page) => {
  await openQueue(page, 'orders');
  const streams = new Set();
  page.on('request', (request) => {
    if (/\/(events|tail)\b/.test(request.url()))
      streams.add(request);
  });
  const ended = (request) => streams.delete(request);
  page.on('requestfailed', ended);
  page.on('requestfinished', ended);
  const become = (state) => page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
  await become('hidden');
  await become('visible');
  await eventually('both streams run', () => streams.size === 2);
  await page.getByText('New ones appear as they come.').waitFor();
  await become('hidden');
  await eventually('both streams have ended', () => streams.size === 0);
  await api('POST', '/queues/orders/messages', { body: 'while hidden' });
  const { head } = await api('GET', '/queues/orders');
  await become('visible');
  await row(page, head - 1).waitFor();
  assert.equal(streams.size >= 1, true);
});

step('a queue that goes away is said to be gone', async (page) => {
  await api('POST', '/queues/passing/messages', { body: 'x' });
  await openQueue(page, 'passing');
  expectedFailures.push('/queues/passing');
  await api('DELETE', '/queues/passing');
  await page.getByRole('heading', { name: 'This queue is not there' }).waitFor();
});

step('the theme is chosen, kept, and otherwise that of the system', async (page) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await background(), dark);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('auto');
  assert.equal(await background(), light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually('the page follows the system', async () => await background() === dark);
  await page.emulateMedia({ colorScheme: 'light' });
});

step('text has enough contrast in both themes', async (page) => {
  for (const theme of ['light', 'dark']) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
    const poor = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const luminance = (name) => {
        const hex = style.getPropertyValue(`--${name}`).trim();
        const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
          .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
      };
      const pairs = ['text', 'muted', 'link', 'good', 'warn', 'bad'].flatMap((ink) => ['window', 'base', 'alternate'].map((paper) => [ink, paper, 4.5]));
      pairs.push(['highlighted', 'highlight', 4.5], ['warn', 'warn-fill', 4.5], ['bad', 'bad-fill', 4.5], ['text', 'button', 4.5],
        ['muted', 'button', 4.5], ['edge', 'base', 3], ['link', 'window', 3]);
      return pairs.filter(([ink, paper, least]) => !(contrast(ink, paper) >= least)).map(([ink, paper]) => `${ink} on ${paper}: ${contrast(ink, paper).toFixed(2)}`);
    });
    assert.deepEqual(poor, [], theme);
  }
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('auto');
});

step('it fits narrow and wide windows', async (page) => {
  await openQueue(page, 'orders');
  for (const width of [360, 768, 1600]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), width);
    await messageButton(page, 1).click();
    const box = await page.getByRole('dialog').boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= width, `the dialog at ${width}`);
    await page.keyboard.press('Escape');
  }
});

step('everything that can be operated has a name', async (page) => {
  await page.getByRole('button', { name: 'Pause billing' }).waitFor();
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = ['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox', 'region', 'navigation', 'table'];
  const operated = nodes.filter((node) => !node.ignored && roles.includes(node.role?.value));
  assert.ok(operated.length > 30, `${operated.length} nodes`);
  const nameless = operated.filter((node) => !node.name?.value && node.role.value !== 'table');
  assert.deepEqual(nameless.map((node) => node.role.value), []);
});

step('with the keyboard alone: skip, choose a queue, publish, read, pause', async (page) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${origin}/`);
  await page.getByRole('link', { name: 'orders' }).waitFor();
  const active = () => page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    return { id: node.id, text: node.textContent, label: node.getAttribute('aria-label'), visible: node === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) };
  });
  const tabTo = async (what, wanted) => {
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press('Tab');
      const at = await active();
      assert.ok(at.visible, `the focus cannot be seen on ${JSON.stringify(at)}`);
      if (wanted(at))
        return;
    }
    assert.fail(`Tab does not get to ${what}`);
  };
  await page.keyboard.press('Tab');
  assert.equal((await active()).text, 'Skip to the queue');
  await tabTo('the list of queues', (at) => / messages?\b/.test(at.text));
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  while (!(await active()).text.startsWith('orders'))
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('New ones appear as they come.').waitFor();
  await tabTo('the pause button', (at) => at.label === 'Pause billing');
  await page.keyboard.press('Space');
  await eventually('billing is paused', async () => (await api('GET', '/queues/orders/channels/billing')).settings.paused);
  await eventually('the button says so', async () => (await active()).label === 'Resume billing');
  await tabTo('the messages', (at) => /^Message \d+$/.test(at.label ?? ''));
  const newest = (await active()).label;
  await page.keyboard.press('ArrowDown');
  const second = (await active()).label;
  assert.notEqual(second, newest);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: second, exact: true }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await active()).label, second);
  await tabTo('the body to publish', (at) => at.id === 'publish-body');
  await page.keyboard.type('typed by hand');
  const before = (await api('GET', '/queues/orders')).head;
  await page.keyboard.press('Control+Enter');
  await row(page, before).waitFor();
  assert.equal((await api('GET', `/queues/orders/messages/${before}`)).body, 'typed by hand');
  assert.equal((await active()).id, 'publish-body');
});

await withChromium(async (browser) => {
  const page = await newPage(browser);
  for (const { name, work } of steps) {
    try {
      await work(page);
      await checkTroubles(page);
    } catch (error) {
      console.error(`failed: ${name}`);
      throw error;
    }
    console.log(`ok: ${name}`);
  }
  // Last, because the browser reports it: a script that somebody managed to put on the page would not run.
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "pwned"';
    document.body.append(script);
  });
  assert.notEqual(await page.title(), 'pwned');
  assert.match((await page.evaluate(() => globalThis.violations)).join(), /script-src/);
  console.log('ok: the policy stops a script on the page');
});
