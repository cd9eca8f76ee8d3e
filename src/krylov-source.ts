import type { Input } from "./input";
import { apply, type LinearOperator } from "./operator";
import { copyInSparse } from "./sparse";
import { bytesOf } from "./wasm/working";
import type { Frame } from "./wasm/frame";

/** A matrix as the iteration sees it: something that makes one step of a state. */
export interface Source {
  readonly rows: number;
  readonly columns: number;
  /** The power of two taken out of its entries. */
  readonly exponent: number;
  /** Whether its products come from the caller. */
  readonly outside: boolean;
  /** ‖A‖_F² of the scaled entries; NaN for an operator. */
  readonly energy: number;
  /** Whether a sketch may overwrite the matrix; `reload` brings it back. */
  readonly deflates: boolean;
  /** A product with A, one with Aᵀ, and all that follows from them. */
  turn(state: number): void;
  /** The products that one more block of a sketch takes. */
  sketchTurn(state: number): void;
  reload(): void;
}

/** Copies a dense or sparse matrix in, or wraps an operator. `bytes`: what the caller will need beside it. */
export function openSource(frame: Frame, input: Input, bytes: number): Source {
  const { rows, columns } = input;
  const { wasm } = frame;
  if (input.form === "operator") {
    return {
      rows, columns, exponent: 0, outside: true, energy: NaN, deflates: false,
      turn(state) {
        multiply(frame, state, input, "multiply");
        frame.call(wasm.truncatedAdvance(state));
        multiply(frame, state, input, "multiplyTransposed");
        frame.call(wasm.truncatedAdvance(state));
      },
      sketchTurn(state) {
        const before = wasm.sketchBlocks(state);
        while (wasm.sketchIsTurned(state, before) === 0) {
          multiply(frame, state, input, wasm.sketchIsForward(state) === 1 ? "multiply" : "multiplyTransposed");
          frame.call(wasm.sketchAdvance(state, 0, 0));
        }
      },
      reload: () => undefined,
    };
  }
  if (input.form === "sparse") {
    frame.require(bytes + input.value.length * 12 + rows * 4);
    const at = copyInSparse(frame, input, "matrix");
    const exponent = wasm.scaleInput(input.value.length, at.value);
    return {
      rows, columns, exponent, outside: false, deflates: false,
      energy: wasm.matrixEnergy(1, input.value.length, at.value, input.value.length),
      turn: (state) => frame.call(wasm.truncatedTurnSparse(state, at.rowStart, at.column, at.value)),
      sketchTurn: (state) => frame.call(wasm.sketchTurnSparse(state, at.rowStart, at.column, at.value)),
      reload: () => undefined,
    };
  }
  const stride = rowStride(columns);
  frame.require(bytes + bytesOf(rows * stride));
  const at = frame.reserve(rows * stride);
  const load = () => {
    frame.write(at, input.data);
    const exponent = wasm.scaleInput(rows * columns, at);
    if (stride !== columns) wasm.spreadRows(rows, columns, at, stride);
    return exponent;
  };
  const exponent = load();
  return {
    rows, columns, exponent, outside: false, deflates: true,
    get energy() {
      return wasm.matrixEnergy(rows, columns, at, stride);
    },
    turn: (state) => frame.call(wasm.truncatedTurnDense(state, at, stride)),
    sketchTurn: (state) => frame.call(wasm.sketchTurnDense(state, at, stride)),
    reload: () => void load(),
  };
}

/** Rows a multiple of 4096 bytes apart meet the same cache set again and again. */
function rowStride(columns: number): number {
  return columns % 512 === 0 ? columns + 8 : columns;
}

function multiply(frame: Frame, state: number, operator: LinearOperator, method: "multiply" | "multiplyTransposed"): void {
  const { wasm } = frame;
  const rows = method === "multiply" ? operator.columns : operator.rows;
  const x = frame.copyOutMatrix(wasm.truncatedBlock(state), rows, wasm.truncatedWidth(state));
  frame.write(wasm.truncatedProduct(state), apply(operator, method, x, "operator").data);
}
