import { room } from "../../arena";
import { Kind, Refusal } from "../../codes";
import { leadingDimension } from "../../kernels/leading-dimension";
import { bytesOf, cleared, Layout, line, measured, placed, vector, Vector } from "../../memory";
import { Directions, layOutDirections } from "../../partial/frequent-directions";
import { payloadSize } from "../../partial/file";
import { Node } from "../../partial/node";
import { foldRowsBytes, rowsToFold } from "../../svd/tall/fold-rows";

/** Rows of factors that there is room for at first. */
const FACTOR_ROWS: i32 = 1024;

/** Where rows are folded and nodes combined: a triangle, columns of rows to fold with one of room, a sketch. */
@unmanaged
export class Workspace extends Layout {
  triangle: Vector<f64>;
  ld: i32;
  panel: usize;
  ldPanel: i32;
  both: Directions;
  work: usize;
}

function layOutWorkspace(w: Workspace, p: Accumulator): Workspace {
  const n = p.width;
  if (p.kind == Kind.Directions) {
    w.both = layOutDirections(w, p.parameter, p.columns);
  } else if (p.kind == Kind.Triangle) {
    const rows = max(p.capacity, n);
    w.ld = leadingDimension<f64>(n);
    w.ldPanel = leadingDimension<f64>(rows + 1);
    w.triangle = w.take<f64>(<f64>w.ld * <f64>n);
    w.panel = w.takeBytes(8 * <f64>w.ldPanel * <f64>n);
    w.work = w.takeBytes(<f64>foldRowsBytes(rows, n));
  }
  return w;
}

/** The workspace, reserved when it is first needed: a file that claims to be of large ones takes no memory for its claim. 0 where it is refused. */
export function workspaceOf(p: Accumulator): Workspace {
  if (changetype<usize>(p.workspace) != 0) return p.workspace;
  const start = room(layOutWorkspace(measured<Workspace>(), p).end);
  if (start != 0) p.workspace = layOutWorkspace(placed<Workspace>(start), p);
  return p.workspace;
}

/** What is gathered of a job: the forest of nodes merged, and one leaf under way. */
@unmanaged
export class Accumulator extends Layout {
  kind: i32;
  columns: i32;
  /** Rows of a sketch or of a sum; else 0. */
  parameter: i32;
  centred: i32;
  exponent: i32;
  leaves: i32;
  /** The leaf under way, -1: none. */
  leaf: i32;
  /** columns, and one for the ones of a centred table. */
  width: i32;
  /** What the job is about, in the caller's words; the 16 bytes that name the job, once they are known. */
  name: usize;
  nameLength: i32;
  job: usize;
  hasJob: bool;
  shift: Vector<f64>;
  hasShift: bool;
  /** Nodes by leaf; free ones. Whether they wait to be combined. */
  first: Node;
  free: Node;
  waits: bool;
  /** Rows of the leaf under way: all of them, and those in the buffer, by rows. */
  rows: f64;
  pending: i32;
  capacity: i32;
  buffer: Vector<f64>;
  /** Triangle or sum of the leaf under way; the shrinkage of its sketch. */
  own: Vector<f64>;
  shrunk: f64;
  sketch: Directions;
  /** See `workspaceOf`. */
  workspace: Workspace;
  /** What a refusal is about: a leaf. */
  about: f64;
}

/** `own`: with room for a leaf. */
function layOut(p: Accumulator, kind: i32, columns: i32, parameter: i32, centred: i32, nameLength: i32, own: bool): Accumulator {
  const n = columns + centred;
  p.kind = kind;
  p.columns = columns;
  p.parameter = parameter;
  p.centred = centred;
  p.width = n;
  p.nameLength = nameLength;
  p.capacity = !own ? 0 : kind == Kind.Triangle ? rowsToFold(n) : kind == Kind.Factors ? FACTOR_ROWS : parameter;
  p.name = p.takeBytes(<f64>nameLength);
  p.job = p.takeBytes(64);
  p.shift = p.take<f64>(centred != 0 ? columns : 0);
  if (!own) return p;
  if (kind == Kind.Directions) {
    p.sketch = layOutDirections(p, parameter, columns);
    p.buffer = vector<f64>(0);
    return p;
  }
  p.buffer = p.take<f64>(<f64>p.capacity * <f64>columns);
  p.own = p.take<f64>(kind == Kind.Factors ? 0 : kind == Kind.Sum ? <f64>parameter * <f64>columns : <f64>leadingDimension<f64>(n) * <f64>n);
  return p;
}

/** Bytes that opening one reserves, with its workspace. `own`: 1 with a leaf of its own. */
export function partialBytes(kind: i32, columns: i32, parameter: i32, centred: i32, nameLength: i32, own: i32): f64 {
  const p = layOut(measured<Accumulator>(), kind, columns, parameter, centred, nameLength, own != 0);
  return p.end + (own != 0 ? layOutWorkspace(measured<Workspace>(), p).end : 0);
}

/** Opens an accumulator: its address, 0 where memory is refused. `leaf`: the one that rows are for, -1: none. `waits`: nodes are combined at the end only. */
export function partialOpen(kind: i32, columns: i32, parameter: i32, centred: i32, exponent: i32, leaves: i32, leaf: i32, nameLength: i32, waits: i32): usize {
  const own = leaf >= 0;
  const bytes = layOut(measured<Accumulator>(), kind, columns, parameter, centred, nameLength, own).end;
  const start = room(bytes);
  if (start == 0) return 0;
  memory.fill(start, 0, <usize>bytes);
  const p = layOut(cleared<Accumulator>(start), kind, columns, parameter, centred, nameLength, own);
  p.exponent = exponent;
  p.leaves = leaves;
  p.leaf = leaf;
  p.waits = waits != 0;
  if (own && kind == Kind.Directions) p.buffer = p.sketch.x.from(parameter * columns);
  return start;
}

/** Numbers in the payload of a node of so many rows. */
export function sizeOf(p: Accumulator, rows: f64): f64 {
  return payloadSize(p.kind, p.columns, p.parameter, p.centred, rows);
}

/** A node of `rows` rows, its payload not set; 0 where memory is refused. */
export function makeNode(p: Accumulator, leaf: u32, level: i32, rows: f64): Node {
  const size = sizeOf(p, rows);
  let node = p.free;
  if (changetype<usize>(node) != 0) {
    p.free = node.next;
  } else {
    const head = line(offsetof<Node>());
    const start = room(<f64>head + 8 * size);
    node = changetype<Node>(start);
    if (start == 0) return node;
    node.payload = vector<f64>(start + head);
  }
  node.next = changetype<Node>(0);
  node.leaf = leaf;
  node.level = level;
  node.rows = rows;
  node.size = <i32>size;
  return node;
}

/** Those of factors have sizes of their own, and stay where they are. */
export function giveBack(p: Accumulator, node: Node): void {
  if (p.kind == Kind.Factors) return;
  node.next = p.free;
  p.free = node;
}

// @ts-ignore: decorator
@lazy let scratch: usize = 0;
// @ts-ignore: decorator
@lazy let scratchBytes: f64 = 0;

/** Room for a file, the same every time as long as it is enough; 0 where memory is refused. */
export function partialScratch(bytes: f64): usize {
  if (bytes <= scratchBytes) return scratch;
  const start = room(bytes);
  if (start == 0) return 0;
  scratch = start;
  scratchBytes = bytes;
  return start;
}

/** What the last refusal was about. */
export function partialAbout(state: usize): f64 {
  return changetype<Accumulator>(state).about;
}

export function refuse(p: Accumulator, reason: Refusal, about: f64): Refusal {
  p.about = about;
  return reason;
}

/** Doubles the room for rows of factors. */
export function growFactors(p: Accumulator): bool {
  const bytes = 2 * <f64>bytesOf<f64>(p.capacity) * <f64>p.columns;
  const start = room(bytes);
  if (start == 0) return false;
  memory.copy(start, p.buffer.at(0), bytesOf<f64>(p.capacity * p.columns));
  p.buffer = vector<f64>(start);
  p.capacity *= 2;
  return true;
}
