/** A hash of any result: every bit of every number, the names of fields, the kinds and lengths of arrays. */

/** Two sums of 32 bits over bytes, each byte into both; mixed at the end. For telling results apart, not for secrets. */
class Sum {
  private a = 0xdeadbeef | 0;
  private b = 0x41c6ce57;

  byte(x: number): void {
    this.a = Math.imul(this.a ^ x, 0x9e3779b1);
    this.b = Math.imul(this.b ^ x, 0x5f356495) ^ (this.b >>> 15);
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      this.byte(text.charCodeAt(i) & 255);
      this.byte(text.charCodeAt(i) >>> 8);
    }
    this.byte(0);
  }

  /** Any NaN counts as the same: engines may choose its bits. */
  number(x: number): void {
    scratch.setFloat64(0, x);
    if (x !== x) scratch.setBigUint64(0, 0x7ff8000000000000n);
    for (let i = 0; i < 8; i++) this.byte(scratch.getUint8(i));
  }

  digits(): string {
    const mix = (x: number, y: number) => {
      x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) ^ y;
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
      return (x ^ (x >>> 16)) >>> 0;
    };
    return [mix(this.a, this.b), mix(this.b, this.a)].map((x) => x.toString(16).padStart(8, "0")).join("");
  }
}

const scratch = new DataView(new ArrayBuffer(8));

function add(sum: Sum, value: unknown): void {
  if (value === null || value === undefined || typeof value === "boolean") sum.text(String(value));
  else if (typeof value === "string") sum.text(`string ${value}`);
  else if (typeof value === "number") {
    sum.text("number");
    sum.number(value);
  } else if (ArrayBuffer.isView(value)) {
    const numbers = value as Float64Array;
    sum.text(`${value.constructor.name} ${numbers.length}`);
    for (let i = 0; i < numbers.length; i++) sum.number(numbers[i]!);
  } else if (Array.isArray(value)) {
    sum.text(`array ${value.length}`);
    for (const item of value) add(sum, item);
  } else if (typeof value === "object") {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
    sum.text(`object ${fields.length}`);
    for (const [name, item] of fields) {
      sum.text(name);
      add(sum, item);
    }
  } else if (typeof value === "bigint") sum.text(`${value}n`);
  else throw new TypeError(`a ${typeof value} in a result`);
}

/** 16 hexadecimal digits. */
export function hash(result: unknown): string {
  const sum = new Sum();
  add(sum, result);
  return sum.digits();
}
