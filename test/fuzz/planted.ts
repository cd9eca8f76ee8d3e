// Readers with a fault each, for the test of the fuzzer.
import { openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DataError } from "../../src/cli/failure";
import { main } from "./main";
import { mutateBytes } from "./mutate/bytes";
import type { Input, Reader } from "./reader";

const reader = (name: string, read: (input: Input) => unknown, more: Partial<Reader> = {}): Reader => ({ name, mutate: mutateBytes, read, ...more });

export const PLANTED: readonly Reader[] = [
  reader("right", ({ bytes }) => { if (bytes[0] !== 97) throw new DataError("begins wrongly"); return bytes.length; }),
  reader("raw", () => { throw new TypeError("Cannot read properties of null"); }),
  reader("wrapped", () => { throw new DataError("broken: Cannot read properties of null (reading 'x')"); }),
  reader("lines", () => { throw Object.assign(new DataError("one"), { message: "one\ntwo" }); }), // its own message would be escaped
  reader("slow", () => { let sum = 0; for (let n = 0; n < 3e8; n++) sum += n; return sum; }),
  reader("endless", () => { for (;;); }),
  reader("hungry", () => { Buffer.alloc(3.2e8, 1); }),
  reader("uninitialised", () => [...Buffer.allocUnsafe(2000)]),
  reader("open", ({ path }) => { openSync(path, "r"); }),
  reader("untidy", ({ path }) => { writeFileSync(join(dirname(path), "left.tmp"), ""); }),
  reader("dying", () => process.abort()),
  reader("writing", ({ bytes }) => { bytes[0]! ^= 1; }),
  reader("lying", () => NaN, { check: (value) => { if (!Number.isFinite(value)) throw new Error(`${String(value)} is no number`); } }),
];

if (process.argv[1]?.endsWith("planted.mjs")) await main(PLANTED, fileURLToPath(import.meta.url), process.env.CORPORA!);
