/** A name of more digits is kept as text. */
const MOST_DIGITS = 9;
const [ZERO, NINE] = [48, 57];
/** Names below it are looked up in an array, of 4 bytes each, which takes a quarter of a map's time. */
const MOST_DENSE = 1 << 22;

/** The names of rows or columns in the order of their first appearance. Most are whole numbers: those never become strings on the way. */
export class Names {
  private readonly list: (string | number)[] = [];
  /** Place + 1 of small numbers, 0 where there is none. */
  private dense = new Int32Array(1 << 10);
  private readonly numbers = new Map<number, number>();
  private readonly texts = new Map<string, number>();

  /** The index of a name, new or known. */
  indexOf(name: string): number {
    return /^(0|[1-9]\d{0,8})$/.test(name) ? this.indexOfNumber(Number(name)) : this.index(this.texts, name);
  }

  /** The same for the bytes from `from` to `to`, excluded. */
  indexOfBytes(bytes: Buffer, from: number, to: number): number {
    let value = 0;
    const plain = to - from <= MOST_DIGITS && (bytes[from] !== ZERO || to - from === 1);
    for (let at = from; plain && at < to; at++) {
      const byte = bytes[at]!;
      if (byte < ZERO || byte > NINE) return this.index(this.texts, bytes.toString("utf8", from, to));
      value = value * 10 + byte - ZERO;
    }
    return plain ? this.indexOfNumber(value) : this.indexOf(bytes.toString("utf8", from, to));
  }

  all(): string[] {
    return this.list.map(String);
  }

  private indexOfNumber(value: number): number {
    if (value >= MOST_DENSE) return this.index(this.numbers, value);
    if (value >= this.dense.length) {
      const grown = new Int32Array(Math.min(MOST_DENSE, Math.max(2 * this.dense.length, value + 1)));
      grown.set(this.dense);
      this.dense = grown;
    }
    const known = this.dense[value]!;
    if (known > 0) return known - 1;
    this.dense[value] = this.list.push(value);
    return this.list.length - 1;
  }

  private index<T extends string | number>(places: Map<T, number>, name: T): number {
    let place = places.get(name);
    if (place === undefined) {
      place = this.list.push(name) - 1;
      places.set(name, place);
    }
    return place;
  }
}

/** What the columns of a list are called, at least two of them. */
export const LIST_NAMES = [
  /^(row|user|customer|member|person|reader|viewer|reviewer|rater|who)([ _-]?(id|name|number))?$/i,
  /^(column|item|movie|film|book|song|artist|product|title|what)([ _-]?(id|name|number))?$/i,
  /^(value|rating|stars|score|grade|entry)$/i,
];
