/** The steps of truncated decompositions and sparse matrices, and what is in their state, for the tests of the steps only; never shipped. */
import { PROBE_ORDER } from "../krylov/probe";
import { isUnsettled as unsettled, measurePanel } from "../krylov/ritz";
import { isWellFormed as wellFormed } from "../krylov/sparse-rows";
import {
  address, B, BLOCK_BYTES, BLOCKS, CAPTURED, COLUMNS, ENERGY, EXPANDED, FAILED_PROBES, FIRST_BLOCK, HAS_Z, integer, LDB, LDR, LDU, LDV, LEFT, NORM,
  PANEL, PENDING, PHASE, PROBE, PROBE_DONE, PROBING, real, RESIDUALS, RESULT_U, RESULT_V, RIGHT, ROWS, setInteger, setReal, TARGET, U, V, VALUES, WIDTH,
  X, Y, Z,
} from "../krylov/state";

export { clearColumns, columnNorms, joinColumns, loadColumns, moveColumns, splitColumns, storeColumns } from "../krylov/columns";
export { beginForward, finishBack, finishForward, insertBlock, orthogonalizeBlock } from "../krylov/expand";
export { orthonormalize } from "../krylov/orthonormalize";
export { beginProbe, endProbe, judge, probeBack, probeForward } from "../krylov/probe";
export { multiplyDense, multiplySparse } from "../krylov/products";
export { project, projectKnown } from "../krylov/project";
export { randomNormals } from "../krylov/random";
export { panelResiduals } from "../krylov/residuals";
export { estimateChange, fixSigns, formResult, measuredChange, restart, unitOf } from "../krylov/ritz";
export { sortRow } from "../krylov/sort-row";
export { countRows, firstNotFinite, longestRow, placeTriplets, sortAndSum, spread, sumCounts, toIndices } from "../krylov/sparse-rows";
export { advance as truncatedAdvance, truncatedConverged, truncatedIsDone } from "../drivers/truncated/lanczos";
export { truncatedOpen } from "../drivers/truncated/memory";
export { sketchOpen, sketchTurnDense, sketchTurnSparse } from "../drivers/truncated/sketch";
export { truncatedTurnDense, truncatedTurnSparse } from "../drivers/truncated/turn";

export function isUnsettled(state: usize): i32 { return unsettled(state) ? 1 : 0; }
export function isWellFormed(rows: i32, columns: i32, count: i32, rowStart: usize, column: usize): i32 {
  return wellFormed(rows, columns, count, rowStart, column) ? 1 : 0;
}
export function measureLeft(state: usize): void { measurePanel(state, integer(state, ROWS), RESULT_U); }
export function measureRight(state: usize): void { measurePanel(state, integer(state, COLUMNS), RESULT_V); }

export function probeOrder(): i32 { return PROBE_ORDER; }

export function stateExpanded(state: usize): i32 { return integer(state, EXPANDED); }
export function statePending(state: usize): i32 { return integer(state, PENDING); }
export function stateWidth(state: usize): i32 { return integer(state, WIDTH); }
export function statePhase(state: usize): i32 { return integer(state, PHASE); }
export function stateIsProbing(state: usize): i32 { return integer(state, PROBING); }
export function stateProbeDone(state: usize): i32 { return integer(state, PROBE_DONE); }
export function stateFailedProbes(state: usize): i32 { return integer(state, FAILED_PROBES); }
export function stateHasZ(state: usize): i32 { return integer(state, HAS_Z); }
export function stateNorm(state: usize): f64 { return real(state, NORM); }
export function stateLdu(state: usize): i32 { return integer(state, LDU); }
export function stateLdv(state: usize): i32 { return integer(state, LDV); }
export function stateLdb(state: usize): i32 { return integer(state, LDB); }
export function stateLdr(state: usize): i32 { return integer(state, LDR); }
export function stateU(state: usize): usize { return address(state, U); }
export function stateV(state: usize): usize { return address(state, V); }
export function stateB(state: usize): usize { return address(state, B); }
export function stateX(state: usize): usize { return address(state, X); }
export function stateY(state: usize): usize { return address(state, Y); }
export function stateZ(state: usize): usize { return address(state, Z); }
export function stateValues(state: usize): usize { return address(state, VALUES); }
export function stateLeft(state: usize): usize { return address(state, LEFT); }
export function stateRight(state: usize): usize { return address(state, RIGHT); }
export function stateProbe(state: usize): usize { return address(state, PROBE); }
export function stateResultU(state: usize): usize { return address(state, RESULT_U); }
export function stateResultV(state: usize): usize { return address(state, RESULT_V); }
export function stateResiduals(state: usize): usize { return address(state, RESIDUALS); }

export function setStateBasis(state: usize, expanded: i32, pending: i32): void {
  setInteger(state, EXPANDED, expanded);
  setInteger(state, PENDING, pending);
}
export function setStateBlock(state: usize, width: i32, phase: i32): void {
  setInteger(state, WIDTH, width);
  setInteger(state, PHASE, phase);
}
export function setStatePanel(state: usize, first: i32): void { setInteger(state, PANEL, first); }
export function setStateNorm(state: usize, norm: f64): void { setReal(state, NORM, norm); }
export function setStateTarget(state: usize, target: f64): void { setReal(state, TARGET, target); }

export function sketchCount(state: usize): i32 { return integer(state, BLOCKS); }
export function sketchEnergyLeft(state: usize): f64 { return real(state, ENERGY); }
export function sketchEnergyCaptured(state: usize): f64 { return real(state, CAPTURED); }
export function sketchQ(state: usize, i: i32): usize { return address(state, FIRST_BLOCK) + <usize>i * address(state, BLOCK_BYTES); }
