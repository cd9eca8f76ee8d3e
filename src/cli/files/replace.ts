import { copyFileSync, linkSync, renameSync, rmSync } from "node:fs";
import { removeTemporary, renamedTemporary, temporaryOf } from "./temporary";

/** A complete temporary file, what it is to be, and how the user calls that. */
export interface Ready {
  readonly temporary: string;
  readonly target: string;
  readonly path: string;
}

/**
 * Renames every temporary file to its target, or none: where one fails, the targets before it get back what they were.
 *
 * @param told  of the path before each.
 * @returns what was set aside meanwhile and could not be removed, with the reason.
 */
export function replaceAll(files: readonly Ready[], told: (path: string) => void): { path: string; error: unknown }[] {
  const done: { target: string; aside: string | undefined }[] = [];
  try {
    files.forEach(({ temporary, target, path }, at) => {
      told(path);
      const aside = at < files.length - 1 ? setAside(target) : undefined; // behind the last nothing fails any more
      try {
        renameSync(temporary, target);
      } catch (error) {
        if (aside !== undefined) removeTemporary(aside);
        throw error;
      }
      renamedTemporary(temporary);
      done.push({ target, aside });
    });
  } catch (error) {
    for (const { target, aside } of done.reverse()) putBack(target, aside);
    throw error;
  }
  return done.flatMap(({ aside }) => {
    const error = aside === undefined ? undefined : removeTemporary(aside);
    return error === undefined ? [] : [{ path: aside!, error }];
  });
}

/** A second name for a file, or a copy where there are none; undefined if there is no file. */
function setAside(target: string): string | undefined {
  const aside = temporaryOf(target);
  for (const copy of [linkSync, copyFileSync]) {
    try {
      copy(target, aside);
      return aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") break;
      if (copy === linkSync) continue;
      removeTemporary(aside);
      throw error;
    }
  }
  removeTemporary(aside);
  return undefined;
}

function putBack(target: string, aside: string | undefined): void {
  try {
    if (aside === undefined) {
      rmSync(target, { force: true });
    } else {
      renameSync(aside, target);
      renamedTemporary(aside);
    }
  } catch {
    // The first failure is told; what was there stays under its other name.
  }
}
