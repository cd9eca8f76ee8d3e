import { gaussian } from "../kernels/gaussian";
import { real } from "../real";

/** Separates the random numbers of the iterations here from those of other methods under the same seed. */
const KRYLOV: u32 = 0x4b72796c;

/** n independent standard normal numbers: a pure function of seed, stream and attempt. scratch: 16 bytes. */
export function randomNormals(n: i32, seed: u64, stream: u32, attempt: u32, out: usize, scratch: usize): void {
  gaussian<real>(n, <u32>seed, <u32>(seed >>> 32), stream, attempt, KRYLOV, out, scratch);
}
