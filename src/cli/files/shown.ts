import { visibleLine } from "../visible";

const LONGEST = 40;

/** A piece of a file as an error shows it: in quotes, cut where it is long, without what a terminal would obey. */
export function shown(text: string): string {
  return visibleLine(JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
}
