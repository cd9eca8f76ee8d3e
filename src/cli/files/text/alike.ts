import { DataError } from "../../failure";
import { shown } from "../shown";

const ASCII = /^[\0-\x7f]*$/;

/**
 * Notes on names that nobody can tell apart: the same letters in another form of Unicode, as é in one character, or as e and an accent (NFC and NFD).
 * Names are data, and such ones stay apart.
 *
 * @param kinds  what the names are of, and all of them.
 */
export function notesOfAlike(kinds: Readonly<Record<string, Iterable<string>>>): string[] {
  return Object.entries(kinds).flatMap(([kind, names]) => {
    const forms = new Map<string, Set<string>>();
    for (const name of names) {
      if (ASCII.test(name)) continue;
      const plain = name.normalize("NFC");
      const same = forms.get(plain);
      if (same === undefined) forms.set(plain, new Set([name]));
      else same.add(name);
    }
    const several = [...forms].filter(([, same]) => same.size > 1);
    if (several.length === 0) return [];
    const [name, same] = several[0]!;
    const more = several.length === 1 ? "" : `, as are ${several.length - 1} more`;
    return [`${kind}: ${shown(name)} is written in ${same.size} forms of Unicode${more}, and each counts by itself; in a file normalized to NFC they are one`];
  });
}

/** The place of a name: as it is written, else in another form of Unicode if that is one name only. -1 where there is none. */
export function placeOf(names: readonly string[], wanted: string, path: string): number {
  const exact = names.indexOf(wanted);
  if (exact >= 0 || ASCII.test(wanted)) return exact;
  const plain = wanted.normalize("NFC");
  const same = [...names.keys()].filter((p) => names[p]!.normalize("NFC") === plain);
  if (new Set(same.map((p) => names[p])).size > 1) throw new DataError(`${path}: ${shown(wanted)} is written in several forms of Unicode there, and in none of them here`);
  return same[0] ?? -1;
}
