/** Argument checks. Each names the argument, what was expected and what was got. */
import { isOurs, outOfRange, wrongKind } from "./errors";

/** A short text for a value of any kind, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === "object") return `an object (${constructorName(value)})`;
  return String(value);
}

/** Of a field of a file: what is not there is missing. */
export function describeField(value: unknown): string {
  return value === undefined ? "missing" : describe(value);
}

function constructorName(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === "string" ? name : "no constructor";
  } catch {
    return "no readable constructor";
  }
}

/** What `read` gives, a reader of an argument. What the argument itself throws (a getter, a proxy, an iterator) becomes a TypeError that names it. */
export function reading<R>(name: string, read: () => R): R {
  try {
    return read();
  } catch (cause) {
    throw isOurs(cause) ? cause : wrongKind(`${name} cannot be read: ${cause instanceof Error ? cause.message : describe(cause)}`, { cause });
  }
}

export function checkInteger(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): asserts value is number {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  if (typeof value !== "number") throw wrongKind(`${name} is ${describe(value)}: expected an integer, ${range}`);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw outOfRange(`${name} is ${value}: expected an integer, ${range}`);
  }
}

/** A number in [least, most]; with `open`, least itself is excluded. */
export function checkNumber(name: string, value: unknown, least: number, most: number, open = false): asserts value is number {
  const range = `a number ${open ? "above" : "from"} ${least}${most === Infinity ? (open ? "" : " up") : ` to ${most}`}`;
  if (typeof value !== "number") throw wrongKind(`${name} is ${describe(value)}: expected ${range}`);
  if (!(value <= most && (open ? value > least : value >= least)) || value === Infinity) {
    throw outOfRange(`${name} is ${value}: expected ${range}`);
  }
}

export function checkBoolean(name: string, value: unknown): asserts value is boolean {
  if (typeof value !== "boolean") throw wrongKind(`${name} is ${describe(value)}: expected true or false`);
}

export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): asserts value is T {
  if ((allowed as readonly unknown[]).includes(value)) return;
  const expected = allowed.map((text) => JSON.stringify(text)).join(" or ");
  const message = `${name} is ${describe(value)}: expected ${expected}`;
  throw typeof value === "string" ? outOfRange(message) : wrongKind(message);
}

const NONE = /* @__PURE__ */ Object.freeze({});

/** An options argument: undefined or an object whose fields are all known. Each is read once, into an object of our own. */
export function readOptions<T extends object>(name: string, options: T | undefined, fields: readonly (keyof T & string)[]): T {
  if (options === undefined) return NONE as T;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw wrongKind(`${name} is ${describe(options)}: expected an object`);
  }
  return reading(name, () => {
    refuseOthers(name, options, fields, () => `is not an option: expected ${fields.map((f) => `"${f}"`).join(", ")}`);
    const own: Partial<T> = {};
    for (const field of fields) {
      const value = options[field];
      if (value !== undefined) own[field] = value;
    }
    return own as T;
  });
}

/** Refuses a field that is not listed, saying why. */
export function refuseOthers(name: string, object: object, fields: readonly string[], why: () => string): void {
  for (const field of Object.keys(object)) {
    if (!fields.includes(field)) throw wrongKind(`${name}.${field} ${why()}`);
  }
}
