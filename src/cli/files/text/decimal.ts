import { losesDigits } from "../number";

/** A cursor over a line of bytes that reads blanks, whole numbers and decimal numbers without making strings. */
export class Decimals {
  /** What was read last. */
  value = 0;
  private at = 0;
  private to = 0;

  /** @param point  the byte of the decimal point. */
  constructor(private bytes: Buffer, private readonly point = POINT) {}

  /** Moves to the bytes from `from` to `to`, excluded. */
  start(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    this.skipBlanks();
  }

  /** Reads a whole number of at most 15 digits and the blanks behind it; false if something else stands there. */
  readWhole(): boolean {
    const from = this.at;
    let value = 0;
    while (this.isDigit()) value = value * 10 + this.bytes[this.at++]! - 48;
    this.value = value;
    return this.at > from && this.at - from <= MOST_DIGITS && this.skipBlanks();
  }

  /** Reads a finite decimal number, correctly rounded, and the blanks behind it; false if something else stands there, or a whole number that loses digits. */
  readNumber(): boolean {
    // Locals: fields are written back to memory at every step.
    const { bytes, to, point } = this;
    const from = this.at;
    let at = from;
    const sign = bytes[at];
    if (sign === PLUS || sign === MINUS) at++;
    let [mantissa, digits, exponent] = [0, 0, 0];
    const whole = at;
    let digit: number;
    for (; at < to && (digit = bytes[at]! - 48) >= 0 && digit <= 9; at++) {
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) digits++;
    }
    let places = at - whole;
    if (at < to && bytes[at] === point) {
      const first = ++at;
      for (; at < to && (digit = bytes[at]! - 48) >= 0 && digit <= 9; at++) {
        mantissa = mantissa * 10 + digit;
        if (mantissa > 0) digits++;
      }
      exponent = first - at;
      places += at - first;
    }
    this.at = at;
    if (places === 0) return false;
    if (at < to && (bytes[at]! | 32) === LETTER_E) exponent += this.readExponent();
    if (Number.isNaN(exponent)) return false;
    // An exact integer times or over an exact power of ten: one rounding (Clinger 1990). Others as JavaScript reads them.
    if (digits <= MOST_DIGITS && Math.abs(exponent) < POWERS.length) {
      const size = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
      this.value = sign === MINUS ? -size : size;
    } else {
      const text = bytes.toString("latin1", from, this.at);
      if (exponent === 0 && losesDigits(text)) return false;
      this.value = Number(text.replace(",", "."));
    }
    return Number.isFinite(this.value) && this.skipBlanks();
  }

  /** The exponent behind e; NaN where none stands there. */
  private readExponent(): number {
    const mark = this.bytes[++this.at];
    if (mark === PLUS || mark === MINUS) this.at++;
    const power = this.at;
    let shift = 0;
    while (this.isDigit()) shift = Math.min(shift * 10 + this.bytes[this.at++]! - 48, 99999);
    return this.at === power ? NaN : mark === MINUS ? -shift : shift;
  }

  /** Whether all is read. */
  get done(): boolean {
    return this.at === this.to;
  }

  private isDigit(): boolean {
    return this.at < this.to && this.bytes[this.at]! >= 48 && this.bytes[this.at]! <= 57;
  }

  /** Returns whether there were blanks, or the end. */
  private skipBlanks(): boolean {
    const from = this.at;
    while (this.at < this.to && isBlank(this.bytes[this.at]!)) this.at++;
    return this.at > from || this.done;
  }
}

const MOST_DIGITS = 15;
/** The powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const [PLUS, MINUS, POINT, LETTER_E] = [43, 45, 46, 101];

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}
