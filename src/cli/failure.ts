/** What was typed is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a file holds, or where one should go, is wrong: exit code 1. */
export class DataError extends Error {
  override readonly name = "DataError";
}

/** The reason of a failed file operation in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case "ENOENT": return "no such file or directory";
    case "EISDIR": return "is a directory";
    case "ENOTDIR": return "a part of the path is not a directory";
    case "EACCES":
    case "EPERM": return "permission denied";
    case "ENOSPC": return "no space left on the device";
    case "EROFS": return "the file system is read-only";
    case "ENAMETOOLONG": return "the name is too long";
    default: return oneLine(error instanceof Error ? error.message : String(error));
  }
}

/** A message as one line: what follows a line break is joined with spaces. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]+\s*/g, " ");
}
