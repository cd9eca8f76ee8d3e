import type { Verdict } from "./lane";
import type { Mutant } from "./operators";

export interface Result extends Mutant, Verdict {
  /** The mutant and the text of its file. */
  readonly key: string;
  /** Of all tests together. */
  readonly tests: string;
  /** Whether any test reaches it. */
  readonly covered: boolean;
}

type IsOf = (result: Result, folder: string) => boolean;

/** A table of scores. `possible`: how many faults there are of each folder, those that do not compile with them. */
export function summary(results: readonly Result[], possible: Readonly<Record<string, number>>, isOf: IsOf): string {
  const rows = Object.entries(possible).map(([folder, all]) => {
    const own = results.filter((result) => isOf(result, folder));
    const count = (...statuses: readonly Result["status"][]) => own.filter(({ status }) => statuses.includes(status)).length;
    const [seen, lived] = [count("killed", "timeout"), count("survived")];
    return `| \`${folder}\` | ${all} | ${seen + lived} | ${seen} | ${count("timeout")} | ${lived} | ${count("same")} | ${score(seen, seen + lived)} |`;
  });
  return ["| folder | possible | tried | seen | of them by time | lived | equivalent | score (95 % interval) |", "|---|---|---|---|---|---|---|---|", ...rows].join("\n");
}

/** The table, and all that lived. */
export function report(results: readonly Result[], possible: Readonly<Record<string, number>>, isOf: IsOf): string {
  const lived = results.filter(({ status }) => status === "survived").map(({ file, line, kind, id, covered }) => `- ${file}:${line} (${kind}${covered ? "" : ", no test reaches it"}): ${id}`);
  return `${summary(results, possible, isOf)}\n\n${lived.sort().join("\n")}\n`;
}

/** A share in per cent with Wilson's interval. */
function score(part: number, whole: number): string {
  if (whole === 0) return "–";
  const z = 1.96;
  const [p, c] = [part / whole, (z * z) / whole];
  const half = (z * Math.sqrt((p * (1 - p)) / whole + c / (4 * whole))) / (1 + c);
  const middle = (p + c / 2) / (1 + c);
  return `${(100 * p).toFixed(1)} % (${(100 * (middle - half)).toFixed(1)} to ${(100 * (middle + half)).toFixed(1)})`;
}
