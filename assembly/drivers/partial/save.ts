import { Kind, Refusal } from "../../codes";
import { bytesOf, vector } from "../../memory";
import { crc32c } from "../../partial/crc32c";
import { FileHead, firstNode, headerSum, MAGIC, NodeHead, payloadOf, shiftBytes, VERSION } from "../../partial/file";
import { shrink } from "../../partial/frequent-directions";
import { endOf, isNode, Node } from "../../partial/node";
import { Accumulator, giveBack, makeNode, partialScratch, refuse, workspaceOf } from "./accumulator";
import { combineSiblings, packTriangle, takeSketch, unsign } from "./combine";
import { foldPending } from "./push";
import { insert } from "./merge";
import { nameJob } from "./job";

/** The file of what was gathered: its address and length are left at `result`. The leaf under way is in it as it stands, and goes on. */
export function partialSave(state: usize, result: usize): Refusal {
  const p = changetype<Accumulator>(state);
  if (p.kind == Kind.Sum && p.pending > 0) return Refusal.Incomplete;
  const settled = combineSiblings(p);
  if (settled != Refusal.None) return settled;
  if (!nameJob(p)) return Refusal.OutOfMemory;
  let own = changetype<Node>(0);
  if (p.leaf >= 0) {
    own = makeNode(p, p.leaf, 0, p.rows);
    if (!isNode(own)) return Refusal.OutOfMemory;
    const filled = fillOwn(p, own);
    if (filled != Refusal.None) {
      giveBack(p, own);
      return filled;
    }
    insert(p, own);
  }
  const written = write(p, result);
  if (isNode(own)) {
    remove(p, own);
    giveBack(p, own);
  }
  return written ? Refusal.None : Refusal.OutOfMemory;
}

/** The leaf under way as a payload; its rows in the buffer are folded into a copy. */
function fillOwn(p: Accumulator, own: Node): Refusal {
  const x = own.payload;
  const w = workspaceOf(p);
  if (changetype<usize>(w) == 0) return Refusal.OutOfMemory;
  if (p.kind == Kind.Directions) {
    const count = p.parameter + p.pending;
    memory.copy(w.both.x.at(0), p.sketch.x.at(0), bytesOf<f64>(count * p.columns));
    const lost = p.pending > 0 ? shrink(w.both, count) : 0;
    if (lost < 0) return Refusal.NoConvergence;
    takeSketch(w.both, x, p.shrunk + lost);
  } else if (p.kind == Kind.Triangle) {
    memory.copy(w.triangle.at(0), p.own.at(0), bytesOf<f64>(w.ld * p.width));
    if (p.pending > 0) foldPending(p, w, w.triangle.at(0));
    packTriangle(p.width, w.triangle, w.ld, x);
  } else {
    memory.copy(x.at(0), p.kind == Kind.Sum ? p.own.at(0) : p.buffer.at(0), bytesOf<f64>(own.size));
    unsign(own.size, x);
  }
  return Refusal.None;
}

function remove(p: Accumulator, node: Node): void {
  if (p.first == node) {
    p.first = node.next;
    return;
  }
  let before = p.first;
  while (before.next != node) before = before.next;
  before.next = node.next;
}

function write(p: Accumulator, result: usize): bool {
  let bytes = <f64>offsetof<FileHead>() + 8 * <f64>(p.centred * p.columns);
  let rows: u64 = 0;
  let nodes = 0;
  for (let node = p.first; isNode(node); node = node.next) {
    bytes += <f64>offsetof<NodeHead>() + 8 * <f64>node.size;
    rows += <u64>node.rows;
    nodes++;
  }
  const start = partialScratch(bytes);
  if (start == 0) return false;
  const head = changetype<FileHead>(start);
  head.magic = MAGIC;
  head.version = VERSION;
  head.kind = p.kind;
  head.element = 1;
  head.columns = p.columns;
  head.parameter = p.parameter;
  head.centred = p.centred;
  head.exponent = p.exponent;
  head.leaves = p.leaves;
  head.rows = rows;
  head.nodes = nodes;
  head.job = vector<u64>(p.job)[0];
  head.job2 = vector<u64>(p.job)[1];
  head.reserved = 0;
  memory.copy(start + offsetof<FileHead>(), p.shift.at(0), shiftBytes(head));
  let at = firstNode(head);
  for (let node = p.first; isNode(node); node = node.next) {
    const to = changetype<NodeHead>(at);
    to.leaf = node.leaf;
    to.level = node.level;
    to.rows = <u64>node.rows;
    memory.copy(payloadOf(to).at(0), node.payload.at(0), bytesOf<f64>(node.size));
    at = payloadOf(to).at(node.size);
  }
  head.payloadSum = crc32c(0, firstNode(head), at - firstNode(head));
  head.headerSum = headerSum(head);
  const places = vector<usize>(result);
  places[0] = start;
  places[1] = at - start;
  return true;
}

/** Whether all leaves are there; else `about` is the first that is not. */
export function complete(p: Accumulator): Refusal {
  let next: u64 = 0;
  for (let node = p.first; isNode(node) && <u64>node.leaf == next; node = node.next) next = endOf(node);
  return next == <u64>p.leaves ? Refusal.None : refuse(p, Refusal.Hole, <f64>next);
}
