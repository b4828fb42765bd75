// The messages of a queue, newest first, followed live or standing still.

import { Stream, call } from './api.js';
import { announce, attempt, byId, element, keepOneTabStop, roving, setText } from './page.js';
import { counted, idMember, shownMember, shownNumber, shownTime } from './text.js';

const kPage = 100;
const kLiveMax = 500; // rows while following; older ones leave at the end
const kPreviewBytes = 400;
const kAnnounceEvery = 10000; // milliseconds: a busy queue must not talk all the time

export class MessageList {
  #open; // shows one message
  #queue = null;
  #stream = null;
  #live = true;
  #visible = true;
  #next = 0n; // the id that is expected next
  #oldest = 0n; // of the rows
  #first = 0n; // of the queue
  #waiting = []; // events not yet read, as texts
  #skipped = 0; // rows that came and went between two frames
  #news = 0; // since the last announcement
  #announcedAt = 0;
  #frame = 0;
  #body = byId('messages').tBodies[0];

  constructor(open) {
    this.#open = open;
    roving(this.#body, 'button');
    byId('live').addEventListener('click', () => this.#setLive(!this.#live));
    byId('messages-older').addEventListener('click', () => this.#showOlder());
    byId('goto').addEventListener('submit', (event) => {
      event.preventDefault();
      const id = byId('goto-id').value.trim();
      if (/^[0-9]{1,20}$/.test(id))
        this.#open(this.#queue.href, BigInt(id));
      else
        byId('goto-id').focus();
    });
  }

  show(queue) {
    if (this.#queue?.number === queue?.number)
      return; // it may have been made anew under its name, so the name would not do
    this.#queue = queue;
    this.#clear();
    this.#setLive(true);
  }

  // While the page is hidden nothing is followed.
  setVisible(visible) {
    this.#visible = visible;
    this.#stop();
    if (visible && this.#queue)
      this.#start();
  }

  #setLive(live) {
    this.#live = live;
    byId('live').setAttribute('aria-pressed', String(live));
    this.#stop();
    if (live && this.#queue)
      this.#start();
    this.#say();
  }

  #clear() {
    this.#body.replaceChildren();
    this.#next = this.#oldest = this.#first = 0n;
    this.#say();
  }

  #stop() {
    this.#stream?.stop();
    this.#stream = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#waiting = [];
    this.#skipped = this.#news = 0;
  }

  #start() {
    const { href } = this.#queue;
    if (!this.#live || !this.#visible) {
      if (this.#next === 0n)
        attempt(() => this.#catchUp(href));
      return;
    }
    this.#stream = new Stream({
      begin: () => this.#catchUp(href),
      path: () => `${href}/tail?from=${this.#next}&bodyBytes=${kPreviewBytes}`,
      event: (name, data) => this.#event(name, data),
      state: (open, error) => this.#say(open ? undefined : error),
    });
  }

  // The newest page, put before the rows that are there, or in their place if too much has happened since.
  async #catchUp(href) {
    const page = await call('GET', `${href}/messages?before=head&limit=${kPage}&bodyBytes=${kPreviewBytes}`);
    if (this.#queue?.href !== href)
      return;
    const head = idMember(page, 'head');
    this.#first = idMember(page, 'first');
    const begins = page.messages.length > 0 ? idMember(page.messages[0], 'id') : head;
    if (this.#next < begins || this.#next > head)
      this.#body.replaceChildren();
    for (const message of page.messages)
      if (this.#body.rows.length === 0 || idMember(message, 'id') >= this.#next)
        this.#prepend(message);
    this.#next = head;
    this.#afterRows();
  }

  #event(name, data) {
    if (name === 'message') {
      this.#waiting.push(data);
      if (this.#waiting.length > kLiveMax)
        this.#skipped += this.#waiting.splice(0, this.#waiting.length - kLiveMax).length;
      this.#frame ||= requestAnimationFrame(() => this.#drawNews());
    } else if (name === 'gap') {
      this.#drawNews();
      const gap = JSON.parse(data);
      const [from, until] = [idMember(gap, 'from'), idMember(gap, 'until')];
      this.#note(`Messages ${shownNumber(from)} to ${shownNumber(until - 1n)} are no longer there.`);
      this.#next = until;
    } else if (name === 'end') {
      this.#drawNews();
      this.#note(JSON.parse(data).reason);
    }
  }

  #drawNews() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const texts = this.#waiting.splice(0);
    if (this.#skipped > 0)
      this.#body.replaceChildren(); // what follows would have pushed them all out
    this.#news += this.#skipped + texts.length;
    this.#skipped = 0;
    for (const text of texts)
      this.#prepend(JSON.parse(text));
    while (this.#body.rows.length > kLiveMax)
      this.#body.lastChild.remove();
    this.#afterRows();
    this.#announceNews();
  }

  #announceNews() {
    const now = performance.now();
    if (this.#news === 0 || (this.#announcedAt > 0 && now - this.#announcedAt < kAnnounceEvery))
      return;
    announce(`${counted(this.#news, 'new message', 'new messages')}.`);
    this.#news = 0;
    this.#announcedAt = now;
  }

  #prepend(message) {
    this.#body.prepend(this.#row(message));
    this.#next = idMember(message, 'id') + 1n;
  }

  #row(message) {
    const id = idMember(message, 'id');
    const { href } = this.#queue;
    const key = shownMember(message, 'key');
    const body = shownMember(message, 'body');
    const open = element('button', { type: 'button', class: 'link', tabindex: -1, onclick: () => this.#open(href, id) }, shownNumber(id));
    open.setAttribute('aria-label', `Message ${id}`);
    const row = element('tr', {},
      element('th', { scope: 'row', class: 'number col-id' }, open),
      element('td', { class: 'time', title: message.time }, shownTime(message.time)),
      element('td', { class: 'cut col-key', title: key }, key),
      element('td', { class: 'number col-size' }, shownNumber(message.bodySize)),
      element('td', { class: 'cut mono' }, message.truncated ? `${body}…` : body));
    row.dataset.id = String(id);
    return row;
  }

  #note(text) {
    this.#body.prepend(element('tr', { class: 'note' }, element('td', { colspan: 5 }, text)));
  }

  #afterRows() {
    const last = [...this.#body.rows].findLast((row) => row.dataset.id);
    this.#oldest = last ? BigInt(last.dataset.id) : this.#next;
    if (document.activeElement === document.body && this.#wasInside)
      this.#body.querySelector('tr:last-child button')?.focus();
    this.#wasInside = this.#body.contains(document.activeElement);
    keepOneTabStop(this.#body, 'button');
    byId('messages-older').hidden = this.#oldest <= this.#first;
    this.#say();
  }
  #wasInside = false;

  async #showOlder() {
    const { href } = this.#queue;
    if (this.#live)
      this.#setLive(false); // or the older ones would be pushed out again
    await attempt(async () => {
      const page = await call('GET', `${href}/messages?before=${this.#oldest}&limit=${kPage}&bodyBytes=${kPreviewBytes}`);
      if (this.#queue?.href !== href)
        return;
      this.#first = idMember(page, 'first');
      for (const message of page.messages.reverse())
        this.#body.append(this.#row(message));
      if (page.messages.length === 0)
        this.#first = this.#oldest;
      this.#afterRows();
      announce(`${counted(page.messages.length, 'older message', 'older messages')}.`);
    });
  }

  #say(error) {
    const shown = this.#body.querySelectorAll('tr[data-id]').length;
    let text = shown === 0 ? 'There are no messages yet.' : `${counted(shown, 'message', 'messages')} shown.`;
    if (error)
      text += ` Not live: ${error.message}`;
    else
      text += this.#live ? ' New ones appear as they come.' : ' Standing still.';
    setText(byId('messages-facts'), text);
  }
}
