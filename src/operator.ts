import { describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { type Matrix, readMatrix } from "./matrix";
import { asCaller } from "./wasm/working";

/** A matrix that is known by its products with blocks of columns only. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  /** A x, rows × b, for a block x of b columns (columns × b, row-major). Must not keep or change x. */
  multiply(x: Matrix): Matrix;
  /** Aᵀ y, columns × b, for a block y of b columns (rows × b, row-major). Must not keep or change y. */
  multiplyTransposed(y: Matrix): Matrix;
  /** AᵀA x, columns × b, where that is possible in one reading of A: what a search for right vectors asks for. */
  multiplyGram?(x: Matrix): Matrix;
}

/** The same whose products may take their time: read from a disk, or computed elsewhere. */
export interface AsyncOperator {
  readonly rows: number;
  readonly columns: number;
  /** A x, rows × b, or a promise of it. Must not keep or change x. */
  multiply(x: Matrix): Matrix | Promise<Matrix>;
  /** Aᵀ y, columns × b, or a promise of it. Must not keep or change y. */
  multiplyTransposed(y: Matrix): Matrix | Promise<Matrix>;
  /** AᵀA x, columns × b, or a promise of it, where that is possible in one reading of A. */
  multiplyGram?(x: Matrix): Matrix | Promise<Matrix>;
}

/** The methods of an operator. */
export type Product = "multiply" | "multiplyTransposed" | "multiplyGram";

/** An operator in full, its sizes and methods read once. The methods stay the caller's. */
export function readOperator<M extends LinearOperator | AsyncOperator>(a: M, name: string): M {
  return reading(name, () => {
    const { multiply, multiplyTransposed, multiplyGram, rows, columns } = a as { [K in keyof LinearOperator]: unknown };
    for (const [method, value] of Object.entries({ multiply, multiplyTransposed, ...(multiplyGram === undefined ? {} : { multiplyGram }) })) {
      if (typeof value !== "function") throw wrongKind(`${name}.${method} is ${describe(value)}: expected a function`);
    }
    const size = (part: string, value: unknown): number => {
      if (typeof value !== "number") throw wrongKind(`${name}.${part} is ${describe(value)}: expected an integer, 0 or more`);
      if (!Number.isInteger(value) || value < 0) throw outOfRange(`${name}.${part} is ${value}: expected an integer, 0 or more`);
      return value + 0;
    };
    const bound = (method: unknown) => (x: Matrix) => asCaller(() => (method as LinearOperator["multiply"]).call(a, x));
    return {
      rows: size("rows", rows), columns: size("columns", columns), multiply: bound(multiply), multiplyTransposed: bound(multiplyTransposed),
      ...(multiplyGram === undefined ? {} : { multiplyGram: bound(multiplyGram) }),
    } as unknown as M;
  });
}

/** One product, checked: the method is named when it returns something else than a finite matrix of the right shape. */
export function apply(operator: LinearOperator, method: Product, x: Matrix, name: string): Matrix {
  return readProduct(operator, method, x, (operator[method] as LinearOperator["multiply"])(x), name);
}

/** What a method of an operator gave for x, checked. */
export function readProduct(operator: { readonly rows: number; readonly columns: number }, method: Product, x: Matrix, product: unknown, name: string): Matrix {
  const result = `${name}.${method}(x)`;
  const y = readMatrix(product, result);
  const rows = method === "multiply" ? operator.rows : operator.columns;
  if (y.rows !== rows || y.columns !== x.columns) {
    throw outOfRange(`${result} is ${y.rows} × ${y.columns}: expected ${rows} × ${x.columns}, for x of ${x.rows} × ${x.columns}`);
  }
  return y;
}
