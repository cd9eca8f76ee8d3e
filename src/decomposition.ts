import { describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { allocate, isList, readNumbers } from "./lists";
import { type Matrix, readMatrix } from "./matrix";
import type { Svd } from "./svd";

/**
 * A decomposition of our own from anywhere (JSON, a worker, another library): U m × k or m × m, k values not negative, V n × k or n × n. U and V may be in
 * any accepted form.
 */
export function readSvd(svd: unknown, name: string): Svd {
  return reading(name, () => {
    if (svd === null || typeof svd !== "object" || !("U" in svd) || !("S" in svd) || !("V" in svd)) {
      throw wrongKind(`${name} is ${describe(svd)}: expected { U, S, V }`);
    }
    const S = readValues(svd.S, `${name}.S`);
    const U = readMatrix(svd.U, `${name}.U`);
    const V = readMatrix(svd.V, `${name}.V`);
    checkColumns(U, S.length, `${name}.U`, `${name}.S`);
    checkColumns(V, S.length, `${name}.V`, `${name}.S`);
    return { U, S, V };
  });
}

function checkColumns(vectors: Matrix, k: number, name: string, values: string): void {
  const { rows, columns } = vectors;
  if (k > rows) throw outOfRange(`${values} has length ${k}: expected at most ${rows}, the rows of ${name}`);
  if (columns === k || columns === rows) return;
  const full = rows === k ? "" : ` (or ${rows}, for full vectors)`;
  throw outOfRange(`${name} has ${columns} columns: expected ${k}, the length of ${values}${full}`);
}

/** Singular values in a Float64Array of our own: numbers, not negative, Infinity allowed. */
export function readValues(values: unknown, name: string): Float64Array {
  return reading(name, () => {
    if (!isList(values)) throw wrongKind(`${name} is ${describe(values)}: expected an array of singular values`);
    const S = readNumbers(values, name, "a number, 0 or more");
    for (let i = 0; i < S.length; i++) {
      if (!(S[i]! >= 0)) throw outOfRange(`${name}[${i}] is ${S[i]}: expected a number, 0 or more`);
    }
    return S;
  });
}

/** Refuses values that are infinite or out of order. */
export function checkDescending(S: Float64Array, name: string): void {
  for (let i = 0; i < S.length; i++) {
    if (S[i] === Infinity) throw outOfRange(`${name}[${i}] is Infinity: expected a finite number (scale the matrix down)`);
    if (i > 0 && S[i]! > S[i - 1]!) {
      throw outOfRange(`${name}[${i}] is ${S[i]}, above ${name}[${i - 1}] = ${S[i - 1]}: expected descending singular values`);
    }
  }
}

/** The first `count` columns: a fresh copy, or `m` itself if that is all of them. */
export function leadingColumns(m: Matrix, count: number): Matrix {
  const { rows, columns, data } = m;
  if (count === columns) return m;
  const kept = allocate(rows * count, "a copy of the leading vectors");
  for (let i = 0; i < rows; i++) {
    const from = i * columns;
    for (let j = 0, to = i * count; j < count; j++, to++) kept[to] = data[from + j]!;
  }
  return { rows, columns: count, data: kept };
}
