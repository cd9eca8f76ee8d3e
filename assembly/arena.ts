/**
 * A stack of memory blocks: mark, reserve, release.
 *
 * Blocks start on 64-byte lines. Nothing else in the module allocates, so the stack may begin at __heap_base.
 */

const LINE: usize = 64;
/** One page short of 4 GiB, so that a byte count never wraps to 0. */
const MAX_PAGES: u32 = 65535;

// @ts-ignore: decorator
@lazy let top: usize = (__heap_base + LINE - 1) & ~(LINE - 1);

/** See `refused`. */
// @ts-ignore: decorator
@lazy let missing: f64 = 0;

export function mark(): usize {
  return top;
}

export function release(to: usize): void {
  top = to;
}

/** Reserves `bytes`; 0, and `refused` tells how many, if they cannot be had. Contents are not cleared. */
export function reserve(bytes: usize): usize {
  const start = top;
  const end = (<u64>start + bytes + LINE - 1) & ~(<u64>LINE - 1); // may lie beyond 4 GiB
  if (end > <u64>MAX_PAGES << 16) return refuse(<f64>bytes);
  const pages = <u32>((end + 0xffff) >>> 16);
  const have = <u32>memory.size();
  if (pages > have) {
    // Growing detaches every view outside and may copy: grow by half again where that is possible.
    if (!grow(min<u32>(MAX_PAGES, max<u32>(pages, have + (have >>> 1))), pages)) return refuse(<f64>bytes);
  }
  top = <usize>end;
  return start;
}

/** Reserves a measured number of bytes, which may lie beyond what there is. */
export function room(bytes: f64): usize {
  return bytes < 4294967296.0 ? reserve(<usize>bytes) : refuse(bytes);
}

function refuse(bytes: f64): usize {
  missing = bytes;
  return 0;
}

/** Bytes of the last block that could not be had: what a Status.OutOfMemory is about. */
export function refused(): f64 {
  return missing;
}

/** Grows the memory to `wanted` pages, else to `least`. Calling itself, it keeps reserve out of line at its hundred callers. */
function grow(wanted: u32, least: u32): bool {
  if (memory.grow(<i32>(wanted - <u32>memory.size())) >= 0) return true;
  return wanted > least && grow(least, least);
}

/** Bytes still available above the stack, were the memory grown to its limit. */
export function available(): f64 {
  return <f64>MAX_PAGES * 65536.0 - <f64>top;
}
