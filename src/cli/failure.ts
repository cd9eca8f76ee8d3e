import { visibleLine } from "./visible";

/** What was typed is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(visibleLine(oneLine(message)));
  }
}

/** What a file holds, or where one should go, is wrong: exit code 1. */
export class DataError extends Error {
  override readonly name = "DataError";

  /** @param line  of the file, where the fault has one. */
  constructor(message: string, readonly line?: number) {
    super(visibleLine(oneLine(message)));
  }
}

/** Node's message of a failed call: "EBUSY: resource busy or locked, open 'x'". */
const SYSTEM = /^E[A-Z0-9]+: ([^,]+), /;

/** The reason of a failed file operation in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case "ENOENT": return "no such file or directory";
    case "EISDIR": return "is a directory";
    case "ENOTDIR": return "a part of the path is not a directory";
    case "EACCES":
    case "EPERM": return "permission denied";
    case "ENOSPC":
    case "EDQUOT": return "no space left on the device";
    case "EIO": return "input/output error";
    case "EPIPE": return "nobody reads it any more";
    case "ELOOP": return "too many symbolic links";
    case "EMFILE":
    case "ENFILE": return "too many open files";
    case "EFBIG": return "larger than the file system, or a limit on files, allows";
    case "EROFS": return "the file system is read-only";
    case "ENAMETOOLONG": return "the name is too long";
    default: return oneLine(error instanceof Error ? SYSTEM.exec(error.message)?.[1] ?? error.message : String(error));
  }
}

/** A message as one line: what follows a line break is joined with spaces. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]+\s*/g, " ");
}
