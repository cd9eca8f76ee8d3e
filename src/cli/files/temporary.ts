import { openSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Whoever may end the program at any time, and removes then what is left of temporary files. @public */
export interface Keeper {
  /** Told of a temporary file before it is made, */
  appears(path: string): void;
  /** and when it is gone. */
  disappears(path: string): void;
  /** Does at once what may not end half-way. */
  whole<T>(action: () => T): T;
}

let keeper: Keeper = { appears: () => undefined, disappears: () => undefined, whole: (action) => action() };

/** Puts a keeper in charge. @public */
export function keepTemporaries(by: Keeper): void {
  keeper = by;
}

export function whole<T>(action: () => T): T {
  return keeper.whole(action);
}

/** Characters of the target's name in that of its temporary file, which may not be too long where the target's is not. */
const NAME_LENGTH = 40;

let temporaries = 0;

/** The name of a new temporary file beside a target. */
export function temporaryOf(target: string): string {
  const path = join(dirname(target), `.${basename(target).slice(0, NAME_LENGTH)}.${process.pid}-${++temporaries}.tmp`);
  keeper.appears(path);
  return path;
}

/**
 * Makes a new temporary file beside a target.
 *
 * @param mode  its permissions, as far as the user's mask allows.
 */
export function openTemporary(target: string, mode?: number): { path: string; file: number } {
  return whole(() => {
    const path = temporaryOf(target);
    try {
      return { path, file: openSync(path, "wx", mode) };
    } catch (error) {
      keeper.disappears(path);
      throw error;
    }
  });
}

/** Removes a temporary file if it is there. Returns the error where it stays. */
export function removeTemporary(path: string): unknown {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    return error;
  }
  keeper.disappears(path);
  return undefined;
}

/** A temporary file has got another name. */
export function renamedTemporary(path: string): void {
  keeper.disappears(path);
}
