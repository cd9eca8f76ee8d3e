/** Matrices in the forms that the package computes with: read once, and tagged with the form they have. */
import { Driver, Vectors } from "../assembly/codes";
import { reading } from "./checks";
import { allocate } from "./lists";
import { type Admit, borrowMatrix, type Matrix, readMatrix } from "./matrix";
import { apply, type LinearOperator, readOperator } from "./operator";
import { copyInSparse, readSparse, type SparseMatrix } from "./sparse";
import { identity } from "./svd";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

export type Dense = Matrix & { readonly form: "dense" };
export type Sparse = SparseMatrix & { readonly form: "sparse" };
export type Operator = LinearOperator & { readonly form: "operator" };
export type Input = Dense | Sparse | Operator;

/** Whether a value has the form of a SparseMatrix. */
export function isSparse(a: unknown): a is SparseMatrix {
  return typeof a === "object" && a !== null && "rowStart" in a && "column" in a && "value" in a;
}

/** Whether a value has the form of a LinearOperator. A matrix object with a `multiply` of its own is a matrix. */
function isOperator(a: unknown): a is LinearOperator {
  if (typeof a !== "object" || a === null) return false;
  return "multiplyTransposed" in a || ("multiply" in a && !("get" in a) && !("data" in a));
}

/** What is decomposed; `admit` may refuse the size of a dense one. `watched`: callbacks run while it is in use, so that nothing may be left in place. */
export function readInput(a: unknown, watched: boolean, admit?: Admit): Input {
  return reading("matrix", () => (isOperator(a) ? { form: "operator", ...readOperator(a, "operator") } : readEntire(a, watched, admit)));
}

/** The same where products alone will not do; `admit` may refuse the size of a dense one. */
export function readEntire(a: unknown, watched: boolean, admit?: Admit, name = "matrix"): Dense | Sparse {
  return reading(name, () => {
    if (isSparse(a)) return { form: "sparse", ...readSparse(a, name, watched) };
    return { form: "dense", ...(watched ? readMatrix(a, name, admit) : borrowMatrix(a, name, admit)) };
  });
}

/** The matrix in full: itself, the sparse one spread out, the operator applied to an identity. */
export function toDense(input: Input): Matrix {
  const { rows, columns } = input;
  switch (input.form) {
    case "dense": return input;
    case "sparse": return withFrame("truncatedSvd", (frame) => {
      frame.require(input.value.length * 12 + bytesOf(rows * columns) + rows * 4);
      const { rowStart, column, value } = copyInSparse(frame, input, "matrix");
      const at = frame.reserve(rows * columns);
      frame.wasm.spread(rows, columns, rowStart, column, value, at);
      return frame.copyOutMatrix(at, rows, columns);
    });
    case "operator":
      // An operator may stand for more than any memory holds: nothing is multiplied before that is known.
      requireRoom("truncatedSvd", bytesOf(rows * columns) + exports().svdBytes(rows, columns, Vectors.Thin, Driver.Auto));
      if (columns <= rows) return apply(input, "multiply", identity(columns, columns), "operator");
      return transposed(apply(input, "multiplyTransposed", identity(rows, rows), "operator"));
  }
}

/** A copy, row-major. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = allocate(data.length, "a transposed matrix");
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: turned };
}
