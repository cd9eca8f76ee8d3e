import { DataError } from "../../failure";

/** What stands in a text for characters that an earlier program could not read. */
const REPLACEMENT = "\ufffd";

/** Refuses names that hold a replacement character: two that look the same now may have been different. */
export function refuseDamaged(path: string, names: Iterable<string>): void {
  for (const name of names) {
    if (name.includes(REPLACEMENT)) {
      throw new DataError(`${path}: the name ${JSON.stringify(name)} holds a replacement character (U+FFFD): it was damaged by an earlier conversion (--encoding utf-8 takes it as it is)`);
    }
  }
}
