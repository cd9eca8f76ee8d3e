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
