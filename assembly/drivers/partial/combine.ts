import { Kind, Refusal } from "../../codes";
import { axpy } from "../../kernels/axpy";
import { bytesOf, elements, Vector } from "../../memory";
import { Directions, shrink } from "../../partial/frequent-directions";
import { areSiblings, isNode, Node } from "../../partial/node";
import { foldRows } from "../../svd/tall/fold-rows";
import { Accumulator, giveBack, workspaceOf } from "./accumulator";

/** first := first with second behind it; second is given back. Factors are not combined: they lie one after the other. */
export function combine(p: Accumulator, first: Node, second: Node): Refusal {
  const w = workspaceOf(p);
  if (changetype<usize>(w) == 0) return Refusal.OutOfMemory;
  if (p.kind == Kind.Directions) {
    if (!combineSketches(p, w.both, first, second)) return Refusal.NoConvergence;
  } else if (p.kind == Kind.Sum) {
    axpy<f64>(first.size, 1, second.payload.at(0), first.payload.at(0));
    unsign(first.size, first.payload);
  } else {
    unpackTriangle(p.width, first.payload, w.triangle, w.ld);
    unpackTriangle(p.width, second.payload, elements<f64>(w.panel, 1), w.ldPanel);
    foldRows(p.width, p.width, w.triangle.at(0), w.ld, w.panel, w.ldPanel, true, w.work);
    packTriangle(p.width, w.triangle, w.ld, first.payload);
  }
  first.level++;
  first.rows += second.rows;
  first.next = second.next;
  giveBack(p, second);
  return Refusal.None;
}

function combineSketches(p: Accumulator, both: Directions, first: Node, second: Node): bool {
  const size = first.size - 1;
  memory.copy(both.x.at(0), first.payload.at(0), bytesOf<f64>(size));
  memory.copy(both.x.at(size), second.payload.at(0), bytesOf<f64>(size));
  const lost = shrink(both, 2 * p.parameter);
  if (lost < 0) return false;
  takeSketch(both, first.payload, first.payload[size] + second.payload[size] + lost);
  return true;
}

/** A sketch and what it lost, as a payload. */
export function takeSketch(sketch: Directions, payload: Vector<f64>, lost: f64): void {
  const size = sketch.l * sketch.n;
  memory.copy(payload.at(0), sketch.x.at(0), bytesOf<f64>(size));
  payload[size] = lost;
  unsign(size, payload);
}

/** -0 as +0. */
export function unsign(count: i32, x: Vector<f64>): void {
  for (let i = 0; i < count; i++) x[i] += 0;
}

/** The upper triangle of R by rows, each turned so that its diagonal is not negative: R'*R is the same. */
export function packTriangle(n: i32, r: Vector<f64>, ld: i32, packed: Vector<f64>): void {
  let at = 0;
  for (let i = 0; i < n; i++) {
    const sign: f64 = r[i * (ld + 1)] < 0 ? -1 : 1;
    for (let j = i; j < n; j++) packed[at++] = sign * r[i + j * ld] + 0;
  }
}

/** Zeros below the diagonal. */
export function unpackTriangle(n: i32, packed: Vector<f64>, r: Vector<f64>, ld: i32): void {
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) r[i + j * ld] = 0;
    for (let j = i; j < n; j++) r[i + j * ld] = packed[at++];
  }
}

/** Combines siblings until there are none. */
export function combineSiblings(p: Accumulator): Refusal {
  if (p.kind == Kind.Factors) return Refusal.None;
  let any = true;
  while (any) {
    any = false;
    let node = p.first;
    while (isNode(node) && isNode(node.next)) {
      if (areSiblings(node, node.next)) {
        const refusal = combine(p, node, node.next);
        if (refusal != Refusal.None) return refusal;
        any = true;
      } else {
        node = node.next;
      }
    }
  }
  return Refusal.None;
}
