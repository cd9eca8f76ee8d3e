/**
 * The two 16-bit floating point formats: 1 bit of sign, then exponent and fraction. binary16 (IEEE 754) has 5 and 10 of them;
 * bfloat16, the upper half of a binary32, 8 and 7.
 */
interface Layout {
  readonly fractionBits: number;
  readonly bias: number;
}

const BINARY16: Layout = { fractionBits: 10, bias: 15 };
const BFLOAT16: Layout = { fractionBits: 7, bias: 127 };

/** The number that 16 bits of binary16 stand for. */
export function fromBinary16(bits: number): number {
  return decode(bits, BINARY16);
}

/** The number that 16 bits of bfloat16 stand for. */
export function fromBfloat16(bits: number): number {
  return decode(bits, BFLOAT16);
}

/** The 16 bits of the nearest binary16, ties to even; beyond 65504 infinity. */
export function toBinary16(x: number): number {
  return encode(x, BINARY16);
}

/** The 16 bits of the nearest bfloat16, ties to even; beyond 3.39e38 infinity. */
export function toBfloat16(x: number): number {
  return encode(x, BFLOAT16);
}

function decode(bits: number, { fractionBits, bias }: Layout): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fractionBits;
  const fraction = bits & (2 ** fractionBits - 1);
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (2 ** fractionBits + fraction) * 2 ** (exponent - bias - fractionBits);
}

/**
 * With |x| = m 2^(e − f), f fraction bits, m in [2^f, 2^(f+1)) (less for subnormal x): rounding m to a whole number is the only error,
 * and a carry moves into the exponent by itself.
 */
function encode(x: number, { fractionBits, bias }: Layout): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const infinity = (2 * bias + 1) << fractionBits;
  if (Number.isNaN(x)) return sign | infinity | (1 << (fractionBits - 1));
  if (!Number.isFinite(x)) return sign | infinity;
  const size = Math.abs(x);
  const exponent = Math.max(exponentOf(size), 1 - bias);
  const mantissa = roundToEven(size * 2 ** (fractionBits - exponent));
  return sign | Math.min(mantissa + ((exponent + bias - 1) << fractionBits), infinity);
}

const view = new DataView(new ArrayBuffer(8));

/** The e of 2^e ≤ x < 2^(e+1), for a normal x > 0; −1023 below. */
function exponentOf(x: number): number {
  view.setFloat64(0, x);
  return (view.getUint16(0) >> 4) - 1023;
}

function roundToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
