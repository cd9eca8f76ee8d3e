import { amax } from "../../kernels/amax";
import { logarithm } from "../../kernels/elementary";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { loadColumns } from "../../krylov/columns";
import { beginForward, drawBlock, finishBack, finishForward, insertBlock } from "../../krylov/expand";
import { isForward } from "../../krylov/products";
import {
  beginProbe, COMPLETE, endProbe, judge, PROBE_COLUMNS, PROBE_ORDER, probeBack, probeForward, UNDECIDED,
} from "../../krylov/probe";
import { estimateChange, fixSigns, formResult, isUnsettled, measuredChange, measurePanel, restart, ROUNDING, unitOf } from "../../krylov/ritz";
import {
  address, B, BLOCK, CHANGE, CHANGE_BEFORE, COLUMNS, CONFIRMED, CONVERGED, DONE, EXPAND_BACK, EXPAND_FORWARD, EXPANDED,
  EXPONENT, FAILED_PROBES, integer, LAST, LDB, LDR, LEFT, LIMIT, MEASURE_BACK, MEASURE_FORWARD, MOST_PENDING, OUTSIDE, PANEL, PENDING,
  PHASE, PROBE, PROBE_DONE, PROBED, PROBING, real, RESIDUALS, RESULT_U, RESULT_V, RIGHT, ROWS, SCALED, setInteger, setReal, SINCE, SMALLEST, TARGET,
  TOLERANCE, UNTRIED, VALUES, WAIT, WANTED, WIDTH, X, Y,
} from "../../krylov/state";
import { Status } from "../../status";
import { unscale } from "../../svd/scale";
import { smallSvd } from "../dense/small";
import { MOST_ADDED, panelColumns } from "./memory";

/** A value counts as missed when it is above the smallest one wanted by this many tolerances. */
const STABLE: f64 = 10;
/** When measured residuals exceed the estimates, the estimates must become this much smaller. */
const TIGHTEN: f64 = 0.1;
/** Products within 2^-100 .. 2^100 need no scaling: A'*(A*X) and its squares stay in range. */
const SAFE_EXPONENT: i32 = 100;
/** Estimates this much smaller than asked for may be neglected. */
const LOCK: f64 = 0.01;
/** Up to this many expanded columns the singular values are looked at after every step: they cost less than a step. */
const LOOK_ALWAYS: i32 = 48;
/** Steps at most between two looks. */
const LONGEST_WAIT: i32 = 8;
/** Share of the predicted number of steps to wait. */
const WAIT_SHARE: f64 = 0.7;

/** Takes the product in Y and prepares the next block in X, until the phase is DONE. */
export function advance(state: usize): Status {
  if (integer(state, OUTSIDE) == 1) scaleProduct(state);
  const phase = integer(state, PHASE);
  if (integer(state, PROBING) == 1) {
    if (phase == EXPAND_FORWARD) probeForward(state);
    else {
      probeBack(state);
      return judgeProbe(state);
    }
  } else if (phase == EXPAND_FORWARD) {
    finishForward(state);
  } else if (phase == EXPAND_BACK) {
    finishBack(state);
    return look(state);
  } else if (phase == MEASURE_FORWARD) {
    measurePanel(state, integer(state, ROWS), RESULT_U);
    loadPanel(state, RESULT_U, integer(state, ROWS), MEASURE_BACK);
  } else if (phase == MEASURE_BACK) {
    measurePanel(state, integer(state, COLUMNS), RESULT_V);
    nextPanel(state);
  }
  return Status.Ok;
}

/** Ends the process at the end of a step: the triplets are taken as they are and measured. */
export function conclude(state: usize): Status {
  if (integer(state, PHASE) != EXPAND_FORWARD || integer(state, EXPANDED) < integer(state, WANTED)) return Status.Ok;
  setInteger(state, LAST, 1);
  if (integer(state, PROBING) == 1) endProbe(state, 0, 0);
  const status = solve(state);
  if (status == Status.Ok) takeResult(state);
  return status;
}

/** Products from outside may be out of the range where squares are safe: a power of two is taken out of all of them. */
export function scaleProduct(state: usize): void {
  const count = integer(state, WIDTH) * (isForward(state) ? integer(state, ROWS) : integer(state, COLUMNS));
  if (integer(state, SCALED) == 0) {
    const largest = amax<f64>(count, address(state, Y));
    if (largest == 0) return;
    const exponent = exponentOf(largest);
    setInteger(state, EXPONENT, abs<i32>(exponent) > SAFE_EXPONENT ? exponent : 0);
    setInteger(state, SCALED, 1);
  }
  const exponent = integer(state, EXPONENT);
  if (exponent != 0) scalePowerOfTwo<f64>(count, -exponent, address(state, Y));
}

/** Singular values and vectors of the square part of B, and the residuals they promise. */
function solve(state: usize): Status {
  const status = smallSvd(
    integer(state, EXPANDED), address(state, B), integer(state, LDB), address(state, VALUES), address(state, LEFT), address(state, RIGHT),
  );
  if (status != Status.Ok) return status;
  setReal(state, CHANGE_BEFORE, real(state, CHANGE));
  setReal(state, CHANGE, estimateChange(state));
  setReal(state, SMALLEST, load<f64>(address(state, VALUES) + (<usize>(min(integer(state, WANTED), integer(state, EXPANDED)) - 1) << 3)));
  return Status.Ok;
}

/** After a step: wait, look, test for missed copies, measure, restart or go on. */
function look(state: usize): Status {
  const expanded = integer(state, EXPANDED);
  const full = expanded + integer(state, BLOCK) > integer(state, LIMIT);
  setInteger(state, SINCE, integer(state, SINCE) + 1);
  setInteger(state, UNTRIED, max(0, integer(state, UNTRIED) - integer(state, WIDTH)));
  if (!full && (expanded < integer(state, WANTED) || waits(state))) return goOn(state);
  const status = solve(state);
  if (status != Status.Ok) return status;
  if (real(state, CHANGE) <= real(state, TARGET)) {
    if (integer(state, PROBED) == 1) {
      takeResult(state);
      return Status.Ok;
    }
    if (mayProbe(state)) return probe(state);
  } else {
    setInteger(state, CONFIRMED, 0);
  }
  predictWait(state);
  return goOn(state);
}

function waits(state: usize): bool {
  const wait = integer(state, WAIT);
  setInteger(state, WAIT, max(0, wait - 1));
  return wait > 0;
}

/** The residuals shrink about geometrically from step to step: the next look comes when they may have reached the target. */
function predictWait(state: usize): void {
  const change = real(state, CHANGE);
  const before = real(state, CHANGE_BEFORE);
  const expanded = integer(state, EXPANDED);
  let wait = expanded <= LOOK_ALWAYS ? 0 : 1;
  if (expanded > LOOK_ALWAYS && before > change && change > real(state, TARGET)) {
    const rate = logarithm(before / change) / <f64>max(1, integer(state, SINCE));
    const steps = (WAIT_SHARE * logarithm(change / real(state, TARGET))) / rate;
    wait = <i32>min<f64>(<f64>LONGEST_WAIT, steps);
  }
  setInteger(state, WAIT, wait);
  setInteger(state, SINCE, 0);
}

/** The next block, after a restart where the basis is full; random where nothing is pending. */
function goOn(state: usize): Status {
  const block = integer(state, BLOCK);
  if (integer(state, PENDING) == 0) {
    drawBlock(state, block);
    insertBlock(state, block);
  }
  const limit = integer(state, LIMIT);
  const wanted = integer(state, WANTED);
  const expanded = integer(state, EXPANDED);
  if (expanded + block > limit) {
    const kept = min(wanted + min(max(block, wanted / 2), limit - wanted - 2 * block), expanded);
    restart(state, max(kept, 1));
  }
  beginForward(state, min(block, integer(state, PENDING)));
  return Status.Ok;
}

/**
 * Whether it is time for the missed-copies test. A value may still be emerging, spread over V and the pending columns: where
 * that is possible, everything pending is multiplied once more first, and the estimates must still hold.
 */
function mayProbe(state: usize): bool {
  if (integer(state, UNTRIED) > 0) return false;
  if (integer(state, CONFIRMED) == 0 && (integer(state, FAILED_PROBES) > 0 || isUnsettled(state))) {
    setInteger(state, CONFIRMED, 1);
    setInteger(state, UNTRIED, integer(state, PENDING));
    return false;
  }
  return hasRoom(state) || real(state, CHANGE) <= LOCK * real(state, TARGET);
}

function hasRoom(state: usize): bool {
  return integer(state, PENDING) + PROBE_COLUMNS <= integer(state, MOST_PENDING);
}

function probe(state: usize): Status {
  if (!hasRoom(state)) {
    // After many tests: the triplets found are locked, and what little A'*U has outside of them is dropped.
    restart(state, integer(state, WANTED));
    setInteger(state, PENDING, 0);
    const status = solve(state);
    if (status != Status.Ok) return status;
  }
  beginProbe(state);
  return Status.Ok;
}

/** A value outside of what was found, above the smallest one wanted, was missed: its vector is tried next. */
function judgeProbe(state: usize): Status {
  const order = integer(state, PROBE_DONE);
  const triangle = address(state, PROBE);
  const values = triangle + (<usize>(PROBE_ORDER * PROBE_ORDER) << 3);
  const left = values + (<usize>(PROBE_ORDER + 4) << 3);
  const right = left + (<usize>(PROBE_ORDER * PROBE_ORDER + 4) << 3);
  const status = smallSvd(order, triangle, PROBE_ORDER, values, left, right);
  if (status != Status.Ok) return status;
  const bar = real(state, SMALLEST) + STABLE * real(state, TOLERANCE) * unitOf(state, integer(state, WANTED) - 1);
  const verdict = judge(state, values, right, bar);
  if (verdict == UNDECIDED) return Status.Ok;
  if (verdict == COMPLETE) {
    endProbe(state, 0, 0);
    setInteger(state, PROBED, 1);
    takeResult(state);
    return Status.Ok;
  }
  const room = min(min(integer(state, MOST_PENDING) - integer(state, PENDING), order), MOST_ADDED);
  let missed = 0;
  while (missed < room && load<f64>(values + (<usize>missed << 3)) > bar) missed++;
  endProbe(state, right, missed);
  setInteger(state, UNTRIED, integer(state, PENDING));
  setInteger(state, FAILED_PROBES, integer(state, FAILED_PROBES) + 1);
  setInteger(state, CONFIRMED, 0);
  setInteger(state, WAIT, 0);
  return goOn(state);
}

function takeResult(state: usize): void {
  formResult(state);
  beginMeasuring(state);
}

/** Starts the products that measure the residuals of the result. */
export function beginMeasuring(state: usize): void {
  memory.fill(address(state, RESIDUALS), 0, <usize>integer(state, WANTED) << 3);
  setInteger(state, PANEL, 0);
  loadPanel(state, RESULT_V, integer(state, COLUMNS), MEASURE_FORWARD);
}

/** The next panel of vectors to multiply. Inside, it is filled up to whole vectors with columns that nobody measures. */
function loadPanel(state: usize, result: usize, rows: i32, phase: i32): void {
  const wanted = integer(state, WANTED);
  const width = min(panelColumns(wanted), wanted - integer(state, PANEL));
  setInteger(state, WIDTH, integer(state, OUTSIDE) == 1 ? width : (width + 3) & ~3);
  loadColumns(rows, integer(state, WIDTH), address(state, result), integer(state, LDR), integer(state, PANEL), address(state, X));
  setInteger(state, PHASE, phase);
}

/** On to the next panel; after the last one, the measured residuals decide. */
function nextPanel(state: usize): void {
  const wanted = integer(state, WANTED);
  const panel = integer(state, PANEL) + panelColumns(wanted);
  if (panel < wanted) {
    setInteger(state, PANEL, panel);
    loadPanel(state, RESULT_V, integer(state, COLUMNS), MEASURE_FORWARD);
    return;
  }
  const change = measuredChange(state);
  setReal(state, CHANGE, change);
  const reached = change <= real(state, TOLERANCE) && integer(state, PROBED) == 1;
  setReal(state, TARGET, real(state, TARGET) * TIGHTEN);
  const rounding = ROUNDING * load<f64>(address(state, VALUES));
  if (!reached && integer(state, LAST) == 0 && real(state, TARGET) * unitOf(state, wanted - 1) > rounding) {
    setInteger(state, WAIT, 0);
    goOn(state);
    return;
  }
  setInteger(state, CONVERGED, reached ? 1 : 0);
  fixSigns(state);
  unscale(wanted, integer(state, EXPONENT), address(state, VALUES));
  unscale(wanted, integer(state, EXPONENT), address(state, RESIDUALS));
  setInteger(state, PHASE, DONE);
}

export function truncatedIsDone(state: usize): i32 { return integer(state, PHASE) == DONE ? 1 : 0; }
export function truncatedConverged(state: usize): i32 { return integer(state, CONVERGED); }
export function truncatedChange(state: usize): f64 { return real(state, CHANGE); }
export function truncatedExpanded(state: usize): i32 { return integer(state, EXPANDED); }
export function truncatedWidth(state: usize): i32 { return integer(state, WIDTH); }
export function truncatedBlock(state: usize): usize { return address(state, X); }
export function truncatedProduct(state: usize): usize { return address(state, Y); }
export function truncatedValues(state: usize): usize { return address(state, VALUES); }
export function truncatedResiduals(state: usize): usize { return address(state, RESIDUALS); }

/** U and V of the result, contiguous, row-major: the gaps between their rows are closed in place. */
export function truncatedU(state: usize): usize { return packed(state, RESULT_U, integer(state, ROWS)); }
export function truncatedV(state: usize): usize { return packed(state, RESULT_V, integer(state, COLUMNS)); }

function packed(state: usize, result: usize, rows: i32): usize {
  const x = address(state, result);
  const line = <usize>integer(state, WANTED) << 3;
  const stride = <usize>integer(state, LDR) << 3;
  for (let i: usize = 0; i < <usize>rows; i++) memory.copy(x + i * line, x + i * stride, line);
  return x;
}
