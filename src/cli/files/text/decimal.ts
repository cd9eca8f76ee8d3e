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
    const from = this.at;
    const sign = this.bytes[this.at];
    if (sign === PLUS || sign === MINUS) this.at++;
    let [mantissa, digits, exponent] = [0, 0, 0];
    const whole = this.at;
    for (; this.isDigit(); this.at++) {
      mantissa = mantissa * 10 + this.bytes[this.at]! - 48;
      if (mantissa > 0) digits++;
    }
    let places = this.at - whole;
    if (this.at < this.to && this.bytes[this.at] === this.point) {
      const point = ++this.at;
      for (; this.isDigit(); this.at++) {
        mantissa = mantissa * 10 + this.bytes[this.at]! - 48;
        if (mantissa > 0) digits++;
      }
      exponent = point - this.at;
      places += this.at - point;
    }
    if (places === 0) return false;
    if (this.at < this.to && (this.bytes[this.at]! | 32) === LETTER_E) {
      this.at++;
      const mark = this.bytes[this.at];
      if (mark === PLUS || mark === MINUS) this.at++;
      const power = this.at;
      let shift = 0;
      while (this.isDigit()) shift = Math.min(shift * 10 + this.bytes[this.at++]! - 48, 99999);
      if (this.at === power) return false;
      exponent += mark === MINUS ? -shift : shift;
    }
    // An exact integer times or over an exact power of ten: one rounding (Clinger 1990). Others as JavaScript reads them.
    if (digits <= MOST_DIGITS && Math.abs(exponent) < POWERS.length) {
      const size = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
      this.value = sign === MINUS ? -size : size;
    } else {
      const text = this.bytes.toString("latin1", from, this.at);
      if (exponent === 0 && losesDigits(text)) return false;
      this.value = Number(text.replace(",", "."));
    }
    return Number.isFinite(this.value) && this.skipBlanks();
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
