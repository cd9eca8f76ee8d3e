import { Vector } from "../memory";

/** What was gathered of the leaves leaf .. leaf + 2^level - 1: a place in the dyadic forest of a job. */
@unmanaged
export class Node {
  next: Node;
  leaf: u32;
  level: i32;
  rows: f64;
  /** Numbers of the payload, and where they are. */
  size: i32;
  payload: Vector<f64>;
}

/** Leaves of a node. */
// @ts-ignore: decorator
@inline
export function span(level: i32): u64 {
  return <u64>1 << level;
}

export function endOf(node: Node): u64 {
  return <u64>node.leaf + span(node.level);
}

export function isNode(node: Node): bool {
  return changetype<usize>(node) != 0;
}

/** Whether two nodes are the halves of one of the next level, the even one first: only such are combined, so that the order of arrival decides nothing. */
export function areSiblings(even: Node, odd: Node): bool {
  return even.level == odd.level && endOf(even) == <u64>odd.leaf && ((<u64>even.leaf >> even.level) & 1) == 0;
}
