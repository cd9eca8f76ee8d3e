import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { DataError } from "../../failure";
import { quoted } from "../json";
import { SafetensorsFile } from "./file";
import type { TensorEntry } from "./header";
import { type FloatType, decode } from "./numbers";
import { attempt, type Shards, locateShards } from "./shards";

/** A tensor of a checkpoint. */
export interface Tensor extends TensorEntry {
  readonly file: SafetensorsFile;
}

/** Bytes read at a time; a multiple of every element's size. */
const CHUNK = 1 << 22;

/** The weights of a model, in one safetensors file or several. Headers are read and checked; tensors are read when they are asked for, a chunk at a time. */
export class Checkpoint {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Of all files: tensors that share their numbers with another are named here by some writers. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Where its configuration would be. */
  readonly folder: string;
  private readonly files: SafetensorsFile[] = [];
  private chunk: ArrayBuffer | undefined;

  /** @param path, preferred  see `locateShards`. */
  constructor(readonly path: string, preferred: readonly string[] = []) {
    const shards = locateShards(path, preferred);
    this.folder = attempt(path, () => statSync(path)).isDirectory() ? path : dirname(path);
    try {
      for (const file of shards.files) {
        if (shards.index !== undefined && !existsSync(file)) throw new DataError(`${shards.index.path}: lists ${quoted(basename(file))}, which is not there`);
        this.files.push(new SafetensorsFile(file));
      }
      this.tensors = join(this.files);
      checkIndex(shards.index, this.tensors);
    } catch (error) {
      this.close();
      throw error;
    }
    this.metadata = new Map(this.files.flatMap(({ header }) => Object.entries(header.metadata)));
  }

  /** How many files it has. */
  get shards(): number {
    return this.files.length;
  }

  /** What it is called in a report. */
  get name(): string {
    return basename(this.path);
  }

  /** The bytes of a tensor in pieces, each valid until the next is asked for. */
  *pieces({ file, begin, end }: Tensor): Generator<Buffer> {
    this.chunk ??= new ArrayBuffer(CHUNK);
    for (let at = begin; at < end; at += CHUNK) {
      const piece = Buffer.from(this.chunk, 0, Math.min(CHUNK, end - at));
      file.read(piece, at);
      yield piece;
    }
  }

  /** Its elements in pieces, as numbers. */
  *numbers(tensor: Tensor): Generator<ArrayLike<number>> {
    for (const piece of this.pieces(tensor)) yield decode(piece, tensor.type as FloatType);
  }

  close(): void {
    for (const file of this.files) file.close();
  }
}

function join(files: readonly SafetensorsFile[]): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const file of files) {
    for (const tensor of file.header.tensors) {
      const other = tensors.get(tensor.name);
      if (other !== undefined) throw new DataError(`${file.path}: tensor ${quoted(tensor.name)} is in ${quoted(basename(other.file.path))}, too`);
      tensors.set(tensor.name, { ...tensor, file });
    }
  }
  return tensors;
}

/** The index and the headers must say the same. */
function checkIndex(index: Shards["index"], tensors: ReadonlyMap<string, Tensor>): void {
  if (index === undefined) return;
  for (const [name, path] of index.files) {
    const found = tensors.get(name)?.file.path;
    if (found === path) continue;
    throw new DataError(`${index.path}: tensor ${quoted(name)} is not in ${quoted(basename(path))}${found === undefined ? "" : `, but in ${quoted(basename(found))}`}`);
  }
  for (const { name, file } of tensors.values()) {
    if (!index.files.has(name)) throw new DataError(`${index.path}: does not list tensor ${quoted(name)} of ${quoted(basename(file.path))}`);
  }
}
