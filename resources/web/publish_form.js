// The form that publishes one message.

import { call } from './api.js';
import { byId, setText } from './page.js';
import { idMember, parseHeaders, shownNumber } from './text.js';

function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class PublishForm {
  #queue = null;
  #key = randomKey(); // the same for a message whose first answer was lost, so it is not published twice
  #busy = false;

  constructor() {
    const form = byId('publish');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#publish();
    });
    form.addEventListener('input', () => { this.#key = randomKey(); });
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.#publish();
      }
    });
  }

  show(queue) {
    if (this.#queue?.href !== queue?.href) {
      this.#key = randomKey();
      this.#say('', false);
    }
    this.#queue = queue;
  }

  #message() {
    const base64 = byId('publish-base64').checked;
    const body = byId('publish-body').value;
    const message = base64 ? { bodyBase64: body.replace(/\s+/g, '') } : { body };
    if (byId('publish-key').value !== '')
      message.key = byId('publish-key').value;
    if (byId('publish-delay').value.trim() !== '')
      message.delay = byId('publish-delay').value.trim();
    const headers = parseHeaders(byId('publish-headers').value);
    return headers.length > 0 ? { ...message, headers } : message;
  }

  async #publish() {
    if (this.#busy)
      return;
    this.#busy = true;
    const queue = this.#queue;
    try {
      const published = await call('POST', `${queue.href}/messages?create=false`, this.#message(), { 'Idempotency-Key': this.#key });
      this.#key = randomKey();
      this.#say(`Published as message ${shownNumber(idMember(published, 'firstId'))}.`, false);
    } catch (error) {
      this.#say(error.message, true);
    }
    this.#busy = false;
  }

  #say(text, isProblem) {
    const result = byId('publish-result');
    result.classList.toggle('bad', isProblem);
    setText(result, text);
  }
}
