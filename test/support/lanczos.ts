/** The state of a truncated decomposition in the kernels module: the only place of the tests that knows how to reach into it. */
import type { Kernels } from "./builds";
import { type Dense, dense } from "./dense";

/** What the block in X must be multiplied by next, as state.ts numbers it. */
export const PHASE = Object.freeze({ forward: 0, back: 1, measureForward: 2, measureBack: 3, done: 4 });

export interface LanczosShape {
  readonly rows: number;
  readonly columns: number;
  readonly wanted: number;
  readonly block?: number;
  readonly tolerance?: number;
  readonly relative?: boolean;
  readonly seed?: number;
}

/** An opened state: its first block is orthonormal, pending, and in X. */
export class Lanczos {
  readonly state: number;
  readonly rows: number;
  readonly columns: number;
  readonly wanted: number;
  readonly block: number;

  constructor(readonly kernels: Kernels, { rows, columns, wanted, block = 4, tolerance = 1e-10, relative = false, seed = 1 }: LanczosShape) {
    const result = kernels.reserve(8) >>> 0;
    const status = kernels.truncatedOpen(rows, columns, wanted, block, tolerance, relative ? 1 : 0, seed, 0, result);
    if (status !== 0) throw new Error(`truncatedOpen: status ${status}`);
    this.state = new Uint32Array(kernels.memory.buffer, result, 1)[0]!;
    Object.assign(this, { rows, columns, wanted, block });
    [this.rows, this.columns, this.wanted, this.block] = [rows, columns, wanted, block];
  }

  get expanded(): number { return this.kernels.stateExpanded(this.state); }
  get pending(): number { return this.kernels.statePending(this.state); }
  get width(): number { return this.kernels.stateWidth(this.state); }
  get phase(): number { return this.kernels.statePhase(this.state); }
  get probing(): boolean { return this.kernels.stateIsProbing(this.state) === 1; }
  get probed(): number { return this.kernels.stateProbeDone(this.state); }
  get failedProbes(): number { return this.kernels.stateFailedProbes(this.state); }
  get norm(): number { return this.kernels.stateNorm(this.state); }

  /** The expanded columns of U; V with the pending ones; B = U'*A*V. */
  get U(): Dense { return this.read(this.kernels.stateU(this.state), this.rows, this.expanded, this.kernels.stateLdu(this.state)); }
  get V(): Dense { return this.read(this.kernels.stateV(this.state), this.columns, this.expanded + this.pending, this.kernels.stateLdv(this.state)); }
  get B(): Dense { return this.read(this.kernels.stateB(this.state), this.expanded, this.expanded + this.pending, this.kernels.stateLdb(this.state)); }
  /** The directions of the missed-copies test so far: columns of V behind the expanded ones. */
  probes(count: number): Dense {
    const all = this.read(this.kernels.stateV(this.state), this.columns, this.expanded + count, this.kernels.stateLdv(this.state));
    return dense(this.columns, count, (i, j) => all.data[i * all.columns + this.expanded + j]!);
  }
  /** Their triangle R, with A*Q = W*R. */
  get triangle(): Dense { return this.read(this.kernels.stateProbe(this.state), this.probed, this.probed, this.kernels.probeOrder()); }
  /** The block to multiply, and the products at hand. */
  x(rows: number): Dense { return this.read(this.kernels.stateX(this.state), rows, this.width, this.width); }
  y(rows: number): Dense { return this.read(this.kernels.stateY(this.state), rows, this.width, this.width); }
  get z(): Dense | undefined {
    return this.kernels.stateHasZ(this.state) === 0 ? undefined : this.read(this.kernels.stateZ(this.state), this.columns, this.width, this.width);
  }
  get resultU(): Dense { return this.read(this.kernels.stateResultU(this.state), this.rows, this.wanted, this.kernels.stateLdr(this.state)); }
  get resultV(): Dense { return this.read(this.kernels.stateResultV(this.state), this.columns, this.wanted, this.kernels.stateLdr(this.state)); }
  get residuals(): number[] { return Array.from(this.read(this.kernels.stateResiduals(this.state), 1, this.wanted, this.wanted).data); }
  get values(): number[] { return Array.from(this.read(this.kernels.stateValues(this.state), 1, this.expanded, this.expanded).data); }

  /** U, V, B become these; the last columns of V are pending. */
  setBasis(u: Dense, v: Dense, b: Dense): void {
    const { kernels, state } = this;
    kernels.setStateBasis(state, u.columns, v.columns - u.columns);
    this.write(kernels.stateU(state), u, kernels.stateLdu(state));
    this.write(kernels.stateV(state), v, kernels.stateLdv(state));
    this.write(kernels.stateB(state), b, kernels.stateLdb(state));
  }
  /** Singular values of the square part of B, its left and right vectors. */
  setTriplets(values: ArrayLike<number>, left: Dense, right: Dense): void {
    const { kernels, state } = this;
    this.write(kernels.stateValues(state), { rows: 1, columns: values.length, data: Float64Array.from(values) }, values.length);
    this.write(kernels.stateLeft(state), left, left.columns);
    this.write(kernels.stateRight(state), right, right.columns);
  }
  setResult(u: Dense, v: Dense, residuals: readonly number[]): void {
    const { kernels, state } = this;
    this.write(kernels.stateResultU(state), u, kernels.stateLdr(state));
    this.write(kernels.stateResultV(state), v, kernels.stateLdr(state));
    this.write(kernels.stateResiduals(state), { rows: 1, columns: residuals.length, data: Float64Array.from(residuals) }, residuals.length);
  }
  setX(x: Dense): void { this.write(this.kernels.stateX(this.state), x, x.columns); }
  setY(y: Dense): void { this.write(this.kernels.stateY(this.state), y, y.columns); }
  setZ(z: Dense): void { this.write(this.kernels.stateZ(this.state), z, z.columns); }
  setBlock(width: number, phase: number): void { this.kernels.setStateBlock(this.state, width, phase); }

  /** Y := A*X or A'*X, as the phase asks, in plain loops, A' from the product itself. */
  multiply(a: Dense): void {
    const forward = this.phase === PHASE.forward || this.phase === PHASE.measureForward;
    const x = this.x(forward ? this.columns : this.rows);
    this.setY(dense(forward ? this.rows : this.columns, x.columns, (i, j) => {
      let sum = 0;
      for (let p = 0; p < x.rows; p++) sum += a.data[forward ? i * a.columns + p : p * a.columns + i]! * x.data[p * x.columns + j]!;
      return sum;
    }));
  }

  private read(at: number, rows: number, columns: number, ld: number): Dense {
    const data = new Float64Array(this.kernels.memory.buffer, at >>> 0, Math.max(0, (rows - 1) * ld + columns));
    return dense(rows, columns, (i, j) => data[i * ld + j]!);
  }
  private write(at: number, a: Dense, ld: number): void {
    const data = new Float64Array(this.kernels.memory.buffer, at >>> 0, Math.max(0, (a.rows - 1) * ld + a.columns));
    for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.columns, (i + 1) * a.columns), i * ld);
  }
}
