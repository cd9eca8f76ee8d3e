/**
 * The steps that turn coordinates (row, column, value), in any order, into the two indices of a table: a counting sort
 * by column, then by row, then by column again, each stable, so that every line ends up ascending.
 */

/** starts[i + 1] += 1 for each coordinate i of `count`. */
export function countLines(count: i32, coordinate: usize, starts: usize): void {
  for (let e = 0; e < count; e++) {
    const at = starts + (<usize>load<i32>(coordinate + (<usize>e << 2)) << 2);
    store<i32>(at, load<i32>(at, 4) + 1, 4);
  }
}

/** Counts to starts: a running sum over lines + 1 words. */
export function accumulate(lines: i32, starts: usize): void {
  let sum = 0;
  for (let i = 0; i <= lines; i++) {
    const at = starts + (<usize>i << 2);
    sum += load<i32>(at);
    store<i32>(at, sum);
  }
}

/** Moves the starts one line down after a pass of placing has advanced each to its line's end. */
export function rewind(lines: i32, starts: usize): void {
  memory.copy(starts + 4, starts, <usize>lines << 2);
  store<i32>(starts, 0);
}

/** Puts coordinates into the lines given by `line`; starts advance to the ends of their lines. */
export function placeEntries(
  count: i32, line: usize, other: usize, value: usize, starts: usize, otherOut: usize, valueOut: usize,
): void {
  for (let e = 0; e < count; e++) {
    const start = starts + (<usize>load<i32>(line + (<usize>e << 2)) << 2);
    const place = <usize>load<i32>(start);
    store<i32>(start, <i32>place + 1);
    store<i32>(otherOut + (place << 2), load<i32>(other + (<usize>e << 2)));
    store<f64>(valueOut + (place << 3), load<f64>(value + (<usize>e << 3)));
  }
}

/** From lines of one side to lines of the other, with the values. start is whole, starts advance to their ends. */
export function transposeEntries(
  lines: i32, start: usize, other: usize, value: usize, starts: usize, lineOut: usize, valueOut: usize,
): void {
  for (let i = 0; i < lines; i++) {
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const at = starts + (<usize>load<i32>(other + (<usize>e << 2)) << 2);
      const place = <usize>load<i32>(at);
      store<i32>(at, <i32>place + 1);
      store<i32>(lineOut + (place << 2), i);
      store<f64>(valueOut + (place << 3), load<f64>(value + (<usize>e << 3)));
    }
  }
}

/** The same with the place of each entry instead of its value. */
export function transposePlaces(lines: i32, start: usize, other: usize, starts: usize, lineOut: usize, placeOut: usize): void {
  for (let i = 0; i < lines; i++) {
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const at = starts + (<usize>load<i32>(other + (<usize>e << 2)) << 2);
      const place = <usize>load<i32>(at);
      store<i32>(at, <i32>place + 1);
      store<i32>(lineOut + (place << 2), i);
      store<i32>(placeOut + (place << 2), e);
    }
  }
}

/** The first entry that repeats the one before it in its line, or -1. The lines must be ascending. */
export function findRepeated(lines: i32, start: usize, other: usize): i32 {
  for (let i = 0; i < lines; i++) {
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)) + 1; e < end; e++) {
      const at = other + (<usize>e << 2);
      if (load<i32>(at) == load<i32>(at - 4)) return e;
    }
  }
  return -1;
}
