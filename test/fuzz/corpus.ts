import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../support/random";
import type { Reader } from "./reader";

/** The files of a corpus by name. */
export type Corpus = readonly { readonly name: string; readonly bytes: Buffer }[];

export function corpusOf(folder: string, reader: Reader): Corpus {
  const own = join(folder, reader.name);
  return readdirSync(own).sort().map((name) => ({ name, bytes: readFileSync(join(own, name)) }));
}

/** Keeps a file that was misread, under a name that its content decides. */
export function keep(folder: string, reader: Reader, bytes: Buffer): string {
  const own = join(folder, reader.name);
  mkdirSync(own, { recursive: true });
  const path = join(own, `found-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}`);
  writeFileSync(path, bytes);
  return path;
}

/** The mutant of a number: the same for the same corpus and seed. */
export function mutantOf(reader: Reader, corpus: Corpus, seed: number, number: number): Buffer {
  const random = new Random(seed + Math.imul(number, 0x9e3779b1));
  const all = corpus.map(({ bytes }) => bytes);
  return Buffer.from(reader.mutate(random.pick(all), random, all));
}
