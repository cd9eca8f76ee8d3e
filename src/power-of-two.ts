/** x * 2^exponent, in two factors: 2^exponent alone may not be representable. Made of bits, as `**` may round differently elsewhere. */
export function timesPowerOfTwo(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return x * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/** 2^exponent, -1022 <= exponent <= 1023: 52 bits of mantissa, all zero, below the biased exponent. */
function powerOfTwo(exponent: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint16(0, (exponent + 1023) << 4);
  return view.getFloat64(0);
}

/** The power of two at or below x, a normal number above 0: its bits without the mantissa. */
export function leadingPowerOfTwo(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setUint16(0, view.getUint16(0) & 0x7ff0);
  view.setUint16(2, 0);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
