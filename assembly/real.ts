/** The precision of this build: tools/build-wasm.mjs compiles the module `single` with another copy of this file. */

/** The entries of a matrix. Scalars, singular values on their way and byte counts are f64 in every build. */
export type real = f64;

/** Bytes of a real. */
export const REAL_BYTES: f64 = sizeof<real>();
