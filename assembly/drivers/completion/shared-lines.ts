import { SHARED, threads } from "../../crew";

/** Lines of a block that is solved by all threads and then summed up by one, in order. */
export const LINES: i32 = 512;
/** The longest line whose workspace of least squares fits into the scratch of a thread. */
export const LARGEST: i32 = 300;
/** Lines from which on others take part. */
const WORTH: i32 = 64;

/** Whether others take part in `count` lines of ld elements, of which `largest` fit. */
// @ts-ignore: decorator
@inline
export function areShared(count: i32, ld: i32, largest: i32): bool {
  if (SHARED) return count >= WORTH && ld <= largest && threads() > 1;
  return false;
}
