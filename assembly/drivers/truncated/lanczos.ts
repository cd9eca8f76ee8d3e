import { amax } from "../../kernels/amax";
import { loadColumns } from "../../kernels/columns";
import { logarithm } from "../../kernels/elementary";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { beginForward, drawBlock, finishBack, finishForward, insertBlock } from "../../krylov/expand";
import {
  beginProbe, COMPLETE, endProbe, judge, PROBE_COLUMNS, PROBE_ORDER, probeBack, probeForward, UNDECIDED,
} from "../../krylov/probe";
import { isForward } from "../../krylov/products";
import { estimateChange, fixSigns, formResult, isUnsettled, measuredChange, measurePanel, restart, ROUNDING, unitOf } from "../../krylov/ritz";
import { DONE, EXPAND_BACK, EXPAND_FORWARD, Krylov, MEASURE_BACK, MEASURE_FORWARD, Measured, Products } from "../../krylov/state";
import { at, bytesOf, elements, vector } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { unscale } from "../../svd/scale";
import { smallSvd } from "../dense/small";
import { MOST_ADDED, panelColumns } from "./memory";

/** A value counts as missed when it is above the smallest one wanted by this many tolerances. */
const STABLE: f64 = 10;
/** When measured residuals exceed the estimates, the estimates must become this much smaller. */
const TIGHTEN: f64 = 0.1;
/** Products within 2^-100 .. 2^100, in single precision 2^-12 .. 2^12, need no scaling: A'*(A*X) and its squares stay in range. */
const SAFE_EXPONENT: i32 = sizeof<real>() == 8 ? 100 : 12;
/** Estimates this much smaller than asked for may be neglected. */
const LOCK: f64 = 0.01;
/** Up to this many expanded columns the singular values are looked at after every step: they cost less than a step. */
const LOOK_ALWAYS: i32 = 48;
/** Steps at most between two looks. */
const LONGEST_WAIT: i32 = 8;
/** Share of the predicted number of steps to wait. */
const WAIT_SHARE: f64 = 0.7;

/** Takes the product in Y and prepares the next block in X, until the phase is DONE. A sketch is measured here, too: only what it has is read then. */
export function advance(state: Krylov): Status {
  if (state.outside) scaleProduct(state);
  const phase = state.phase;
  if (phase == MEASURE_FORWARD) {
    measurePanel(state, state.rows, state.resultU);
    loadPanel(state, state.resultU, state.rows, MEASURE_BACK);
  } else if (phase == MEASURE_BACK) {
    measurePanel(state, state.columns, state.resultV);
    return nextPanel(state);
  } else if (phase == EXPAND_FORWARD) {
    if (state.probing) probeForward(state);
    else finishForward(state);
  } else if (phase == EXPAND_BACK) {
    if (!state.probing) {
      finishBack(state);
      return look(state);
    }
    probeBack(state);
    return judgeProbe(state);
  }
  return Status.Ok;
}

/** Ends the process at the end of a step: the triplets are taken as they are and measured. */
export function conclude(state: Krylov): Status {
  if (state.phase != EXPAND_FORWARD || state.expanded < state.wanted) return Status.Ok;
  state.last = true;
  if (state.probing) endProbe(state, 0, 0);
  const status = solve(state);
  if (status == Status.Ok) takeResult(state);
  return status;
}

/** Products from outside may be out of the range where squares are safe: a power of two is taken out of all of them. */
export function scaleProduct(state: Products): void {
  const count = state.width * (isForward(state) ? state.rows : state.columns);
  if (!state.scaled) {
    const largest = amax<real>(count, state.y);
    if (largest == 0) return;
    const exponent = exponentOf(largest);
    state.exponent = abs<i32>(exponent) > SAFE_EXPONENT ? exponent : 0;
    state.scaled = true;
  }
  const exponent = state.exponent;
  if (exponent != 0) scalePowerOfTwo<real>(count, -exponent, state.y);
}

/** Singular values and vectors of the square part of B, and the residuals they promise. */
function solve(state: Krylov): Status {
  const status = smallSvd(state.expanded, state.b, state.ldb, state.values.at(0), state.left, state.right);
  if (status != Status.Ok) return status;
  state.changeBefore = state.change;
  state.change = estimateChange(state);
  state.smallest = state.values[min(state.wanted, state.expanded) - 1];
  return Status.Ok;
}

/** After a step: wait, look, test for missed copies, measure, restart or go on. */
function look(state: Krylov): Status {
  const expanded = state.expanded;
  const full = expanded + state.block > state.limit;
  state.since++;
  state.untried = max(0, state.untried - state.width);
  if (!full && (expanded < state.wanted || waits(state))) return goOn(state);
  const status = solve(state);
  if (status != Status.Ok) return status;
  if (state.change <= state.target) {
    if (state.probed) {
      takeResult(state);
      return Status.Ok;
    }
    if (mayProbe(state)) return probe(state);
  } else {
    state.confirmed = false;
  }
  predictWait(state);
  return goOn(state);
}

function waits(state: Krylov): bool {
  const wait = state.wait;
  state.wait = max(0, wait - 1);
  return wait > 0;
}

/** The residuals shrink about geometrically from step to step: the next look comes when they may have reached the target. */
function predictWait(state: Krylov): void {
  const change = state.change;
  const before = state.changeBefore;
  const expanded = state.expanded;
  let wait = expanded <= LOOK_ALWAYS ? 0 : 1;
  if (expanded > LOOK_ALWAYS && before > change && change > state.target) {
    const rate = logarithm(before / change) / <f64>max(1, state.since);
    const steps = (WAIT_SHARE * logarithm(change / state.target)) / rate;
    wait = <i32>min<f64>(<f64>LONGEST_WAIT, steps);
  }
  state.wait = wait;
  state.since = 0;
}

/** The next block, after a restart where the basis is full; random where nothing is pending. */
function goOn(state: Krylov): Status {
  const block = state.block;
  if (state.pending == 0) {
    drawBlock(state, block);
    insertBlock(state, block);
  }
  const limit = state.limit;
  const wanted = state.wanted;
  const expanded = state.expanded;
  if (expanded + block > limit) {
    const kept = min(wanted + min(max(block, wanted / 2), limit - wanted - 2 * block), expanded);
    restart(state, max(kept, 1));
  }
  beginForward(state, min(block, state.pending));
  return Status.Ok;
}

/**
 * Whether it is time for the missed-copies test. A value may still be emerging, spread over V and the pending columns: where
 * that is possible, everything pending is multiplied once more first, and the estimates must still hold.
 */
function mayProbe(state: Krylov): bool {
  if (state.untried > 0) return false;
  if (!state.confirmed && (state.failedProbes > 0 || isUnsettled(state))) {
    state.confirmed = true;
    state.untried = state.pending;
    return false;
  }
  return hasRoom(state) || state.change <= LOCK * state.target;
}

function hasRoom(state: Krylov): bool {
  return state.pending + PROBE_COLUMNS <= state.mostPending;
}

function probe(state: Krylov): Status {
  if (!hasRoom(state)) {
    // After many tests: the triplets found are locked, and what little A'*U has outside of them is dropped.
    restart(state, state.wanted);
    state.pending = 0;
    const status = solve(state);
    if (status != Status.Ok) return status;
  }
  beginProbe(state);
  return Status.Ok;
}

/** A value outside of what was found, above the smallest one wanted, was missed: its vector is tried next. */
function judgeProbe(state: Krylov): Status {
  const order = state.probeDone;
  const triangle = state.probe;
  const values = elements<real>(triangle, PROBE_ORDER * PROBE_ORDER);
  const left = values.at(PROBE_ORDER + 4);
  const right = at<real>(left, PROBE_ORDER * PROBE_ORDER + 4);
  const status = smallSvd(order, triangle, PROBE_ORDER, values.at(0), left, right);
  if (status != Status.Ok) return status;
  const bar = state.smallest + STABLE * state.tolerance * unitOf(state, state.wanted - 1);
  const verdict = judge(state, values, vector<real>(right), bar);
  if (verdict == UNDECIDED) return Status.Ok;
  if (verdict == COMPLETE) {
    endProbe(state, 0, 0);
    state.probed = true;
    takeResult(state);
    return Status.Ok;
  }
  const room = min(min(state.mostPending - state.pending, order), MOST_ADDED);
  let missed = 0;
  while (missed < room && values[missed] > bar) missed++;
  endProbe(state, right, missed);
  state.untried = state.pending;
  state.failedProbes++;
  state.confirmed = false;
  state.wait = 0;
  return goOn(state);
}

function takeResult(state: Krylov): void {
  formResult(state);
  beginMeasuring(state);
}

/** Starts the products that measure the residuals of the result. */
export function beginMeasuring(state: Measured): void {
  memory.fill(state.residuals.at(0), 0, bytesOf<real>(state.wanted));
  state.panel = 0;
  loadPanel(state, state.resultV, state.columns, MEASURE_FORWARD);
}

/** The next panel of vectors to multiply. Inside, it is filled up to whole vectors with columns that nobody measures. */
function loadPanel(state: Measured, result: usize, rows: i32, phase: i32): void {
  const wanted = state.wanted;
  const width = min(panelColumns(wanted), wanted - state.panel);
  state.width = state.outside ? width : (width + 3) & ~3;
  loadColumns<real>(rows, state.width, result, state.ldr, state.panel, state.x);
  state.phase = phase;
}

/** On to the next panel; after the last one, the measured residuals decide. */
function nextPanel(state: Krylov): Status {
  const wanted = state.wanted;
  const panel = state.panel + panelColumns(wanted);
  if (panel < wanted) {
    state.panel = panel;
    loadPanel(state, state.resultV, state.columns, MEASURE_FORWARD);
    return Status.Ok;
  }
  state.change = measuredChange(state);
  const reached = state.change <= state.tolerance && state.probed;
  if (!reached && !state.last) {
    state.target *= TIGHTEN;
    if (state.target * unitOf(state, wanted - 1) > ROUNDING * state.values[0]) {
      state.wait = 0;
      return goOn(state);
    }
  }
  state.converged = reached;
  fixSigns(state);
  unscale<real>(wanted, state.exponent, state.values.at(0));
  unscale<real>(wanted, state.exponent, state.residuals.at(0));
  state.phase = DONE;
  return Status.Ok;
}
