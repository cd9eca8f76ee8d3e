/** Argument checks. Each names the argument, what was expected and what was got. */

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

function constructorName(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" ? name : "no constructor";
}

export function checkInteger(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): asserts value is number {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected an integer, ${range}`);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} is ${value}: expected an integer, ${range}`);
  }
}

/** A number in [least, most]; with `open`, least itself is excluded. */
export function checkNumber(name: string, value: unknown, least: number, most: number, open = false): asserts value is number {
  const range = `a number ${open ? "above" : "from"} ${least}${most === Infinity ? (open ? "" : " up") : ` to ${most}`}`;
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected ${range}`);
  if (!(value <= most && (open ? value > least : value >= least)) || value === Infinity) {
    throw new RangeError(`${name} is ${value}: expected ${range}`);
  }
}

export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): asserts value is T {
  if ((allowed as readonly unknown[]).includes(value)) return;
  const expected = allowed.map((text) => JSON.stringify(text)).join(" or ");
  const message = `${name} is ${describe(value)}: expected ${expected}`;
  throw typeof value === "string" ? new RangeError(message) : new TypeError(message);
}

/** An options argument: undefined or an object whose fields are all known. */
export function checkOptions(name: string, options: unknown, fields: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${name} is ${describe(options)}: expected an object`);
  }
  for (const field of Object.keys(options)) {
    if (!fields.includes(field)) {
      throw new TypeError(`${name}.${field} is not an option: expected ${fields.map((f) => `"${f}"`).join(", ")}`);
    }
  }
}
