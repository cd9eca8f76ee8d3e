/** Row u: ½ c_u cos((2x + 1) u π / 16), c_0 = √½, the others 1: [JPEG] A.3.3. */
const COSINES = Float64Array.from({ length: 64 }, (_, p) => {
  const [u, x] = [p >> 3, p & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

const work = new Float64Array(64);

/** block := C · block · Cᵀ, the DCT of 8 × 8 samples. */
export function forwardDct(block: Float64Array): void {
  transposedProduct(block, work);
  transposedProduct(work, block);
}

/** target := (C · Xᵀ), so that twice gives C · X · Cᵀ. */
function transposedProduct(x: Float64Array, target: Float64Array): void {
  for (let u = 0; u < 8; u++) {
    for (let i = 0; i < 8; i++) {
      let sum = 0;
      for (let j = 0; j < 8; j++) sum += COSINES[8 * u + j]! * x[8 * i + j]!;
      target[8 * u + i] = sum;
    }
  }
}
