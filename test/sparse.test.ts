import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { Random } from "./support/random";

const { sparse, truncatedSvd } = simd.package;

type Triplet = [number, number, number];

/** By a map of maps: columns ascending, duplicates added in the order they come. */
function naive(rows: number, entries: readonly Triplet[]) {
  const lines = Array.from({ length: rows }, () => new Map<number, number>());
  for (const [i, j, x] of entries) lines[i]!.set(j, lines[i]!.has(j) ? lines[i]!.get(j)! + x : x);
  const rowStart = [0];
  const column: number[] = [];
  const value: number[] = [];
  for (const line of lines) {
    for (const [j, x] of [...line].sort((p, q) => p[0] - q[0])) {
      column.push(j);
      value.push(x);
    }
    rowStart.push(column.length);
  }
  return { rowStart, column, value };
}

const plain = ({ rowStart, column, value }: { rowStart: Int32Array; column: Int32Array; value: Float64Array }) => ({
  rowStart: [...rowStart], column: [...column], value: [...value],
});

function triplets(rows: number, columns: number, count: number, seed: number): Triplet[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => [random.integer(0, rows - 1), random.integer(0, columns - 1), random.between(-1, 1)]);
}

describe.each(builds)("sparse, $name", ({ package: { sparse } }) => {
  it.each([
    [1, 1, 0], [1, 1, 5], [3, 4, 6], [5, 2, 40], [1, 300, 900], [300, 1, 500], [40, 50, 1000], [7, 2000, 5000], [500, 400, 40000],
  ])("%i × %i from %i triplets in any order", (rows, columns, count) => {
    const entries = triplets(rows, columns, count, rows + columns + count);
    const expected = naive(rows, entries);
    const a = sparse(rows, columns, entries);
    expect([a.rows, a.columns]).toEqual([rows, columns]);
    expect(plain(a)).toEqual(expected);
    const [row, column, value] = [0, 1, 2].map((k) => entries.map((entry) => entry[k]!)) as [number[], number[], number[]];
    expect(plain(sparse(rows, columns, { row, column, value }))).toEqual(expected);
    const typed = { row: Int32Array.from(row), column: Uint32Array.from(column), value: Float64Array.from(value) };
    expect(plain(sparse(rows, columns, typed))).toEqual(expected);
  });
  it("keeps what is there already: sorted rows, zeros, a generator", () => {
    function* entries(): Generator<Triplet> {
      for (let i = 0; i < 30; i++) for (let j = 0; j < 25; j++) yield [i, j, (i + j) % 3];
    }
    expect(plain(sparse(30, 25, entries()))).toEqual(naive(30, [...entries()]));
  });
  it("has rows without entries, and none at all", () => {
    expect(plain(sparse(3, 2, [[1, 1, 4]]))).toEqual({ rowStart: [0, 0, 1, 1], column: [1], value: [4] });
    expect(plain(sparse(0, 0, []))).toEqual({ rowStart: [0], column: [], value: [] });
    expect(plain(sparse(2, 5, { row: [], column: [], value: [] }))).toEqual({ rowStart: [0, 0, 0], column: [], value: [] });
  });
});

describe("a sparse matrix", () => {
  it("survives structuredClone", () => {
    const a = sparse(200, 180, triplets(200, 180, 3000, 1));
    const copy = structuredClone(a);
    expect(copy).toEqual(a);
    expect(truncatedSvd(copy, 3).S).toEqual(truncatedSvd(a, 3).S);
  });

  const good = { row: [0, 1], column: [1, 0], value: [1, 2] };
  it.each([
    ["rows", () => sparse(-1, 2, []), RangeError],
    ["rows", () => sparse(1.5, 2, []), RangeError],
    ["columns", () => sparse(2, "2" as never, []), TypeError],
    ["columns", () => sparse(2, 2 ** 31, []), RangeError],
    ["entries", () => sparse(2, 2, 7 as never), TypeError],
    ["entries", () => sparse(2, 2, null as never), TypeError],
    ["entries", () => sparse(2, 2, { row: [] } as never), TypeError],
    ["entries[0]", () => sparse(2, 2, [[0, 1]] as never), TypeError],
    ["entries[1]", () => sparse(2, 2, [[0, 1, 1], null] as never), TypeError],
    ["entries[0][2]", () => sparse(2, 2, [[0, 1, "1"]] as never), TypeError],
    ["entries.row[1] is 2", () => sparse(2, 2, [[0, 1, 1], [2, 0, 1]]), RangeError],
    ["entries.row[0] is -1", () => sparse(2, 2, { ...good, row: [-1, 0] }), RangeError],
    ["entries.row[0] is 0.5", () => sparse(2, 2, { ...good, row: [0.5, 0] }), RangeError],
    ["entries.row[1] is NaN", () => sparse(2, 2, { ...good, row: Float64Array.of(0, NaN) }), RangeError],
    ["entries.column[0] is 2", () => sparse(2, 2, { ...good, column: [2, 0] }), RangeError],
    ["entries.column[1] is -3", () => sparse(2, 2, { ...good, column: Int32Array.of(0, -3) }), RangeError],
    ["entries.column[0] is 1.25", () => sparse(2, 2, [[0, 1.25, 1]]), RangeError],
    ["entries.value[1] is Infinity", () => sparse(2, 2, { ...good, value: [1, Infinity] }), RangeError],
    ["entries.value[0] is NaN", () => sparse(2, 2, [[0, 0, NaN]]), RangeError],
    ["entries.value[0]", () => sparse(2, 2, { ...good, value: [null, 1] as never }), TypeError],
    ["entries.row", () => sparse(2, 2, { ...good, row: BigInt64Array.of(0n, 1n) as never }), TypeError],
    ["entries.column has length 2", () => sparse(2, 2, { ...good, row: [0] }), RangeError],
    ["entries.column has length 3", () => sparse(2, 2, { ...good, column: [0, 1, 1] }), RangeError],
  ])("refuses a wrong %s", (text, call, kind) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
    expect(sparse(2, 2, good).value).toEqual(Float64Array.of(1, 2));
  });
  it("names the place of a bad entry beyond the first chunk", () => {
    const n = 40000;
    const [row, column, value] = [new Int32Array(n), new Int32Array(n), new Float64Array(n)];
    column[33333] = 9;
    expect(() => sparse(1, 9, { row, column, value })).toThrow("entries.column[33333] is 9");
    column[33333] = 0;
    value[39999] = NaN;
    expect(() => sparse(1, 9, { row, column, value })).toThrow("entries.value[39999] is NaN");
    row[20000] = 1;
    expect(() => sparse(1, 9, { row, column, value })).toThrow("entries.row[20000] is 1");
  });

  it("built by hand is checked where it is used", () => {
    const a = sparse(200, 180, triplets(200, 180, 3000, 2));
    const broken: [Partial<typeof a>, string][] = [
      [{ rowStart: a.rowStart.slice(1) }, "rowStart has length"],
      [{ rowStart: a.rowStart.map((p, i) => (i === 5 ? -1 : p)) }, "malformed"],
      [{ rowStart: a.rowStart.map((p, i) => (i === 5 ? 2 ** 30 : p)) }, "malformed"],
      [{ column: a.column.map((j, p) => (p === 7 ? 180 : j)) }, "malformed"],
      [{ column: a.column.map((j, p) => (p === 7 ? -1 : j)) }, "malformed"],
      [{ value: a.value.slice(1) }, "value has length"],
      [{ value: a.value.map((x, p) => (p === 7 ? NaN : x)) }, "value[7] is NaN"],
      [{ column: Array.from(a.column) as never }, "expected an Int32Array"],
      [{ value: Float32Array.from(a.value) as never }, "expected a Float64Array"],
    ];
    for (const [part, text] of broken) expect(() => truncatedSvd({ ...a, ...part }, 3)).toThrow(text);
    expect(truncatedSvd(a, 3).info.converged).toBe(true);
  });
});
