// The dead letters of one channel: look at them, replay them, or forget them.

import { call } from './api.js';
import { announce, attempt, byId, confirmed, element, setText } from './page.js';
import { counted, idMember, shownMember, shownNumber, shownTime } from './text.js';

const kPage = 100;
const kPreviewBytes = 400;
const kReasons = { expired: 'ticket ran out', givenBack: 'given back' };

export class DeadLetters {
  #open; // shows one message
  #queue = null;
  #channel = null;
  #known = 0; // how many the channel had when they were read
  #body = byId('dead-table').tBodies[0];
  #loading = false;

  constructor(open) {
    this.#open = open;
    byId('dead-close').addEventListener('click', () => this.close());
    byId('dead-more').addEventListener('click', () => attempt(() => this.#more()));
    byId('dead-all').addEventListener('change', (event) => {
      for (const box of this.#boxes())
        box.checked = event.target.checked;
      this.#enable();
    });
    this.#body.addEventListener('change', () => this.#enable());
    byId('dead-replay').addEventListener('click', () => this.#replay(this.#selected()));
    byId('dead-replay-all').addEventListener('click', () => this.#replay(null));
    byId('dead-purge').addEventListener('click', () => this.#purge(this.#selected()));
    byId('dead-purge-all').addEventListener('click', () => this.#purge(null));
  }

  async show(queue, channel) {
    this.#queue = queue;
    this.#channel = channel;
    setText(byId('dead-title'), `Dead letters of ${shownMember(channel, 'name')}`);
    byId('dead').hidden = false;
    await attempt(() => this.#reload());
    byId('dead-title').focus();
  }

  close() {
    const wasInside = byId('dead').contains(document.activeElement);
    byId('dead').hidden = true;
    this.#channel = this.#queue = null;
    if (wasInside)
      byId('content').focus();
  }

  // Called when the queue changed: closes with it, and reads again when letters came or went.
  update(queue) {
    if (!this.#channel)
      return;
    const channel = queue?.channels.find((each) => each.href === this.#channel.href);
    if (!channel) {
      this.close();
      return;
    }
    this.#channel = channel;
    if (channel.dead !== this.#known && !this.#loading)
      attempt(() => this.#reload());
  }

  #boxes() {
    return [...this.#body.querySelectorAll('input')];
  }

  #selected() {
    return this.#boxes().filter((box) => box.checked).map((box) => box.value);
  }

  async #reload() {
    const kept = new Set(this.#selected());
    await this.#read(0n, (rows) => this.#body.replaceChildren(...rows));
    for (const box of this.#boxes())
      box.checked = kept.has(box.value);
    this.#enable();
  }

  async #more() {
    const last = this.#boxes().at(-1);
    await this.#read(BigInt(last?.value ?? 0), (rows) => this.#body.append(...rows));
    this.#enable();
  }

  async #read(after, put) {
    const channel = this.#channel;
    this.#loading = true;
    try {
      const page = await call('GET', `${channel.href}/dead?after=${after}&limit=${kPage}&bodyBytes=${kPreviewBytes}`);
      if (this.#channel?.href !== channel.href)
        return;
      put(page.deadLetters.map((letter) => this.#row(letter)));
      this.#known = page.total;
      byId('dead-more').hidden = page.next === undefined;
      setText(byId('dead-facts'), page.total === 0 ? 'There are none.'
        : `${counted(this.#body.rows.length, 'letter', 'letters')} of ${shownNumber(page.total)} shown.`);
    } finally {
      this.#loading = false;
    }
  }

  #row(letter) {
    const id = idMember(letter, 'id');
    const { href } = this.#queue;
    const body = letter.message ? shownMember(letter.message, 'body') : 'The queue does not have it any more.';
    const box = element('input', { type: 'checkbox', value: String(id), 'aria-label': `Select message ${id}` });
    const open = element('button', { type: 'button', class: 'link', onclick: () => this.#open(href, id) }, shownNumber(id));
    open.setAttribute('aria-label', `Message ${id}`);
    return element('tr', {},
      element('td', {}, box),
      element('th', { scope: 'row', class: 'number' }, open),
      element('td', {}, kReasons[letter.reason] ?? letter.reason),
      element('td', { class: 'number' }, shownNumber(letter.attempts)),
      element('td', { class: 'time', title: letter.time }, shownTime(letter.time)),
      element('td', { class: 'cut mono' }, letter.message?.truncated ? `${body}…` : body));
  }

  #enable() {
    const boxes = this.#boxes();
    const selected = this.#selected().length;
    byId('dead-replay').disabled = byId('dead-purge').disabled = selected === 0;
    byId('dead-replay-all').disabled = byId('dead-purge-all').disabled = boxes.length === 0;
    byId('dead-all').checked = boxes.length > 0 && selected === boxes.length;
    byId('dead-all').indeterminate = selected > 0 && selected < boxes.length;
  }

  async #act(what, ids, words) {
    const { href } = this.#channel;
    await attempt(async () => {
      const done = await call('POST', `${href}/dead/${what}`, ids ? { ids } : { all: true });
      announce(`${counted(done.count, 'dead letter', 'dead letters')} ${words}.`);
      if (this.#channel?.href === href)
        await this.#reload();
    });
    if (document.activeElement === document.body && !byId('dead').hidden)
      byId('dead-title').focus(); // the button that was pressed is switched off now
  }

  #replay(ids) {
    return this.#act('replay', ids, 'will be handed out again');
  }

  async #purge(ids) {
    const count = counted(ids ? ids.length : this.#known, 'dead letter', 'dead letters');
    const text = `${count} of ${shownMember(this.#channel, 'name')} will not be handed out any more. The messages stay in the queue.`;
    if (await confirmed('Purge dead letters?', text, `Purge ${count}`))
      await this.#act('purge', ids, 'purged');
  }
}
