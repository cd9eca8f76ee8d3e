import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DataError, reasonOf } from "../../failure";
import { isObject, parseObject, quoted, shown } from "../json";

/** Where a checkpoint is: its files, and what an index says is in each. */
export interface Shards {
  readonly files: readonly string[];
  /** The file of each tensor by an index; undefined without one. */
  readonly index?: { readonly path: string; readonly files: ReadonlyMap<string, string> };
}

const INDEX = ".safetensors.index.json";
const SUFFIX = ".safetensors";
/** Names like model-00001-of-00003.safetensors. */
const SHARD = /^(.*)-\d{5,}-of-(\d{5,})\.safetensors$/;
/** No index that is used is larger; the largest known have some megabytes. */
const MOST_INDEX = 64_000_000;

/**
 * The files of a checkpoint.
 *
 * @param path       a .safetensors file, an index, or a folder with either.
 * @param preferred  the file to take of several in a folder.
 */
export function locateShards(path: string, preferred: readonly string[] = []): Shards {
  const found = attempt(path, () => statSync(path));
  if (found.isDirectory()) return inFolder(path, preferred);
  if (path.endsWith(".json")) return fromIndex(path);
  refuseShard(path);
  return { files: [path] };
}

function inFolder(folder: string, preferred: readonly string[]): Shards {
  const names = attempt(folder, () => readdirSync(folder)).sort();
  const single = preferred.find((name) => names.includes(name));
  if (single !== undefined) return { files: [join(folder, single)] };
  const indices = names.filter((name) => name.endsWith(INDEX));
  if (indices.length > 1) throw new DataError(`${folder}: has ${indices.length} indices, as ${quoted(indices[0]!)} and ${quoted(indices[1]!)}: name the one to be read`);
  if (indices.length === 1) return fromIndex(join(folder, indices[0]!));
  const files = names.filter((name) => name.endsWith(SUFFIX));
  if (files.length === 0) throw new DataError(`${folder}: is a folder without a ${SUFFIX} file${names.some((name) => /\.(bin|pt|pth|ckpt)$/.test(name)) ? ": save the weights as safetensors first" : ""}`);
  if (files.length > 1) {
    const shard = files.find((name) => SHARD.test(name));
    throw new DataError(shard === undefined
      ? `${folder}: has ${files.length} files, as ${quoted(files[0]!)} and ${quoted(files[1]!)}: name the one to be read`
      : `${folder}: has shards, as ${quoted(shard)}, but no index (*${INDEX}) that lists them`);
  }
  refuseShard(join(folder, files[0]!));
  return { files: [join(folder, files[0]!)] };
}

/** One of several shards is a part of a model, and its rest would count as missing. */
function refuseShard(path: string): void {
  const [, stem, count = ""] = SHARD.exec(basename(path)) ?? [];
  if (stem === undefined || Number(count) <= 1) return;
  throw new DataError(`${path}: is one of ${Number(count)} shards: give their folder or ${quoted(`${stem}${INDEX}`)}`);
}

function fromIndex(path: string): Shards {
  const { size } = attempt(path, () => statSync(path));
  if (size > MOST_INDEX) throw new DataError(`${path}: an index of ${size} bytes, expected at most ${MOST_INDEX}`);
  const { weight_map: map } = parseObject(attempt(path, () => readFileSync(path)), `${path}: the index`);
  if (!isObject(map)) throw new DataError(`${path}: weight_map is ${shown(map)}: expected an object that names the file of each tensor`);
  const files = new Map<string, string>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== "string") throw new DataError(`${path}: the file of tensor ${quoted(tensor)} is ${shown(file)}: expected a name`);
    if (file !== basename(file) || !file.endsWith(SUFFIX)) throw new DataError(`${path}: the file of tensor ${quoted(tensor)} is ${quoted(file)}: expected the name of a ${SUFFIX} file beside the index`);
    files.set(tensor, join(dirname(path), file));
  }
  if (files.size === 0) throw new DataError(`${path}: weight_map is empty`);
  return { files: [...new Set(files.values())].sort(), index: { path, files } };
}

/** Does something with a file or folder; a failure names it. */
export function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
}
