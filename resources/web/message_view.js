// One message in a dialog: facts, headers, the body as text, JSON or hex.

import { call } from './api.js';
import { byId, element, setFacts, setText } from './page.js';
import { bytesMember, hexDump, idMember, prettyJson, shownBytes, shownMember, shownNumber, shownSize, shownText } from './text.js';

const kBodyBytes = 262144; // shown; the whole body can be downloaded

function choiceFor(message) {
  if (message.bodyBase64 !== undefined)
    return 'hex';
  return /^\s*[{[]/.test(message.body ?? '') && prettyJson(message.body) !== null ? 'json' : 'text';
}

export class MessageView {
  #href = '';
  #id = 0n;
  #message = null;
  #dialog = byId('message');

  constructor() {
    byId('message-close').addEventListener('click', () => this.#dialog.close());
    byId('message-previous').addEventListener('click', () => this.open(this.#href, this.#id - 1n));
    byId('message-next').addEventListener('click', () => this.open(this.#href, this.#id + 1n));
    for (const radio of this.#dialog.querySelectorAll('input[name=view]'))
      radio.addEventListener('change', () => this.#showBody());
  }

  async open(href, id) {
    this.#href = href;
    this.#id = id;
    this.#message = null;
    setText(byId('message-title'), `Message ${shownNumber(id)}`);
    byId('message-previous').disabled = id <= 1n;
    if (!this.#dialog.open) {
      this.#dialog.showModal();
      byId('message-title').focus();
    }
    const problem = byId('message-problem');
    try {
      const message = await call('GET', `${href}/messages/${id}?bodyBytes=${kBodyBytes}`);
      if (this.#id !== id || this.#href !== href)
        return; // another one was asked for meanwhile
      problem.hidden = true;
      this.#show(message);
    } catch (error) {
      if (this.#id !== id || this.#href !== href)
        return;
      this.#show({ headers: [], body: '' });
      setText(problem, error.message);
      problem.hidden = false;
    }
  }

  #show(message) {
    this.#message = message.id === undefined ? null : message;
    setFacts(byId('message-facts'), this.#message ? [
      ['Time', message.time],
      ['Wall clock', message.wall],
      ['Key', shownMember(message, 'key')],
      ['Size', `${shownNumber(message.bodySize)} bytes`],
      ['Delayed by', message.delay],
    ] : []);
    const headers = message.headers ?? [];
    byId('message-headers-box').hidden = headers.length === 0;
    byId('message-headers').tBodies[0].replaceChildren(...headers.map((header) => element('tr', {},
      element('th', { scope: 'row', class: 'mono' }, shownMember(header, 'name')),
      element('td', { class: 'mono wrap' }, shownMember(header, 'value')))));
    const download = byId('message-download');
    download.hidden = !this.#message;
    download.setAttribute('href', this.#message ? `${this.#href}/messages/${idMember(message, 'id')}/body` : '');
    this.#dialog.querySelector(`input[value=${choiceFor(message)}]`).checked = true;
    this.#showBody();
  }

  #showBody() {
    const message = this.#message;
    const view = this.#dialog.querySelector('input[name=view]:checked').value;
    const notes = [];
    let text = '';
    if (message) {
      const bytes = bytesMember(message, 'body');
      if (message.truncated)
        notes.push(`The first ${shownSize(bytes.length)} of ${shownSize(message.bodySize)} are shown.`);
      if (view === 'hex') {
        text = hexDump(bytes);
      } else {
        const pretty = view === 'json' && message.body !== undefined ? prettyJson(message.body) : null;
        if (view === 'json' && pretty === null)
          notes.push('The body is not JSON, or not all of it is here. It is shown as it is.');
        text = pretty !== null ? shownText(pretty, true) : shownBytes(bytes, true);
        if (message.bodyBase64 !== undefined)
          notes.push('The body is not UTF-8: bytes that cannot be shown are written like ‹FF›.');
      }
      if (message.bodySize === 0)
        notes.push('The body is empty.');
    }
    byId('message-body').classList.toggle('hex', view === 'hex');
    setText(byId('message-body'), text);
    byId('message-note').hidden = notes.length === 0;
    setText(byId('message-note'), notes.join(' '));
  }
}
