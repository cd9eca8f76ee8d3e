/**
 * The precision of the call under way: doubles, unless a function was given another one, which then holds for all that the call does. Calls are synchronous, so
 * there is one at a time; what is the caller's (a method of an operator, a progress report) runs in doubles again.
 */

let working: object | undefined;
/** The module of single precision, if that is what the call under way is in. */
export function singleModule(): object | undefined {
  return working;
}

/** The bytes of so many numbers. */
export function bytesOf(numbers: number): number {
  return numbers * (working === undefined ? 8 : 4);
}

/** The distance from 1 to the next number. */
export function epsilon(): number {
  return working === undefined ? Number.EPSILON : 2 ** -23;
}

/** What is expected of a number that is none any more in the precision of the call: it is infinite there, or no number at all. */
export function finiteOr(value: unknown): string {
  return Number.isFinite(value) ? "a number below 3.4e38, the largest of single precision (scale the matrix, or leave the option precision out)" : "a finite number";
}

/** What depends on the precision. */
export function perPrecision(double: number, single: number): number {
  return working === undefined ? double : single;
}

/** What no iteration on an m × n matrix can be asked for: its rounding, as a share of the largest value. */
export function roundingOf(rows: number, columns: number): number {
  const longest = Math.max(rows, columns);
  return working === undefined ? 10 * longest * epsilon() : Math.sqrt(longest) * epsilon();
}

/** Arrays of the numbers. In single precision they go by the name of the others: what holds them computes nothing. */
export function numbersKind(): Float64ArrayConstructor {
  return working === undefined ? Float64Array : (Float32Array as unknown as Float64ArrayConstructor);
}

/** f in the precision of now, whenever it is called: an operator of our own among those of callers. */
export function keepingPrecision<X, R>(f: (x: X) => R): (x: X) => R {
  const module = working;
  return (x) => within(module, () => f(x));
}

/** What is the caller's runs in doubles. */
export function asCaller<R>(call: () => R): R {
  return working === undefined ? call() : within(undefined, call);
}

/** `call` in the precision of a module. */
export function within<R>(module: object | undefined, call: () => R): R {
  const before = working;
  working = module;
  try {
    return call();
  } finally {
    working = before;
  }
}
