// Foreign bytes made fit to be shown, and numbers, sizes and times in words. Pure: no page, no network.

// Characters that are drawn as nothing or that change the order or shape of what surrounds them. The joiners U+200C and
// U+200D are left alone: Persian and emoji need them.
const kInvisible = [[0x80, 0x9f], [0xad, 0xad], [0x61c, 0x61c], [0x180e, 0x180e], [0x200b, 0x200b], [0x200e, 0x200f],
  [0x2028, 0x202e], [0x2060, 0x206f], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xe0000, 0xe0fff]];

function isInvisible(code) {
  return (code & 0xfffe) === 0xfffe || kInvisible.some(([first, last]) => code >= first && code <= last);
}

function shownCharacter(character, keepLines) {
  const code = character.codePointAt(0);
  if (code >= 0x20 && code < 0x7f)
    return character;
  if (code < 0x20)
    return keepLines && (code === 10 || code === 9) ? character : String.fromCharCode(0x2400 + code);
  if (code === 0x7f)
    return '\u2421';
  if (isInvisible(code) || (code >= 0xd800 && code <= 0xdfff))
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  return character;
}

// A text whose control characters have become their pictures, and bidirectional and invisible ones ‹U+202E›.
export function shownText(text, keepLines = false) {
  let out = '';
  for (const character of text)
    out += shownCharacter(character, keepLines);
  return out;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function sequenceLength(lead) {
  return lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

// The same for bytes that need not be UTF-8: those that are not become ‹FF›.
export function shownBytes(bytes, keepLines = false) {
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]);
    try {
      out += shownText(utf8.decode(bytes.subarray(at, at + length)), keepLines);
      at += length;
    } catch {
      out += `‹${bytes[at].toString(16).toUpperCase().padStart(2, '0')}›`;
      ++at;
    }
  }
  return out;
}

export function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// The API gives bytes as `name` where they are UTF-8 and as `nameBase64` where they are not.
export function bytesMember(object, name) {
  const base64 = object[`${name}Base64`];
  return base64 === undefined ? new TextEncoder().encode(object[name] ?? '') : bytesOfBase64(base64);
}

export function shownMember(object, name, keepLines = false) {
  const base64 = object[`${name}Base64`];
  return base64 === undefined ? shownText(object[name] ?? '', keepLines) : shownBytes(bytesOfBase64(base64), keepLines);
}

// Ids beyond 2^53-1 come as text beside the number.
export function idMember(object, name) {
  return BigInt(object[`${name}Text`] ?? object[name]);
}

const whole = new Intl.NumberFormat('en');
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function shownNumber(number) {
  return whole.format(number);
}

export function shownRate(perSecond) {
  return perSecond >= 10 ? whole.format(Math.round(perSecond)) : tenths.format(perSecond);
}

export function counted(number, one, many) {
  return `${shownNumber(number)} ${Number(number) === 1 ? one : many}`;
}

export function shownSize(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    ++unit;
  }
  return `${tenths.format(bytes)} ${bytes === 1 && unit === 0 ? 'byte' : units[unit]}`;
}

// An RFC 3339 time in this browser's zone: the day only where it is not today.
export function shownTime(text) {
  const time = new Date(text);
  const clock = `${time.toLocaleTimeString('en-GB')}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? clock : `${time.toLocaleDateString('sv-SE')} ${clock}`;
}

const kIndentMax = 64;

// Lays out JSON without reading its numbers, so that no digit changes. Null if the text is no JSON.
export function prettyJson(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(/"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs);
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, kIndentMax))}`; // hostile nesting would fill the memory
  tokens.forEach((token, i) => {
    const isEmpty = (tokens[i + 1] === '}' || tokens[i + 1] === ']');
    if (token === '{' || token === '[') {
      ++depth;
      out += isEmpty ? token : token + line();
    } else if (token === '}' || token === ']') {
      --depth;
      out += tokens[i - 1] === '{' || tokens[i - 1] === '[' ? token : line() + token;
    } else {
      out += token === ',' ? token + line() : token === ':' ? ': ' : token;
    }
  });
  return out;
}

// Sixteen bytes a line: offset, hex, what is printable.
export function hexDump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const left = hex.slice(0, 8).join(' ').padEnd(23);
    const right = hex.slice(8).join(' ').padEnd(23);
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${left}  ${right}  ${text}`);
  }
  return lines.join('\n');
}

// `name: value`, one a line; throws with a sentence for people.
export function parseHeaders(text) {
  const headers = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '')
      return;
    const colon = line.indexOf(':');
    if (colon <= 0)
      throw new Error(`Line ${i + 1} of the headers is not "name: value".`);
    headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
  });
  return headers;
}
