import { bytesOf, Vector, Words } from "../memory";

/**
 * Entries (row, column, value), in any order, sorted into lines by counting: how many each line has, where it begins, then every entry
 * to its place. Stable: sorted by column, then by row, every line of a table ends up ascending.
 */

/** starts[i + 1] += 1 for each coordinate i of `count`. */
export function countLines(count: i32, coordinate: Words, starts: Words): void {
  for (let e = 0; e < count; e++) {
    const line = coordinate[e];
    starts[line + 1] = starts[line + 1] + 1;
  }
}

/** Counts to starts: a running sum over lines + 1 words. */
export function accumulate(lines: i32, starts: Words): void {
  let sum = 0;
  for (let i = 0; i <= lines; i++) {
    sum += starts[i];
    starts[i] = sum;
  }
}

/** Moves the starts one line down after a pass of placing has advanced each to its line's end. */
export function rewind(lines: i32, starts: Words): void {
  memory.copy(starts.at(1), starts.at(0), bytesOf<i32>(lines));
  starts[0] = 0;
}

/** The next free place of a line; its start advances. */
// @ts-ignore: decorator
@inline
function takePlace(line: i32, starts: Words): i32 {
  const place = starts[line];
  starts[line] = place + 1;
  return place;
}

/** Puts coordinates into the lines given by `line`; starts advance to the ends of their lines. */
export function placeEntries(
  count: i32, line: Words, other: Words, value: Vector<f64>, starts: Words, otherOut: Words, valueOut: Vector<f64>,
): void {
  for (let e = 0; e < count; e++) {
    const place = takePlace(line[e], starts);
    otherOut[place] = other[e];
    valueOut[place] = value[e];
  }
}

/** From lines of one side to lines of the other, with the values. start is whole, starts advance to their ends. */
export function transposeEntries(
  lines: i32, start: Words, other: Words, value: Vector<f64>, starts: Words, lineOut: Words, valueOut: Vector<f64>,
): void {
  for (let i = 0; i < lines; i++) {
    for (let e = start[i]; e < start[i + 1]; e++) {
      const place = takePlace(other[e], starts);
      lineOut[place] = i;
      valueOut[place] = value[e];
    }
  }
}

/** The same with the place of each entry instead of its value. */
export function transposePlaces(lines: i32, start: Words, other: Words, starts: Words, lineOut: Words, placeOut: Words): void {
  for (let i = 0; i < lines; i++) {
    for (let e = start[i]; e < start[i + 1]; e++) {
      const place = takePlace(other[e], starts);
      lineOut[place] = i;
      placeOut[place] = e;
    }
  }
}

/** The first entry that repeats the one before it in its line, or -1. The lines must be ascending. */
export function findRepeated(lines: i32, start: Words, other: Words): i32 {
  for (let i = 0; i < lines; i++) {
    for (let e = start[i] + 1; e < start[i + 1]; e++) if (other[e] == other[e - 1]) return e;
  }
  return -1;
}
