/** The steps of truncated decompositions and sparse matrices, and what is in their state, for the tests of the steps only; never shipped. */
import { reserve } from "../arena";
import {
  clearColumns as clear, columnNorms as measureColumns, joinColumns as join, loadColumns as take, moveColumns as move, splitColumns as split, storeColumns as put,
} from "../kernels/columns";
import { Basis, Coefficients } from "../krylov/basis";
import { beginForward as begin, finishBack as back, finishForward as forward, insertBlock as insert, orthogonalizeBlock as orthogonalize } from "../krylov/expand";
import { orthonormalize as orthonormal } from "../krylov/orthonormalize";
import { beginProbe as beginTest, endProbe as endTest, judge as judgeTest, PROBE_ORDER, probeBack as testBack, probeForward as testForward } from "../krylov/probe";
import { multiplyDense as byDense, multiplySparse as bySparse } from "../krylov/products";
import { removeKnown, removeSpan } from "../krylov/remove-span";
import { panelResiduals as measureResiduals } from "../krylov/residuals";
import {
  estimateChange as estimate, fixSigns as fix, formResult as form, isUnsettled as unsettled, measuredChange as measured, measurePanel, restart as again, unitOf as unit,
} from "../krylov/ritz";
import { Krylov, Sketch } from "../krylov/state";
import { vector } from "../memory";
import { accumulate as starts, countLines as countOf, placeEntries as placeOf, rewind as rewindOf } from "../sparse/counting-sort";
import { longestRow as longest, sortAndSum as sortSum, toIndices as indices } from "../sparse/rows";
import { sortRow as sort } from "../sparse/sort-row";

export { randomNormals } from "../krylov/random";
export { firstNotFinite, isWellFormed, spread } from "../drivers/truncated/sparse";
export { truncatedAdvance, truncatedConverged, truncatedIsDone } from "../drivers/truncated/result";
export { truncatedOpen } from "../drivers/truncated/memory";
export { sketchOpen, sketchTurnDense, sketchTurnSparse } from "../drivers/truncated/sketch";
export { truncatedTurnDense, truncatedTurnSparse } from "../drivers/truncated/turn";

export function loadColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32, block: usize): void { take<f64>(rows, count, basis, ld, first, block); }
export function storeColumns(rows: i32, count: i32, block: usize, basis: usize, ld: i32, first: i32): void { put<f64>(rows, count, block, basis, ld, first); }
export function moveColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32, to: i32): void { move<f64>(rows, count, basis, ld, first, to); }
export function clearColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32): void { clear<f64>(rows, count, basis, ld, first); }
export function splitColumns(rows: i32, count: i32, block: usize, byColumn: usize, ld: i32): void { split<f64>(rows, count, block, byColumn, ld); }
export function joinColumns(rows: i32, count: i32, byColumn: usize, ld: i32, block: usize): void { join<f64>(rows, count, byColumn, ld, block); }
export function columnNorms(rows: i32, count: i32, block: usize, out: usize): void { measureColumns<f64>(rows, count, block, out); }

function basis(rows: i32, at: usize, ld: i32): Basis { return changetype<Basis>(reserve(64)).set(rows, at, ld); }
function into(at: usize, rowStride: i32, columnStride: i32): Coefficients { return changetype<Coefficients>(reserve(64)).set(at, rowStride, columnStride); }
function krylov(state: usize): Krylov { return changetype<Krylov>(state); }
function sketch(state: usize): Sketch { return changetype<Sketch>(state); }

export function orthonormalize(
  rows: i32, count: i32, x: usize, q: usize, n: i32, ldq: i32, norm: f64, r: usize, rowStride: i32, columnStride: i32, seed: u64, stream: u32, byColumn: usize,
): void {
  orthonormal(basis(rows, q, ldq), n, count, x, norm, into(r, rowStride, columnStride), seed, stream, byColumn);
}
export function project(
  rows: i32, n: i32, count: i32, q: usize, ldq: i32, x: usize, sum: usize, rowStride: i32, columnStride: i32, h: usize, norms: usize,
): void {
  removeSpan(basis(rows, q, ldq), n, count, x, into(sum, rowStride, columnStride), h, vector<f64>(norms));
}
export function projectKnown(rows: i32, n: i32, count: i32, q: usize, ldq: i32, x: usize, k: usize, ldk: i32, h: usize, norms: usize): void {
  removeKnown(basis(rows, q, ldq), n, count, x, into(k, ldk, 1), h, vector<f64>(norms));
}
export function panelResiduals(rows: i32, count: i32, width: i32, y: usize, s: usize, w: usize, ldw: i32, residuals: usize, column: usize): void {
  measureResiduals(rows, count, width, vector<f64>(y), vector<f64>(s), vector<f64>(w), ldw, vector<f64>(residuals), vector<f64>(column));
}

export function toIndices(n: i32, from: usize, limit: i32, to: usize): i32 { return indices(n, vector<f64>(from), limit, vector<i32>(to)); }
export function longestRow(rows: i32, rowStart: usize): i32 { return longest(rows, vector<i32>(rowStart)); }
export function sortAndSum(rows: i32, rowStart: usize, column: usize, value: usize, workColumn: usize, workValue: usize): i32 {
  return sortSum(rows, vector<i32>(rowStart), vector<i32>(column), vector<f64>(value), vector<i32>(workColumn), vector<f64>(workValue));
}
export function sortRow(n: i32, column: usize, value: usize, workColumn: usize, workValue: usize): void {
  sort(n, vector<i32>(column), vector<f64>(value), vector<i32>(workColumn), vector<f64>(workValue));
}
export function countLines(count: i32, coordinate: usize, lines: usize): void { countOf(count, vector<i32>(coordinate), vector<i32>(lines)); }
export function accumulate(lines: i32, sums: usize): void { starts(lines, vector<i32>(sums)); }
export function rewind(lines: i32, sums: usize): void { rewindOf(lines, vector<i32>(sums)); }
export function placeEntries(count: i32, line: usize, other: usize, value: usize, sums: usize, otherOut: usize, valueOut: usize): void {
  placeOf(count, vector<i32>(line), vector<i32>(other), vector<f64>(value), vector<i32>(sums), vector<i32>(otherOut), vector<f64>(valueOut));
}

export function beginForward(state: usize, count: i32): void { begin(krylov(state), count); }
export function finishForward(state: usize): void { forward(krylov(state)); }
export function finishBack(state: usize): void { back(krylov(state)); }
export function insertBlock(state: usize, count: i32): void { insert(krylov(state), count); }
export function orthogonalizeBlock(state: usize, n: i32, count: i32): void { orthogonalize(krylov(state), n, count); }
export function beginProbe(state: usize): void { beginTest(krylov(state)); }
export function probeForward(state: usize): void { testForward(krylov(state)); }
export function probeBack(state: usize): void { testBack(krylov(state)); }
export function judge(state: usize, values: usize, vectors: usize, bar: f64): i32 { return judgeTest(krylov(state), vector<f64>(values), vector<f64>(vectors), bar); }
export function endProbe(state: usize, vectors: usize, missed: i32): void { endTest(krylov(state), vectors, missed); }
export function multiplyDense(state: usize, a: usize, lda: i32): void { byDense(krylov(state), a, lda); }
export function multiplySparse(state: usize, rowStart: usize, column: usize, value: usize): void { bySparse(krylov(state), rowStart, column, value); }
export function estimateChange(state: usize): f64 { return estimate(krylov(state)); }
export function measuredChange(state: usize): f64 { return measured(krylov(state)); }
export function unitOf(state: usize, i: i32): f64 { return unit(krylov(state), i); }
export function isUnsettled(state: usize): i32 { return unsettled(krylov(state)) ? 1 : 0; }
export function restart(state: usize, kept: i32): void { again(krylov(state), kept); }
export function formResult(state: usize): void { form(krylov(state)); }
export function fixSigns(state: usize): void { fix(krylov(state)); }
export function measureLeft(state: usize): void { measurePanel(krylov(state), krylov(state).rows, krylov(state).resultU); }
export function measureRight(state: usize): void { measurePanel(krylov(state), krylov(state).columns, krylov(state).resultV); }

export function probeOrder(): i32 { return PROBE_ORDER; }
export function stateExpanded(state: usize): i32 { return krylov(state).expanded; }
export function statePending(state: usize): i32 { return krylov(state).pending; }
export function stateWidth(state: usize): i32 { return krylov(state).width; }
export function statePhase(state: usize): i32 { return krylov(state).phase; }
export function stateIsProbing(state: usize): i32 { return krylov(state).probing ? 1 : 0; }
export function stateProbeDone(state: usize): i32 { return krylov(state).probeDone; }
export function stateFailedProbes(state: usize): i32 { return krylov(state).failedProbes; }
export function stateHasZ(state: usize): i32 { return krylov(state).hasZ ? 1 : 0; }
export function stateNorm(state: usize): f64 { return krylov(state).norm; }
export function stateLdu(state: usize): i32 { return krylov(state).u.ld; }
export function stateLdv(state: usize): i32 { return krylov(state).v.ld; }
export function stateLdb(state: usize): i32 { return krylov(state).ldb; }
export function stateLdr(state: usize): i32 { return krylov(state).ldr; }
export function stateU(state: usize): usize { return krylov(state).u.at; }
export function stateV(state: usize): usize { return krylov(state).v.at; }
export function stateB(state: usize): usize { return krylov(state).b; }
export function stateX(state: usize): usize { return krylov(state).x; }
export function stateY(state: usize): usize { return krylov(state).y; }
export function stateZ(state: usize): usize { return krylov(state).z; }
export function stateValues(state: usize): usize { return krylov(state).values.at(0); }
export function stateLeft(state: usize): usize { return krylov(state).left; }
export function stateRight(state: usize): usize { return krylov(state).right; }
export function stateProbe(state: usize): usize { return krylov(state).probe; }
export function stateResultU(state: usize): usize { return krylov(state).resultU; }
export function stateResultV(state: usize): usize { return krylov(state).resultV; }
export function stateErrors(state: usize): usize { return krylov(state).errors.at(0); }
export function stateResiduals(state: usize): usize { return krylov(state).residuals.at(0); }

export function setStateBasis(state: usize, expanded: i32, pending: i32): void {
  krylov(state).expanded = expanded;
  krylov(state).pending = pending;
}
export function setStateBlock(state: usize, width: i32, phase: i32): void {
  krylov(state).width = width;
  krylov(state).phase = phase;
}
export function setStatePanel(state: usize, first: i32): void { krylov(state).panel = first; }
export function setStateNorm(state: usize, norm: f64): void { krylov(state).norm = norm; }
export function setStateTarget(state: usize, target: f64): void { krylov(state).target = target; }

export function sketchCount(state: usize): i32 { return sketch(state).blocks; }
export function sketchEnergyLeft(state: usize): f64 { return sketch(state).energy; }
export function sketchEnergyCaptured(state: usize): f64 { return sketch(state).captured; }
export function sketchQ(state: usize, i: i32): usize { return sketch(state).blockQ(i); }
