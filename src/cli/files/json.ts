import { DataError } from "../failure";

/** An object of JSON. Without a prototype's names: a key is there or it is not. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Characters of a name or a value that a message shows. */
const SHOWN = 80;

/** A text of a file as messages show it: quoted, cut where it is long, and without characters that a terminal obeys. */
export function quoted(text: string): string {
  const json = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return json.replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A value of JSON as messages show it; undefined where there is none. Lists are shown if they are short and flat. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    const flat = value.length <= 8 && value.every((item) => typeof item !== "object" || item === null);
    return flat ? `[${value.map(shown).join(",")}]` : `a list of ${value.length}`;
  }
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/**
 * Reads an object of JSON in UTF-8.
 *
 * @param what  what it is, as messages begin: the path, and the part of the file.
 */
export function parseObject(bytes: Uint8Array, what: string): JsonObject {
  const text = decodeText(bytes, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DataError(`${what} is not JSON`);
  }
  if (!isObject(value)) throw new DataError(`${what} is not a JSON object`);
  checkText(text, what);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DataError(`${what} is not text`);
  }
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON] = [34, 92, 123, 125, 91, 93, 58];
/** Objects and lists within each other. No such file has more than a few; a thousand times that would fill the stack of whoever writes it again. */
const DEEPEST = 100;

/** What JSON.parse says nothing about, in a valid text: a key that an object has twice (it keeps the last), and depth. */
function checkText(text: string, what: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN || code === OPEN_LIST) open.push(code === OPEN ? new Set() : undefined);
    else if (code === CLOSE || code === CLOSE_LIST) open.pop();
    else if (code === QUOTE) {
      const from = at;
      at = endOfString(text, at);
      const keys = open.at(-1);
      if (keys === undefined || !isKey(text, at + 1)) continue;
      const key = JSON.parse(text.slice(from, at + 1)) as string;
      if (keys.has(key)) throw new DataError(`${what} names ${quoted(key)} twice`);
      keys.add(key);
    }
    if (open.length > DEEPEST) throw new DataError(`${what} has more than ${DEEPEST} objects and lists within each other`);
  }
}

/** The place of the quote that closes a string. */
function endOfString(text: string, at: number): number {
  for (at++; text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++;
  return at;
}

/** Whether a colon follows. */
function isKey(text: string, at: number): boolean {
  while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at++;
  return text.charCodeAt(at) === COLON;
}
