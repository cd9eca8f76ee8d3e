// One reader of entries: what sparse takes, complete takes, and the other way round.
import { describe, expect, it } from "vitest";
import { complete, sparse } from "../src/index";

const triples = [[0, 1, 5], [2, 3, 4], [2, 0, 1], [1, 1, -2], [0, 2, 3]] as const;
const objects = triples.map(([row, column, value]) => ({ row, column, value }));
const lists = { row: triples.map(([i]) => i), column: triples.map(([, j]) => j), value: triples.map(([, , x]) => x) };
const kinds = [Int8Array, Int16Array, Int32Array, Float32Array, Float64Array];

describe("entries in every form", () => {
  const forms: Record<string, () => unknown> = {
    "triples": () => triples,
    "typed triples": () => triples.map((triple) => Float64Array.from(triple)),
    "objects": () => objects,
    "objects with what is passed over": () => objects.map((entry, e) => ({ ...entry, id: e, date: "2024-01-01" })),
    "triples and objects": () => [triples[0], objects[1], triples[2], objects[3], triples[4]],
    "a set": () => new Set(objects),
    "a generator": () => (function* () { yield* objects; })(),
    "values of a map": () => new Map(objects.map((entry, e) => [e, entry])).values(),
    "lists": () => lists,
    "lists with an iterator, too": () => ({ ...lists, [Symbol.iterator]: () => [][Symbol.iterator]() }),
    ...Object.fromEntries(kinds.map((Kind) => [`lists of ${Kind.name}`, () => ({ row: Kind.from(lists.row), column: Kind.from(lists.column), value: Kind.from(lists.value) })])),
  };
  const made = sparse(3, 4, triples);
  const options = { method: "als", rank: 1, lambda: 0.1, maxIterations: 3 } as const;
  const model = complete(made, options);

  it.each(Object.entries(forms))("%s", (_name, form) => {
    expect(sparse(3, 4, form() as never)).toStrictEqual(made);
    expect(complete({ rows: 3, columns: 4, entries: form() as never }, options)).toStrictEqual(model);
  });

  it("more than there was room for at first", () => {
    const many = Array.from({ length: 5000 }, (_, e) => ({ row: e % 70, column: Math.floor(e / 70), value: e }));
    const all = sparse(70, 72, many);
    expect(all).toStrictEqual(sparse(70, 72, many.map(({ row, column, value }) => [row, column, value] as const)));
    expect(all.value.length).toBe(5000);
  });

  it.each<[string, unknown, RegExp]>([
    ["a field that would not be read", [{ ...objects[0], confidence: 2 }], /entries\[0\]\.confidence is not read/],
    ["an object in part", [triples[0], { row: 1, column: 2 }], /entries\[1\] is an object/],
    ["a text for an index", [{ ...objects[0], column: "1" }], /entries\[0\]\.column is "1"/],
    ["a text in a triple", [[0, 1, "5"]], /entries\[0\]\[2\] is "5"/],
    ["a text in a list", { ...lists, value: ["5", 4, 1, -2, 3] }, /entries\.value\[0\] is "5"/],
    ["lists of different lengths", { ...lists, column: [1] }, /entries\.column has length 1: expected 5, the length of .*entries\.row/],
    ["a list of no numbers", { ...lists, row: new DataView(new ArrayBuffer(8)) }, /entries\.row is an object \(DataView\)/],
    ["nothing of the kind", 7, /entries is 7/],
  ])("refused by both: %s", (_name, bad, message) => {
    expect(() => sparse(3, 4, bad as never)).toThrow(message);
    expect(() => complete({ rows: 3, columns: 4, entries: bad as never })).toThrow(message);
  });
});
