import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

function integersAt(values: readonly number[]): number {
  const at = kernels.reserve(values.length * 4 + 16) >>> 0;
  new Int32Array(kernels.memory.buffer, at, values.length).set(values);
  return at;
}

/** A random sparse matrix of small integers, some rows empty, by rows and in full. */
function random(rows: number, columns: number, seed: number) {
  const generator = new Random(seed);
  const full = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, () => (i % 4 === 1 || generator.unit() > 0.4 ? 0 : generator.integer(1, 9))),
  );
  const rowStart = [0];
  const column: number[] = [];
  const value: number[] = [];
  for (const row of full) {
    row.forEach((x, j) => {
      if (x === 0) return;
      column.push(j);
      value.push(x);
    });
    rowStart.push(column.length);
  }
  return { full, rowStart, column, value };
}

describe.each([1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16])("a block of %i columns", (b) => {
  const [rows, columns] = [13, 11];
  const { full, rowStart, column, value } = random(rows, columns, b);
  const generator = new Random(b + 100);
  const block = (n: number) => Array.from({ length: n * b }, () => generator.integer(-9, 9) + 0);
  const [starts, places, values] = [integersAt(rowStart), integersAt(column), place(kernels, value)];
  const forward = (x: number[]) => full.flatMap((row) => Array.from({ length: b }, (_, j) => row.reduce((sum, a, p) => sum + a * x[p * b + j]!, 0)));
  const back = (y: number[]) =>
    Array.from({ length: columns * b }, (_, p) => full.reduce((sum, row, i) => sum + row[Math.floor(p / b)]! * y[i * b + (p % b)]!, 0));

  it("spmm overwrites Y by A*X", () => {
    const [x, y] = [block(columns), block(rows)];
    const [px, py] = [place(kernels, x, 8, 1), place(kernels, y, 8, 1)];
    kernels.spmm_f64(rows, b, starts, places, values.at, px.at, py.at);
    expect(py.values().map((v) => v + 0)).toEqual(forward(x));
    expect(px.values()).toEqual(x);
    for (const operand of [px, py, values]) operand.intact();
  });
  it("spmmTransposed adds A'*X to Y", () => {
    const [x, y] = [block(rows), block(columns)];
    const [px, py] = [place(kernels, x, 8, 1), place(kernels, y, 8, 1)];
    kernels.spmmTransposed_f64(rows, b, starts, places, values.at, px.at, py.at);
    expect(py.values().map((v) => v + 0)).toEqual(back(x).map((v, p) => v + y[p]!));
    expect(px.values()).toEqual(x);
    for (const operand of [px, py, values]) operand.intact();
  });
  it("spmmBoth does the one and then the other", () => {
    const [x, y, z] = [block(columns), block(rows), block(columns)];
    const [px, py, pz] = [place(kernels, x, 8, 1), place(kernels, y, 8, 1), place(kernels, z, 8, 1)];
    kernels.spmmBoth_f64(rows, b, starts, places, values.at, px.at, py.at, pz.at);
    expect(py.values().map((v) => v + 0)).toEqual(forward(x));
    expect(pz.values().map((v) => v + 0)).toEqual(back(forward(x)).map((v, p) => v + z[p]!));
    for (const operand of [px, py, pz, values]) operand.intact();
  });
  it("spmmGram does the same and keeps no more of Y than its workspace", () => {
    const [x, z] = [block(columns), block(columns)];
    const work = new Array<number>(kernels.spmmGramElements(b)).fill(7);
    const [px, pw, pz] = [place(kernels, x, 8, 1), place(kernels, work, 8, 1), place(kernels, z, 8, 1)];
    kernels.spmmGram_f64(rows, b, starts, places, values.at, px.at, pw.at, pz.at);
    expect(pz.values().map((v) => v + 0)).toEqual(back(forward(x)).map((v, p) => v + z[p]!));
    for (const operand of [px, pw, pz, values]) operand.intact();
  });
});
