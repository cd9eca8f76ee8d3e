import { Broken, endsTooEarly } from "../refusal";
import { AcBlocks, type Band, sequentialBlock } from "./blocks";
import type { Component, Frame } from "./frame";
import type { HuffmanTable } from "./huffman";
import { inverseDct, inverseDctOfMean } from "./idct";
import { type ReadBlock, readScan } from "./scan";
import { type Settings, tablesOf } from "./segments";
import { MOST_COEFFICIENT, ZIGZAG } from "./tables";
import type { Plane } from "./upsample";

/** More scans than any encoder makes would only cost time. */
const MOST_SCANS = 100;
/** Blocks of a unit: [JPEG] B.2.3. */
const MOST_BLOCKS = 10;
/** Bits that a block takes at least: a code for its first coefficient, in sequential data one for its end. */
const LEAST_BITS = { progressive: 1, sequential: 2 };

/** A component while it arrives. */
interface Arriving {
  readonly component: Component;
  readonly samples: Uint8Array;
  /** Of a progressive picture: all coefficients, and whether a block has any but the first. */
  readonly coefficients: Int16Array;
  readonly touched: Uint8Array;
  /** By coefficient, in the order of the file: the lowest bit that has arrived, -1 before the first. */
  readonly low: Int8Array;
  /** As it stood at the component's first scan. */
  quantization: Uint16Array | undefined;
}

/** A component of a scan with its tables. */
interface Selected {
  readonly arriving: Arriving;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
}

/** A picture whose scans arrive one by one. */
export class Arrival {
  private components: Arriving[] = [];
  private scans = 0;

  constructor(readonly frame: Frame) {}

  /** Whether every coefficient has arrived to its last bit. */
  get complete(): boolean {
    return this.components.length > 0 && this.components.every(({ low }) => low.every((bit) => bit === 0));
  }

  /** What there is so far, in words. */
  get arrived(): string {
    return this.scans === 0 ? "no pixels arrived" : `only ${this.scans} ${this.scans === 1 ? "scan" : "scans"} of its pixels arrived`;
  }

  /** Reads a scan: its header, [JPEG] B.2.3, and the data that follow. Returns where they end. */
  readScan(file: Uint8Array, at: number, header: Uint8Array, settings: Settings): number {
    if (this.components.length === 0) this.begin(file.length - at);
    if (++this.scans > MOST_SCANS) throw new Broken(`it has more than ${MOST_SCANS} scans`);
    const count = header[0] ?? 0;
    if (count < 1 || count > 4 || header.length !== 4 + 2 * count) throw new Broken("the header of a scan has the wrong length");
    const selected = Array.from({ length: count }, (_, n) => this.select(header[1 + 2 * n]!, header[2 + 2 * n]!, settings));
    const components = selected.map(({ arriving }) => arriving.component);
    if (new Set(components).size < count) throw new Broken("a scan names a component twice");
    if (count > 1 && components.reduce((sum, { h, v }) => sum + h * v, 0) > MOST_BLOCKS) throw new Broken(`a scan has units of more than ${MOST_BLOCKS} blocks`);
    const [from, to, approximation] = header.subarray(1 + 2 * count) as unknown as [number, number, number];
    const scan = { components, restartInterval: settings.restartInterval };
    if (!this.frame.progressive) {
      const { readBlock, restart } = sequentialScan(selected);
      for (const { arriving: { low } } of selected) low.fill(0);
      return readScan(file, at, this.frame, scan, readBlock, restart);
    }
    const band = { from, to, low: approximation & 15, refines: approximation >> 4 !== 0 };
    checkBand(band, approximation >> 4, selected);
    const { readBlock, restart } = from === 0 ? firstCoefficients(selected, band) : otherCoefficients(selected[0]!, band);
    return readScan(file, at, this.frame, scan, readBlock, restart);
  }

  /** The samples of all components. Coefficients are let go one component after another. */
  planes(): Plane[] {
    return this.components.map(({ component, samples, coefficients, quantization }) => {
      const stride = 8 * component.storedAcross;
      if (this.frame.progressive) transform(component, coefficients, quantization!, samples);
      return { component, samples, stride };
    });
  }

  /** Takes memory, once it is seen that the file could hold what its header declares. */
  private begin(bytes: number): void {
    const { width, height, progressive, components } = this.frame;
    const blocks = components.reduce((sum, { blocksAcross, blocksDown }) => sum + blocksAcross * blocksDown, 0);
    if (8 * bytes < blocks * LEAST_BITS[progressive ? "progressive" : "sequential"]) {
      throw endsTooEarly(`${bytes} bytes are left for ${width} × ${height} pixels`);
    }
    this.components = components.map((component) => {
      const stored = component.storedAcross * component.storedDown;
      return {
        component, samples: new Uint8Array(64 * stored), coefficients: new Int16Array(progressive ? 64 * stored : 0), touched: new Uint8Array(progressive ? stored : 0),
        low: new Int8Array(64).fill(-1), quantization: undefined,
      };
    });
  }

  private select(id: number, tables: number, settings: Settings): Selected {
    const arriving = this.components.find(({ component }) => component.id === id);
    if (arriving === undefined) throw new Broken("a scan names a component that there is not");
    if (!this.frame.progressive && arriving.low[0] === 0) throw new Broken("a component arrives twice");
    arriving.quantization ??= settings.quantization[arriving.component.quantization];
    if (arriving.quantization === undefined) throw new Broken("a quantisation table is missing");
    const { dc, ac } = tablesOf(settings, this.frame.progressive);
    return { arriving, dc: dc[tables >> 4], ac: ac[tables & 15] };
  }
}

interface Reading {
  readonly readBlock: ReadBlock;
  /** Begins anew; says whether something was left over. */
  readonly restart: () => boolean;
}

const needed = (table: HuffmanTable | undefined): HuffmanTable => {
  if (table === undefined) throw new Broken("a Huffman table is missing");
  return table;
};

function sequentialScan(selected: readonly Selected[]): Reading {
  const before = new Int32Array(selected.length);
  const block = new Int32Array(64);
  const parts = selected.map(({ arriving, dc, ac }) => {
    return { samples: arriving.samples, stride: 8 * arriving.component.storedAcross, quantization: arriving.quantization!, dc: needed(dc), ac: needed(ac) };
  });
  return {
    readBlock: (bits, n, across, down) => {
      const { samples, stride, quantization, dc, ac } = parts[n]!;
      block.fill(0);
      before[n] = sequentialBlock(bits, dc, ac, before[n]!, quantization, block);
      place(block, samples, 8 * (down * stride + across), stride);
    },
    restart: () => {
      before.fill(0);
      return false;
    },
  };
}

/** Each coefficient once to some bit, then bit by bit, the first one before all others. */
function checkBand({ from, to, low, refines }: Band, high: number, selected: readonly Selected[]): void {
  const right = from <= to && to < 64 && (from > 0 ? selected.length === 1 : to === 0) && low <= 13 && (!refines || high === low + 1);
  if (!right) throw new Broken("a scan sends what there cannot be");
  for (const { arriving } of selected) {
    if (from > 0 && arriving.low[0] === -1) throw new Broken("its scans are out of order");
    for (let k = from; k <= to; k++) {
      if (arriving.low[k] !== (refines ? high : -1)) throw new Broken("its scans are out of order");
      arriving.low[k] = low;
    }
  }
}

/** [JPEG] G.1.2.1. */
function firstCoefficients(selected: readonly Selected[], { low, refines }: Band): Reading {
  const before = new Int32Array(selected.length);
  const parts = selected.map(({ arriving: { component, coefficients }, dc }) => ({ across: component.storedAcross, coefficients, dc: refines ? undefined : needed(dc) }));
  return {
    readBlock: (bits, n, across, down) => {
      const { across: stored, coefficients, dc } = parts[n]!;
      const at = 64 * (down * stored + across);
      if (dc === undefined) coefficients[at]! |= bits.bits(1) << low;
      else coefficients[at] = (before[n]! += bits.signed(bits.symbol(dc))) * 2 ** low;
    },
    restart: () => {
      before.fill(0);
      return false;
    },
  };
}

function otherCoefficients({ arriving: { component, coefficients, touched }, ac }: Selected, band: Band): Reading {
  let blocks = new AcBlocks(band, needed(ac), coefficients, touched);
  return {
    readBlock: (bits, _, across, down) => blocks.read(bits, down * component.storedAcross + across),
    restart: () => {
      const { open } = blocks;
      blocks = new AcBlocks(band, needed(ac), coefficients, touched);
      return open;
    },
  };
}

function transform({ storedAcross, storedDown }: Component, coefficients: Int16Array, quantization: Uint16Array, samples: Uint8Array): void {
  const byPlace = new Int32Array(64);
  ZIGZAG.forEach((p, k) => { byPlace[p] = quantization[k]!; });
  const block = new Int32Array(64);
  for (let down = 0, at = 0; down < storedDown; down++) {
    for (let across = 0; across < storedAcross; across++, at += 64) {
      for (let p = 0; p < 64; p++) {
        block[p] = coefficients[at + p]! * byPlace[p]!;
        if (Math.abs(block[p]!) > MOST_COEFFICIENT) throw new Broken("its data are damaged");
      }
      place(block, samples, 64 * down * storedAcross + 8 * across, 8 * storedAcross);
    }
  }
}

function place(block: Int32Array, samples: Uint8Array, at: number, stride: number): void {
  let rest = 0;
  for (let p = 1; p < 64; p++) rest |= block[p]!;
  if (rest === 0) inverseDctOfMean(block[0]!, samples, at, stride);
  else inverseDct(block, samples, at, stride);
}
