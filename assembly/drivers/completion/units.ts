import { mark, release, reserve } from "../../arena";
import { averageIntoEmpty, compareInUnits, intoUnits, lineUnits, LineWork, longestLine } from "../../completion/line-units";
import { linesOf, Table } from "../../completion/table";
import { bytesOf, line, vector } from "../../memory";
import { Status } from "../../status";

/**
 * Centre and scale of every line of a side (line-units.ts).
 *
 * robust: 1 for medians. centre, scale: one per line, overwritten. out: [centre and scale of a line nothing is known of, lines with outliers], overwritten.
 */
export function unitsOf(table: usize, side: i32, robust: i32, centre: usize, scale: usize, out: usize): Status {
  const t = changetype<Table>(table);
  const longest = longestLine(t, side);
  const base = mark();
  const room = reserve(3 * line(bytesOf<f64>(longest + 2)) + line(offsetof<LineWork>()));
  if (room == 0) return Status.OutOfMemory;
  const work = changetype<LineWork>(room);
  const list = line(bytesOf<f64>(longest + 2));
  const first = room + line(offsetof<LineWork>());
  work.values = vector<f64>(first);
  work.sorted = vector<f64>(first + list);
  work.places = vector<i32>(first + 2 * list);
  const outlying = lineUnits(t, side, robust != 0, vector<f64>(centre), vector<f64>(scale), vector<f64>(out), work);
  vector<f64>(out)[2] = <f64>outlying;
  release(base);
  return Status.Ok;
}

/** n values into the units of their lines, at most `most` of them from the centre. line: i32. x: overwritten. */
export function scaleByLines(n: i32, lines: usize, centre: usize, scale: usize, most: f64, x: usize): void {
  intoUnits(n, vector<i32>(lines), vector<f64>(centre), vector<f64>(scale), most, vector<f64>(x));
}

/** Squared errors of two sets of n predictions, in units of their lines or in one (line-units.ts). out: 4 numbers, overwritten. */
export function compareErrors(n: i32, lines: usize, a: usize, b: usize, actual: usize, scale: usize, unit: f64, most: f64, out: usize): void {
  compareInUnits(n, vector<i32>(lines), vector<f64>(a), vector<f64>(b), vector<f64>(actual), vector<f64>(scale), unit, most, vector<f64>(out));
}

/** Factor lines without entries become the mean of those that have some. factors: lines of ld elements, the first k of them used. */
export function fillEmptyLines(table: usize, side: i32, factors: usize, k: i32, ld: i32): void {
  averageIntoEmpty(linesOf(changetype<Table>(table), side), factors, k, ld);
}
