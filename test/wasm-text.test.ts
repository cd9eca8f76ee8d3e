// The text of the module: src/wasm/decode.ts undoes tools/encode-wasm.mjs, and nothing has to be escaped.
import { expect, it } from "vitest";
import { decodeWasm } from "../src/wasm/decode";
import { encodeWasm } from "../tools/encode-wasm.mjs";
import { Random } from "./support/random";

const random = new Random(1);
const bytes = (n: number, at: (i: number) => number) => Uint8Array.from({ length: n }, (_, i) => at(i));

it.each([
  ["none", bytes(0, () => 0)],
  ["one", bytes(1, () => 77)],
  ["each once", bytes(256, (i) => i)],
  ["each once, backwards", bytes(256, (i) => 255 - i)],
  ["random", bytes(5000, () => random.integer(0, 255))],
  ["few", bytes(5000, () => random.pick([0, 255, 34, 92]))],
  ["more and more of each", bytes(256 * 257, (i) => Math.floor(Math.sqrt(i)))],
])("bytes, %s", (_, input) => {
  const text = encodeWasm(input);
  expect(text).toMatch(/^[ !#%-&(-;=-[\]-_a-~]*$/);
  expect(decodeWasm(text)).toEqual(input);
});
