import { dot } from "./dot";

/** Elements summed plainly: the error is that of some 130 additions, whatever n is. */
const BLOCK: i32 = 1024;

/**
 * sum x_i^2, blocks added with compensation (Neumaier 1974).
 *
 * x: n contiguous elements, whose squares neither overflow nor vanish: scale them before.
 */
export function sumOfSquares<T>(n: i32, x: usize): f64 {
  let sum = 0.0;
  let lost = 0.0;
  for (let i = 0; i < n; i += BLOCK) {
    const from = x + (<usize>i << alignof<T>());
    const term = <f64>dot<T>(min(BLOCK, n - i), from, from);
    const next = sum + term;
    lost += sum >= term ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}
