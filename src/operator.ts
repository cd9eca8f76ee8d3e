import { describe } from "./checks";
import { type Matrix, readMatrix } from "./matrix";

/** A matrix that is known by its products with blocks of columns only. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  /** A x, rows × b, for a block x of b columns (columns × b, row-major). Must not keep or change x. */
  multiply(x: Matrix): Matrix;
  /** Aᵀ y, columns × b, for a block y of b columns (rows × b, row-major). Must not keep or change y. */
  multiplyTransposed(y: Matrix): Matrix;
}

/** Whether a value has the form of a LinearOperator. A matrix object with a `multiply` of its own is a matrix. */
export function isOperator(a: unknown): a is LinearOperator {
  if (typeof a !== "object" || a === null) return false;
  return "multiplyTransposed" in a || ("multiply" in a && !("get" in a) && !("data" in a));
}

/** Refuses what is not a LinearOperator in full. */
export function checkOperator(a: LinearOperator, name: string): void {
  for (const method of ["multiply", "multiplyTransposed"] as const) {
    const value = (a as Record<typeof method, unknown>)[method];
    if (typeof value !== "function") throw new TypeError(`${name}.${method} is ${describe(value)}: expected a function`);
  }
  for (const size of ["rows", "columns"] as const) {
    const value: unknown = a[size];
    if (typeof value !== "number") throw new TypeError(`${name}.${size} is ${describe(value)}: expected an integer, 0 or more`);
    if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name}.${size} is ${value}: expected an integer, 0 or more`);
  }
}

/** One product, checked: the method is named when it returns something else than a finite matrix of the right shape. */
export function apply(operator: LinearOperator, method: "multiply" | "multiplyTransposed", x: Matrix, name: string): Matrix {
  const result = `${name}.${method}(x)`;
  const y = readMatrix(operator[method](x), result);
  const rows = method === "multiply" ? operator.rows : operator.columns;
  if (y.rows !== rows || y.columns !== x.columns) {
    throw new RangeError(`${result} is ${y.rows} × ${y.columns}: expected ${rows} × ${x.columns}, for x of ${x.rows} × ${x.columns}`);
  }
  return y;
}
