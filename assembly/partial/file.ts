import { Kind, Refusal } from "../codes";
import { elements, Vector } from "../memory";
import { crc32c } from "./crc32c";

/** "\x89LRP\r\n\x1a\n": a file that was sent as text has another. */
export const MAGIC: u64 = 0x0a1a0a0d50524c89;
export const VERSION: u32 = 1;
const FLOAT64: u32 = 1;
const MOST_COLUMNS: u32 = 46340;
const MOST_LEVEL: u32 = 31;
/** Powers of two that may be taken out. */
const MOST_EXPONENT: i32 = 1100;
const EXACT: u64 = 1 << 53;

/**
 * The beginning of a file, as it lies in it, little-endian. Behind it the common shift (columns numbers, where centred), then the nodes, each with its head.
 * Bytes after `headerSum`, and the payload, are counted by the two sums: CRC-32C of the header up to its own field and of the shift; of all nodes.
 */
@unmanaged
export class FileHead {
  magic: u64;
  version: u32;
  kind: u32;
  element: u32;
  columns: u32;
  /** Rows of a sketch or of a sum; else 0. */
  parameter: u32;
  centred: u32;
  exponent: i32;
  leaves: u32;
  rows: u64;
  nodes: u32;
  payloadSum: u32;
  /** The first half of the SHA-256 of what makes partials belong together. */
  job: u64;
  job2: u64;
  headerSum: u32;
  reserved: u32;
}

@unmanaged
export class NodeHead {
  leaf: u32;
  level: u32;
  rows: u64;
}

/** Numbers in a payload. Exact: they may be more than there is memory for. */
export function payloadSize(kind: u32, columns: u32, parameter: u32, centred: u32, rows: f64): f64 {
  const n = <f64>columns + <f64>centred;
  if (kind == Kind.Triangle) return (n * (n + 1)) / 2;
  if (kind == Kind.Directions) return <f64>parameter * n + 1;
  return (kind == Kind.Sum ? <f64>parameter : rows) * n;
}

export function shiftBytes(head: FileHead): usize {
  return head.centred != 0 ? 8 * <usize>head.columns : 0;
}

/** The sums of the header with its shift. */
export function headerSum(head: FileHead): u32 {
  const start = changetype<usize>(head);
  return crc32c(crc32c(0, start, offsetof<FileHead>("headerSum")), start + offsetof<FileHead>(), shiftBytes(head));
}

export function firstNode(head: FileHead): usize {
  return changetype<usize>(head) + offsetof<FileHead>() + shiftBytes(head);
}

/** Whether `length` bytes are a partial, and if not why. Nothing is taken for granted. */
export function checkFile(start: usize, length: usize): Refusal {
  if (length < 8 || load<u64>(start) != MAGIC) return Refusal.Magic;
  const head = changetype<FileHead>(start);
  if (length < offsetof<FileHead>()) return Refusal.Size;
  if (head.version != VERSION) return Refusal.Version;
  if (head.columns > MOST_COLUMNS || head.centred > 1) return Refusal.Field;
  if (length < offsetof<FileHead>() + shiftBytes(head)) return Refusal.Size;
  if (headerSum(head) != head.headerSum) return Refusal.Header;
  if (!hasValidFields(head)) return Refusal.Field;
  if (!fits(head, length)) return Refusal.Size;
  const first = firstNode(head);
  if (crc32c(0, first, start + length - first) != head.payloadSum) return Refusal.Payload;
  if (!hasValidNodes(head)) return Refusal.Node;
  return hasValidNumbers(head) ? Refusal.None : Refusal.Number;
}

function hasValidFields(head: FileHead): bool {
  const kind = <i32>head.kind;
  const takesParameter = kind == Kind.Directions || kind == Kind.Sum;
  return kind >= Kind.Triangle && kind <= Kind.Factors && head.element == FLOAT64 && head.columns > 0 && head.reserved == 0
    && (takesParameter ? head.parameter > 0 && head.parameter <= MOST_COLUMNS : head.parameter == 0)
    && (head.centred == 0 || kind == Kind.Triangle) && head.exponent >= -MOST_EXPONENT && head.exponent <= MOST_EXPONENT
    && head.leaves > 0 && head.leaves <= <u32>i32.MAX_VALUE && head.nodes <= head.leaves && head.rows < EXACT;
}

/** Whether the nodes end where the file does. */
function fits(head: FileHead, length: usize): bool {
  const end = <f64>(changetype<usize>(head) + length);
  let from = <f64>firstNode(head);
  for (let i: u32 = 0; i < head.nodes; i++) {
    if (from + <f64>offsetof<NodeHead>() > end) return false;
    from += <f64>offsetof<NodeHead>() + 8 * sizeOfNode(head, changetype<NodeHead>(<usize>from));
    if (from > end) return false;
  }
  return from == end;
}

export function sizeOfNode(head: FileHead, node: NodeHead): f64 {
  return payloadSize(head.kind, head.columns, head.parameter, head.centred, <f64>node.rows);
}

/** Leaves in order, none twice, rows that add up. */
function hasValidNodes(head: FileHead): bool {
  let node = changetype<NodeHead>(firstNode(head));
  let next: u64 = 0;
  let rows: u64 = 0;
  for (let i: u32 = 0; i < head.nodes; i++) {
    if (node.level > MOST_LEVEL) return false;
    const leaves = <u64>1 << node.level;
    const leaf = <u64>node.leaf;
    if (leaf < next || (leaf & (leaves - 1)) != 0 || leaf + leaves > <u64>head.leaves || node.rows >= EXACT) return false;
    next = leaf + leaves;
    rows += node.rows;
    node = following(head, node);
  }
  return rows == head.rows;
}

export function payloadOf(node: NodeHead): Vector<f64> {
  return changetype<Vector<f64>>(changetype<usize>(node) + offsetof<NodeHead>());
}

export function following(head: FileHead, node: NodeHead): NodeHead {
  return changetype<NodeHead>(payloadOf(node).at(<i32>sizeOfNode(head, node)));
}

function hasValidNumbers(head: FileHead): bool {
  const shift = elements<f64>(changetype<usize>(head) + offsetof<FileHead>(), 0);
  if (head.centred != 0 && !areFinite(<i32>head.columns, shift)) return false;
  let node = changetype<NodeHead>(firstNode(head));
  for (let i: u32 = 0; i < head.nodes; i++) {
    const payload = payloadOf(node);
    const size = <i32>sizeOfNode(head, node);
    if (!areFinite(size, payload)) return false;
    if (head.kind == Kind.Triangle && !isTriangle(<i32>(head.columns + head.centred), payload)) return false;
    if (head.kind == Kind.Directions && payload[size - 1] < 0) return false;
    node = following(head, node);
  }
  return true;
}

/** Finite, and without a sign of zero: one number has one form. */
function areFinite(count: i32, x: Vector<f64>): bool {
  for (let i = 0; i < count; i++) {
    if (x[i] - x[i] != 0 || reinterpret<u64>(x[i]) == 1 << 63) return false;
  }
  return true;
}

/** Whether the diagonal of a packed triangle is not negative. */
function isTriangle(n: i32, r: Vector<f64>): bool {
  let corner = 0;
  for (let i = 0; i < n; i++) {
    if (r[corner] < 0) return false;
    corner += n - i;
  }
  return true;
}
