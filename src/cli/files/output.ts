import { accessSync, chmodSync, closeSync, constants, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, UsageError, reasonOf } from "../failure";

/**
 * The output files of one run. Nothing is written before `commit`, and no target is ever half written: each file goes to a
 * temporary file beside its target, and only when all of them are complete are they renamed into place.
 */
export class Outputs {
  private readonly files: { path: string; target: string; bytes: Uint8Array | string }[] = [];
  private readonly targets = new Map<string, string>();
  private begun: { temporary: string; target: string; path: string }[] = [];

  /** Refuses a target that cannot be written, before any long work. Its folder must exist, unless `makeFolder`. */
  claim(path: string, makeFolder = false): void {
    const target = locate(path);
    if (this.targets.has(target)) throw new UsageError(`${path} is the target of two outputs`);
    this.targets.set(target, path);
    const found = statOf(target, path);
    if (found?.isDirectory()) throw new DataError(`${path}: is a directory`);
    if (path.endsWith("/")) throw new DataError(`${path}: no such directory`);
    const folder = statOf(dirname(target), path);
    if (folder === undefined && !makeFolder) throw new DataError(`${path}: no such directory: ${dirname(path)}`);
    if (folder !== undefined && !folder.isDirectory()) throw new DataError(`${path}: ${dirname(path)} is not a directory`);
    for (const place of [found && target, folder && dirname(target)]) {
      if (place !== undefined) checkWritable(place, path);
    }
  }

  /** Adds a computed file. */
  add(path: string, bytes: Uint8Array | string): void {
    this.files.push({ path, target: locate(path), bytes });
  }

  /** The temporary file, yet to be made, in which a large output is built; `commit` puts it in place, `discard` removes it. */
  begin(path: string): string {
    const target = locate(path);
    const found = statOf(target, path);
    if (found !== undefined && !found.isFile()) throw new DataError(`${path}: is not a regular file`);
    try {
      mkdirSync(dirname(target), { recursive: true });
    } catch (error) {
      throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
    }
    const temporary = temporaryOf(target);
    this.begun.push({ temporary, target, path });
    return temporary;
  }

  /** Removes what was begun and not committed. */
  discard(): void {
    for (const { temporary } of this.begun) rmSync(temporary, { force: true });
    this.begun = [];
  }

  /** The paths begun and added so far. */
  get paths(): string[] {
    return [...this.begun, ...this.files].map(({ path }) => path);
  }

  /** Writes every file, or none. */
  commit(): void {
    const written = [...this.begun];
    let path = "";
    try {
      for (const file of this.files) {
        path = file.path;
        mkdirSync(dirname(file.target), { recursive: true });
        const found = statOf(file.target, path);
        if (found !== undefined && !found.isFile()) continue;
        const temporary = temporaryOf(file.target);
        written.push({ temporary, target: file.target, path });
        writeWhole(temporary, file.bytes, found?.mode);
      }
      for (const file of this.files) { // devices and pipes have no half-written state to protect: written in place
        path = file.path;
        if (!written.some(({ target }) => target === file.target)) writeFileSync(file.target, file.bytes);
      }
      for (const { temporary, target, path: name } of written) {
        path = name;
        renameSync(temporary, target);
      }
    } catch (error) {
      for (const { temporary } of written) rmSync(temporary, { force: true });
      throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
    }
  }
}

/** Characters of the target's name in that of its temporary file, which may not be too long where the target's is not. */
const NAME_LENGTH = 40;

let temporaries = 0;

function temporaryOf(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, NAME_LENGTH)}.${process.pid}-${++temporaries}.tmp`);
}

function writeWhole(path: string, bytes: Uint8Array | string, mode: number | undefined): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (mode !== undefined) chmodSync(path, mode);
}

/** The file behind a path: a symbolic link is followed, so that its target is replaced and not the link. */
function locate(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function checkWritable(place: string, path: string): void {
  try {
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}

function statOf(target: string, path: string) {
  try {
    return statSync(target, { throwIfNoEntry: false });
  } catch (error) {
    throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}
