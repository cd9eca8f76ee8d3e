import { allocate } from "../../lists";
import type { Entries } from "../entries";
import { type MeasuredUnits, measureUnits } from "../problems/units";

/** Lines differ by much if one scale in ten is so many times another, or centres lie so many scales apart; judged by lines of so many entries, where so many are, or half of all. */
const MIXED = Object.freeze({ ratio: 3, distance: 10, entries: 10, enough: 10, fewer: 4, share: 0.1 });
/** Of fewer entries than this each is held out in turn, and lines of two entries tell, too. */
export const FEW = 20;

/** Whether columns are in units of their own, by the looks of their centres and scales; `apart`: of the scales alone, so many times another. */
export function isMixed({ centre, scale }: MeasuredUnits, { columns, column }: Entries, apart?: number): boolean {
  const counts = allocate(columns, "complete", Int32Array);
  for (const j of column) counts[j]!++;
  const withEntries = (least: number) => [...scale.keys()].filter((j) => counts[j]! >= least && scale[j]! > 0);
  const many = withEntries(MIXED.entries);
  const some = withEntries(column.length < FEW ? 2 : MIXED.fewer);
  const lines = many.length >= Math.min(MIXED.enough, some.length / 2) ? many : some;
  const ends = (numbers: Float64Array, of = lines): readonly [number, number] => {
    const sorted = of.map((j) => numbers[j]!).sort((a, b) => a - b);
    const at = Math.floor(MIXED.share * sorted.length);
    return [sorted[at]!, sorted[sorted.length - 1 - at]!];
  };
  if (lines.length < 2) return false;
  const [[least, most], [lowest, highest], [low, high]] = [ends(scale), ends(centre), ends(scale, some)];
  if (apart !== undefined) return most > apart * least || high > apart * apart * low; // scales by few entries differ by more
  return most > MIXED.ratio * least || highest - lowest > MIXED.distance * most;
}

/** The units errors are measured in: of outliers, robust ones. */
export function unitsToJudge(fit: Entries): MeasuredUnits {
  const plain = measureUnits(fit, { side: "column", robust: false });
  return plain.outlying > 0 ? measureUnits(fit, { side: "column", robust: true }) : plain;
}
