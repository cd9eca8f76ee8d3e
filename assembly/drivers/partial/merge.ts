import { Refusal } from "../../codes";
import { bytesOf, vector } from "../../memory";
import { checkFile, FileHead, firstNode, following, NodeHead, payloadOf, shiftBytes } from "../../partial/file";
import { endOf, isNode, Node, span } from "../../partial/node";
import { Accumulator, makeNode, partialOpen, refuse } from "./accumulator";
import { combineSiblings } from "./combine";
import { nameJob } from "./job";

/** Whether bytes are a partial. */
export function partialCheck(file: usize, length: usize): Refusal {
  return checkFile(file, length);
}

/** An accumulator for the job of a checked file, with nothing in it; 0 where memory is refused. */
export function partialOpenLike(file: usize, waits: i32): usize {
  const head = changetype<FileHead>(file);
  const state = partialOpen(head.kind, head.columns, head.parameter, head.centred, head.exponent, head.leaves, -1, 0, waits);
  if (state == 0) return 0;
  const p = changetype<Accumulator>(state);
  memory.copy(p.shift.at(0), file + offsetof<FileHead>(), shiftBytes(head));
  p.hasShift = true;
  vector<u64>(p.job)[0] = head.job;
  vector<u64>(p.job)[1] = head.job2;
  p.hasJob = true;
  return state;
}

/** Takes the nodes of a checked file, all or none. `drop`: those that are there already, byte for byte, are left out. */
export function partialMerge(state: usize, file: usize, drop: i32): Refusal {
  const p = changetype<Accumulator>(state);
  const head = changetype<FileHead>(file);
  if (!belongs(p, head)) return Refusal.Job;
  let node = changetype<NodeHead>(firstNode(head));
  for (let i: u32 = 0; i < head.nodes; i++) {
    if (overlaps(p, node) && !(drop != 0 && isThere(p, node))) return refuse(p, Refusal.Overlap, <f64>firstShared(p, node));
    node = following(head, node);
  }
  node = changetype<NodeHead>(firstNode(head));
  for (let i: u32 = 0; i < head.nodes; i++) {
    if (!overlaps(p, node)) {
      const made = makeNode(p, node.leaf, node.level, <f64>node.rows);
      if (!isNode(made)) return Refusal.OutOfMemory;
      memory.copy(made.payload.at(0), payloadOf(node).at(0), bytesOf<f64>(made.size));
      insert(p, made);
    }
    node = following(head, node);
  }
  return p.waits ? Refusal.None : combineSiblings(p);
}

/** Whether a file is of the same job. Before the first row of a table centred by it, a job has no name, and is no other's. */
function belongs(p: Accumulator, head: FileHead): bool {
  if (p.centred != 0 && !p.hasShift) return false;
  return nameJob(p) && vector<u64>(p.job)[0] == head.job && vector<u64>(p.job)[1] == head.job2 && p.kind == <i32>head.kind && p.columns == <i32>head.columns
    && p.parameter == <i32>head.parameter && p.centred == <i32>head.centred && p.exponent == head.exponent && p.leaves == <i32>head.leaves;
}

/** The last node that begins at or before a leaf; 0: none. */
function atOrBefore(p: Accumulator, leaf: u64): Node {
  let found = changetype<Node>(0);
  let node = p.first;
  while (isNode(node) && <u64>node.leaf <= leaf) {
    found = node;
    node = node.next;
  }
  return found;
}

function endOfHead(node: NodeHead): u64 {
  return <u64>node.leaf + span(node.level);
}

function overlaps(p: Accumulator, node: NodeHead): bool {
  if (p.leaf >= 0 && <u64>p.leaf >= <u64>node.leaf && <u64>p.leaf < endOfHead(node)) return true;
  const before = atOrBefore(p, endOfHead(node) - 1);
  return isNode(before) && endOf(before) > <u64>node.leaf;
}

/** The first leaf that is both there and in a node that overlaps. */
function firstShared(p: Accumulator, node: NodeHead): u64 {
  let shared = endOfHead(node);
  if (p.leaf >= 0 && <u64>p.leaf >= <u64>node.leaf) shared = min<u64>(shared, <u64>p.leaf);
  for (let other = p.first; isNode(other); other = other.next) {
    if (endOf(other) > <u64>node.leaf) shared = min<u64>(shared, max<u64>(<u64>other.leaf, <u64>node.leaf));
  }
  return shared;
}

/** Whether a node is there in the same bytes. */
function isThere(p: Accumulator, node: NodeHead): bool {
  const other = atOrBefore(p, <u64>node.leaf);
  return isNode(other) && other.leaf == node.leaf && other.level == <i32>node.level && other.rows == <f64>node.rows
    && memory.compare(other.payload.at(0), payloadOf(node).at(0), bytesOf<f64>(other.size)) == 0;
}

export function insert(p: Accumulator, node: Node): void {
  const before = atOrBefore(p, <u64>node.leaf);
  if (isNode(before)) {
    node.next = before.next;
    before.next = node;
  } else {
    node.next = p.first;
    p.first = node;
  }
}
