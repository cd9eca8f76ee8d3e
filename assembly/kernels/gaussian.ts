import { cosineSine, logarithm } from "./elementary";
import { philox, uniformAt } from "./philox";

/**
 * Independent standard normal numbers by Box and Muller's formula  sqrt(-2 ln u)*(cos 2 pi v, sin 2 pi v).   [BM58]
 *
 * out: n elements, overwritten; the pair (2b, 2b+1) is a pure function of the key, the three stream words and b, so any
 * part of a sequence can be made alone, on any thread, with the same bits. scratch: 16 bytes.
 */
export function gaussian<T>(n: i32, k0: u32, k1: u32, s0: u32, s1: u32, s2: u32, out: usize, scratch: usize): void {
  for (let b = 0; 2 * b < n; b++) {
    philox(b, s0, s1, s2, k0, k1, scratch);
    const radius = sqrt<f64>(-2 * logarithm(uniformAt(scratch)));
    cosineSine(uniformAt(scratch + 8), scratch);
    const at = out + (<usize>b << (1 + alignof<T>()));
    store<T>(at, <T>(radius * load<f64>(scratch)));
    if (2 * b + 1 < n) store<T>(at, <T>(radius * load<f64>(scratch, 8)), sizeof<T>());
  }
}
