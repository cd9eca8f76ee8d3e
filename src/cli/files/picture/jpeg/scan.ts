import { Broken, endsTooEarly } from "../refusal";
import { BitReader, BitsError } from "./bits";
import type { Component, Frame } from "./frame";

/** Bytes between markers that mean nothing: some cameras leave a few. More of them are a sign that the data before were misread. */
export const STRAY_BYTES = 16;

/** Reads one block of the n-th component of a scan; `across` and `down` are its place among the stored ones. */
export type ReadBlock = (bits: BitReader, n: number, across: number, down: number) => void;

/** The components of a scan, in its order, and the number of units between two restart markers, 0 if there are none. */
export interface Scan {
  readonly components: readonly Component[];
  readonly restartInterval: number;
}

/**
 * Reads the entropy-coded data of a scan: blocks of one component in rows, or units of all: [JPEG] A.2, E.2.4. Every unit must be there.
 *
 * @param restart  called before the first unit and after each restart marker; says whether something was left over.
 * @returns where the data end.
 */
export function readScan(file: Uint8Array, start: number, frame: Frame, { components, restartInterval }: Scan, readBlock: ReadBlock, restart: () => boolean): number {
  const single = components.length === 1 ? components[0] : undefined;
  const across = single === undefined ? frame.unitsAcross : single.blocksAcross;
  const units = across * (single === undefined ? frame.unitsDown : single.blocksDown);
  let bits = new BitReader(file, start);
  restart();
  for (let unit = 0; unit < units; unit++) {
    try {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
        const { at, unused } = bits.end();
        const marker = (unit / restartInterval - 1) % 8;
        if (markerAt(file, at) === undefined) throw new BitsError(true);
        if (restart() || unused > STRAY_BYTES || markerAt(file, at) !== 0xd0 + marker) throw new BitsError(false);
        bits = new BitReader(file, afterMarker(file, at));
      }
      const [column, row] = [unit % across, Math.floor(unit / across)];
      if (single !== undefined) readBlock(bits, 0, column, row);
      else readUnit(components, readBlock, bits, column, row);
      if (bits.overrun) throw new BitsError(true);
    } catch (error) {
      if (!(error instanceof BitsError)) throw error;
      const rows = Math.min(frame.height, Math.floor(unit / across) * 8 * (single === undefined ? frame.vMost : frame.vMost / single.v));
      throw error.ended || bits.overrun ? endsTooEarly(`${rows} of ${frame.height} rows arrived`) : new Broken(`its data are damaged after ${rows} of ${frame.height} rows`);
    }
  }
  const { at, unused } = bits.end();
  if (restart() || unused > STRAY_BYTES) throw new Broken("its data do not end where its pixels do: they are damaged");
  return at;
}

function readUnit(components: readonly Component[], readBlock: ReadBlock, bits: BitReader, column: number, row: number): void {
  for (let n = 0; n < components.length; n++) {
    const { h, v } = components[n]!;
    for (let i = 0; i < v; i++) {
      for (let j = 0; j < h; j++) readBlock(bits, n, column * h + j, row * v + i);
    }
  }
}

/** The code of the marker at a place, 0xFF before it any number of times. */
export function markerAt(file: Uint8Array, at: number): number | undefined {
  return file[afterMarker(file, at) - 1];
}

export function afterMarker(file: Uint8Array, at: number): number {
  let code = at + 1;
  while (file[code] === 0xff) code++;
  return code + 1;
}
