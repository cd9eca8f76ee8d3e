import type { Component, Frame } from "./frame";

/** A decoded component, rows `stride` apart. */
export interface Plane {
  readonly component: Component;
  readonly samples: Uint8Array;
  readonly stride: number;
}

/** Narrower components are repeated, not interpolated, where columns double. */
const LEAST_WIDTH = 3;

/**
 * Writes row y of the picture, at full size, of a component that may have fewer samples: where sides double linearly interpolated (3/4 of the nearer sample, 1/4
 * of the next), else repeated, with the rounding of libjpeg's "fancy upsampling". At the borders the last sample continues.
 */
export function upsampleRow({ component, samples, stride }: Plane, { hMost, vMost, width }: Frame, y: number, row: Uint8Array): void {
  const [across, down] = [hMost / component.h, vMost / component.v];
  const near = Math.floor(y / down);
  const start = near * stride;
  if (across === 1 && down === 1) {
    row.set(samples.subarray(start, start + width));
    return;
  }
  const below = y % 2 === 1;
  const next = stride * Math.min(Math.max(near + (below ? 1 : -1), 0), component.height - 1);
  if (across === 1 && down === 2) {
    const rounding = below ? 2 : 1;
    for (let x = 0; x < width; x++) row[x] = (3 * samples[start + x]! + samples[next + x]! + rounding) >> 2;
  } else if (across === 2 && down <= 2 && component.width >= LEAST_WIDTH) {
    if (down === 1) doubleColumns(samples, start, component.width, width, row);
    else doubleBoth(samples, start, next, component.width, width, row);
  } else {
    for (let x = 0; x < width; x++) row[x] = samples[start + Math.floor(x / across)]!;
  }
}

function doubleColumns(samples: Uint8Array, start: number, count: number, width: number, row: Uint8Array): void {
  for (let i = 0; i < count; i++) {
    const own = 3 * samples[start + i]!;
    row[2 * i] = i === 0 ? own / 3 : (own + samples[start + i - 1]! + 1) >> 2;
    if (2 * i + 1 < width) row[2 * i + 1] = i === count - 1 ? own / 3 : (own + samples[start + i + 1]! + 2) >> 2;
  }
}

function doubleBoth(samples: Uint8Array, start: number, next: number, count: number, width: number, row: Uint8Array): void {
  let before = 0;
  let own = 3 * samples[start]! + samples[next]!;
  for (let i = 0; i < count; i++) {
    const last = i === count - 1;
    const after = last ? own : 3 * samples[start + i + 1]! + samples[next + i + 1]!;
    row[2 * i] = (3 * own + (i === 0 ? own : before) + 8) >> 4;
    if (2 * i + 1 < width) row[2 * i + 1] = (3 * own + after + 7) >> 4;
    before = own;
    own = after;
  }
}
