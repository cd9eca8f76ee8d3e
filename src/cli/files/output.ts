import { type Stats, accessSync, chmodSync, chownSync, closeSync, constants, fsyncSync, mkdirSync, readlinkSync, realpathSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isatty } from "node:tty";
import { gzipSync } from "node:zlib";
import { DataError, UsageError, reasonOf } from "../failure";
import type { Terminal } from "../terminal";
import { type Ready, replaceAll } from "./replace";
import { openTemporary, removeTemporary, whole } from "./temporary";

/** Of the mode of a file, what the owner, the group and others may do. */
const PERMISSIONS = 0o7777;
/** Symbolic links that are followed one after the other, as in Linux. */
const MOST_LINKS = 40;

/** The file descriptor of standard output, and its name as a target. */
const [STDOUT_FILE, STDOUT] = [1, "-"];

/**
 * The output files of one run. Nothing is written before `commit`, and no target is ever half written: each file goes to a
 * temporary file beside its target, and only when all of them are complete are they renamed into place, all or none. - is standard output.
 */
export class Outputs {
  private readonly files: { path: string; target: string; bytes: Uint8Array | string }[] = [];
  private readonly targets = new Map<string, string>();
  private committed = false;
  private readonly begun: Ready[] = [];
  private readonly folders: { first: string; last: string }[] = [];
  private standard: Uint8Array | string | undefined;

  constructor(private readonly terminal: Terminal) {}

  /** Refuses a target that cannot be written, before any long work. Its folder must exist, unless `makeFolder`; bytes that are no text are not for a terminal. */
  claim(path: string, { makeFolder = false, binary = false }: { readonly makeFolder?: boolean; readonly binary?: boolean } = {}): void {
    const target = path === STDOUT ? STDOUT : locate(path);
    if (this.targets.has(target)) throw new UsageError(`${path} is the target of two outputs`);
    this.targets.set(target, path);
    if (target === STDOUT) {
      if (binary && isatty(STDOUT_FILE)) throw new UsageError("output -: standard output is a terminal, which cannot show this format: expected a file, or a pipe behind the command");
      return;
    }
    const found = statOf(target, path);
    if (found?.isDirectory()) throw new DataError(`${path}: is a directory`);
    if (endsLikeFolder(path)) throw new DataError(`${path}: no such directory`);
    const folder = statOf(dirname(target), path);
    if (folder === undefined && !makeFolder) throw new DataError(`${path}: no such directory: ${dirname(path)}`);
    if (folder !== undefined && !folder.isDirectory()) throw new DataError(`${path}: ${dirname(path)} is not a directory`);
    for (const place of [found && target, folder && dirname(target)]) {
      if (place !== undefined) attempt(path, () => accessSync(place, constants.W_OK));
    }
  }

  /** Where the report goes: to standard error, if an output goes to standard output. */
  get report(): Terminal {
    const { terminal } = this;
    return this.targets.has(STDOUT) && !terminal.quiet ? { ...terminal, print: (text) => { terminal.complain(String(text)); } } : terminal;
  }

  /** Adds a computed file. One whose name ends in .gz is compressed. */
  add(path: string, bytes: Uint8Array | string): void {
    if (path === STDOUT) this.standard = bytes;
    else this.files.push({ path, target: locate(path), bytes: /\.gz$/i.test(path) ? gzipSync(bytes) : bytes });
  }

  /** A temporary file, open, in which a large output is built; `commit` puts it in place, `discard` removes it. */
  begin(path: string): number {
    const target = locate(path);
    const found = statOf(target, path);
    if (found !== undefined && !found.isFile()) throw new DataError(`${path}: is not a regular file`);
    attempt(path, () => this.makeFolder(dirname(target)));
    const { path: temporary, file } = attempt(path, () => openTemporary(target));
    this.begun.push({ temporary, target, path });
    return file;
  }

  /** Removes what was begun and not committed. */
  discard(): void {
    if (this.committed) return;
    for (const { temporary } of this.begun) removeTemporary(temporary);
    for (const { first, last } of this.folders.splice(0)) removeFolders(first, last);
  }

  /** The paths begun and added so far. */
  get paths(): string[] {
    return [...[...this.begun, ...this.files].map(({ path }) => path), ...(this.standard === undefined ? [] : [STDOUT])];
  }

  /** Writes every file, or none; then to standard output. */
  commit(): void {
    const ready = [...this.begun];
    let path = "";
    let left: ReturnType<typeof replaceAll>;
    try {
      for (const { temporary, target, path: name } of this.begun) {
        path = name;
        likeBefore(temporary, statOf(target, name));
      }
      for (const file of this.files) {
        path = file.path;
        this.makeFolder(dirname(file.target));
        const found = statOf(file.target, path);
        if (found !== undefined && !found.isFile()) continue;
        const temporary = openTemporary(file.target, found === undefined ? undefined : found.mode & PERMISSIONS);
        ready.push({ temporary: temporary.path, target: file.target, path });
        writeWhole(temporary.file, file.bytes);
        likeBefore(temporary.path, found);
      }
      for (const file of this.files) { // devices and pipes have no half-written state to protect: written in place
        path = file.path;
        if (!ready.some(({ target }) => target === file.target)) writeFileSync(file.target, file.bytes);
      }
      left = whole(() => replaceAll(ready, (name) => { path = name; }));
    } catch (error) {
      for (const { temporary } of ready) removeTemporary(temporary);
      this.discard();
      throw error instanceof DataError ? error : new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
    }
    this.committed = true;
    // What a terminal shows must not command it; a pipe gets every byte.
    if (this.standard !== undefined) {
      const { print, output = print } = this.terminal;
      output(typeof this.standard === "string" && !isatty(STDOUT_FILE) ? Buffer.from(this.standard) : this.standard);
    }
    if (left.length > 0) throw new DataError(`all is written, but ${left.map(({ path: name, error }) => `${name} cannot be removed: ${reasonOf(error)}`).join("; ")}`);
  }

  private makeFolder(folder: string): void {
    const first = mkdirSync(folder, { recursive: true });
    if (first !== undefined) this.folders.push({ first, last: folder });
  }
}

function writeWhole(file: number, bytes: Uint8Array | string): void {
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a new file the owner and the permissions of the one it replaces. Where that cannot be it stays the user's own, with fewer permissions, but never with more. */
function likeBefore(path: string, found: Stats | undefined): void {
  if (found === undefined) return;
  const { uid, gid, mode } = statSync(path);
  try {
    if (uid !== found.uid || gid !== found.gid) chownSync(path, found.uid, found.gid);
  } catch {
    // another's file
  }
  try {
    if (((mode ^ found.mode) & PERMISSIONS) !== 0) chmodSync(path, found.mode & PERMISSIONS);
  } catch (error) {
    if ((mode & ~found.mode & PERMISSIONS) !== 0) throw error;
  }
}

/** Removes folders that were made, from the last up to the first, while they are empty. */
function removeFolders(first: string, last: string): void {
  try {
    for (let folder = last; folder.length >= first.length; folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // something is in it
  }
}

/** The file that a path stands for: symbolic links are followed to their end, there or not, so that the link itself is never replaced. */
function locate(path: string): string {
  let place = inRealFolder(resolve(path));
  for (let links = 0; links <= MOST_LINKS; links++) {
    let link: string;
    try {
      link = readlinkSync(place);
    } catch {
      return place; // no link, or nothing there
    }
    place = inRealFolder(resolve(dirname(place), link));
  }
  throw new DataError(`${path}: cannot be written: too many symbolic links`);
}

function inRealFolder(place: string): string {
  try {
    return join(realpathSync(dirname(place)), basename(place));
  } catch {
    return place;
  }
}

/** Whether a path ends as folders do: with /, on Windows also with \\. */
export function endsLikeFolder(path: string, separator = sep): boolean {
  return path.endsWith("/") || path.endsWith(separator);
}

/** Whether an output is to be a folder: it ends like one, or is one. */
export function isFolder(output: string): boolean {
  return endsLikeFolder(output) || statOf(output, output)?.isDirectory() === true;
}

function statOf(target: string, path: string): Stats | undefined {
  return attempt(path, () => statSync(target, { throwIfNoEntry: false }));
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}
