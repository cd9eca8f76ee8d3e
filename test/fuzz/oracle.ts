import { openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Matrix, SparseMatrix } from "../../src/index";
import { corpusOf, mutantOf } from "./corpus";
import { READERS } from "./readers/index";

/**
 * Mutants and what is read from them, a line of JSON each, for oracle.py to hold against NumPy and SciPy.
 *
 *     node test/fuzz/oracle.mjs npy 10000 1 > mutants; python3 test/fuzz/oracle.py npy < mutants
 */
const [name, count, seed = "1"] = process.argv.slice(2);
const reader = READERS.find((one) => one.name === name)!;
const corpus = corpusOf(fileURLToPath(new URL("../test/fuzz/corpus", import.meta.url)), reader);
const path = join(tmpdir(), `lowrank-oracle-${process.pid}`);

for (let number = 0; number < Number(count); number++) {
  const bytes = mutantOf(reader, corpus, Number(seed), number);
  const file = openSync(path, "w");
  writeSync(file, bytes);
  let [answer, refusal]: [unknown, string | undefined] = [undefined, undefined];
  try {
    answer = matricesOf(reader.read({ bytes, path })).map(plain);
  } catch (error) {
    refusal = (error as Error).message.replaceAll(path, "");
  }
  writeSync(1, `${JSON.stringify({ number, bytes: bytes.toString("base64"), answer, refusal })}\n`);
}

function matricesOf(value: unknown): (Matrix | SparseMatrix)[] {
  return Array.isArray(value) ? (value as Matrix[]) : [(value as { matrix: Matrix }).matrix];
}

/** Rows, columns, and entries in reading order; of a sparse matrix [place, value] of those that are there. */
function plain(a: Matrix | SparseMatrix): unknown {
  if ("data" in a) return { rows: a.rows, columns: a.columns, data: [...a.data] };
  const entries: [number, number, number][] = [];
  for (let i = 0; i < a.rows; i++) for (let p = a.rowStart[i]!; p < a.rowStart[i + 1]!; p++) entries.push([i, a.column[p]!, a.value[p]!]);
  return { rows: a.rows, columns: a.columns, entries };
}
