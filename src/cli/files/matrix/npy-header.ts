import { DataError } from "../../failure";
import { shown } from "../shown";

/** NumPy's file format: magic, version, header length, a Python dictionary, then the entries (NumPy enhancement proposal 1). */
export const MAGIC = "\x93NUMPY";

/** What an .npy file says of its entries, and where they begin. */
export interface NpyHeader {
  /** The type as it is written: "<f8", "float64", and "" for one that is no text (records). */
  readonly type: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

/** A tuple is an array, a list an object with its items. */
type Value = string | boolean | number | readonly Value[] | { readonly list: readonly Value[] };

const KEYS = ["descr", "fortran_order", "shape"];

/** The header of versions 1 to 3. */
export function readNpyHeader(bytes: Buffer, path: string): NpyHeader {
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new DataError(`${path}: is not an .npy file`);
  const [version, minor] = [bytes[6], bytes[7]];
  if (version === undefined || minor === undefined) throw new DataError(`${path}: ends within its header`);
  if (version < 1 || version > 3 || minor !== 0) throw new DataError(`${path}: .npy version ${version}.${minor} is not known, expected 1.0, 2.0 or 3.0`);
  const lengthBytes = version === 1 ? 2 : 4;
  const from = 8 + lengthBytes;
  const length = bytes.length >= from ? bytes.readUIntLE(8, lengthBytes) : Infinity;
  if (from + length > bytes.length) throw new DataError(`${path}: ends within its header`);
  const text = bytes.toString(version === 3 ? "utf8" : "latin1", from, from + length);
  const { descr, fortran_order: fortran, shape } = new Literal(text, path).dictionary();
  if (typeof fortran !== "boolean") throw broken(path, "fortran_order is neither True nor False");
  if (!Array.isArray(shape) || shape.some((size) => typeof size !== "number")) throw broken(path, "its shape is not a tuple of whole numbers");
  if (typeof descr !== "string" && typeof descr !== "object") throw broken(path, "descr is no type");
  return { type: typeof descr === "string" ? descr : "", fortran, shape: shape as readonly number[], start: from + length };
}

function broken(path: string, reason: string): DataError {
  return new DataError(`${path}: has a broken header: ${reason}`);
}

/** Levels of tuples and lists in one another. */
const DEEPEST = 20;

/** The part of Python's literals that such a header is written in: one dictionary of texts, True and False, tuples, lists and whole numbers. */
class Literal {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string, private readonly path: string) {}

  /** The three values of the dictionary that is all of the text. */
  dictionary(): Record<string, Value> {
    const found: Record<string, Value> = {};
    this.expect("{");
    while (!this.take("}")) {
      const key = this.string();
      if (key === undefined || !KEYS.includes(key)) throw broken(this.path, key === undefined ? "a name is missing" : `${shown(key)} is not one of ${KEYS.join(", ")}`);
      if (Object.hasOwn(found, key)) throw broken(this.path, `${key} is given twice`);
      this.expect(":");
      found[key] = this.value();
      if (!this.take(",")) {
        this.expect("}");
        break;
      }
    }
    this.blanks();
    if (this.at < this.text.length) throw broken(this.path, "something follows the dictionary");
    const missing = KEYS.find((key) => !Object.hasOwn(found, key));
    if (missing !== undefined) throw broken(this.path, `${missing} is missing`);
    return found;
  }

  private value(): Value {
    const text = this.string();
    if (text !== undefined) return text;
    if (this.word("True")) return true;
    if (this.word("False")) return false;
    const open = this.take("(") ? ")" : this.take("[") ? "]" : undefined;
    return open === undefined ? this.number() : this.sequence(open);
  }

  /** What stands between the brackets. In Python (2) is the number 2, and (2,) a tuple. */
  private sequence(close: string): Value {
    if (++this.depth > DEEPEST) throw broken(this.path, "it is nested too deeply");
    const items: Value[] = [];
    let comma = false;
    while (!this.take(close)) {
      items.push(this.value());
      comma = this.take(",");
      if (!comma) {
        this.expect(close);
        break;
      }
    }
    this.depth--;
    if (close === "]") return { list: items };
    return items.length === 1 && !comma ? items[0]! : items;
  }

  /** Python 2 wrote 3L for a long 3. */
  private number(): number {
    const digits = this.match(/(0|[1-9]\d*)L?(?!\w)/y);
    if (digits === undefined) throw broken(this.path, "it cannot be read");
    const value = Number(digits.replace("L", ""));
    if (!Number.isSafeInteger(value)) throw broken(this.path, `${shown(digits)} is too large`);
    return value;
  }

  private string(): string | undefined {
    return this.match(/'[^'"\\\n]*'|"[^'"\\\n]*"/y)?.slice(1, -1);
  }

  private word(word: string): boolean {
    return this.match(new RegExp(`${word}(?!\\w)`, "y")) !== undefined;
  }

  private match(pattern: RegExp): string | undefined {
    this.blanks();
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    this.at += found?.length ?? 0;
    return found;
  }

  private take(mark: string): boolean {
    this.blanks();
    const found = this.text[this.at] === mark;
    if (found) this.at++;
    return found;
  }

  private expect(mark: string): void {
    if (!this.take(mark)) throw broken(this.path, `${JSON.stringify(mark)} is missing`);
  }

  private blanks(): void {
    while (/[ \t\n\r\f]/.test(this.text[this.at] ?? "")) this.at++;
  }
}
