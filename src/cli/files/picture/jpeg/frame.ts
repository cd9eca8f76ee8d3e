import { checkDeclared } from "../limits";
import { Broken, Unsupported } from "../refusal";

/** One of the components that a picture is mixed from, most often brightness and two of colour. */
export interface Component {
  readonly id: number;
  /** Sampling factors, 1 to 4, against the greatest of all components. */
  readonly h: number;
  readonly v: number;
  /** Which quantisation table. */
  readonly quantization: number;
  /** Samples, without those that fill up blocks. */
  readonly width: number;
  readonly height: number;
  /** Blocks of 8 × 8 that hold samples, and those stored, which fill up units. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
  readonly storedAcross: number;
  readonly storedDown: number;
}

/** [JPEG] B.2.2. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly Component[];
  readonly hMost: number;
  readonly vMost: number;
  /** Minimum coded units, of hMost × vMost blocks of samples at full size. */
  readonly unitsAcross: number;
  readonly unitsDown: number;
}

/** Names of frames that are not read: [JPEG] table B.1. */
const OTHER_FRAMES: Readonly<Record<number, string>> = {
  0xc3: "lossless JPEG", 0xc5: "hierarchical JPEG", 0xc6: "hierarchical JPEG", 0xc7: "hierarchical JPEG", 0xc9: "arithmetic coding", 0xca: "arithmetic coding",
  0xcb: "lossless JPEG", 0xcd: "hierarchical JPEG", 0xce: "hierarchical JPEG", 0xcf: "hierarchical JPEG", 0xde: "hierarchical JPEG",
};
const [BASELINE, EXTENDED, PROGRESSIVE] = [0xc0, 0xc1, 0xc2];

export const isFrame = (marker: number): boolean => marker in OTHER_FRAMES || marker === BASELINE || marker === EXTENDED || marker === PROGRESSIVE;

/** Reads and checks a frame header; `bytes` is the size of the file. */
export function frameOf(marker: number, data: Uint8Array, bytes: number): Frame {
  const other = OTHER_FRAMES[marker];
  if (other !== undefined) throw new Unsupported(other);
  if (data.length < 6 || data.length !== 6 + 3 * data[5]!) throw new Broken("its header has the wrong length");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [precision, height, width, count] = [data[0]!, view.getUint16(1), view.getUint16(3), data[5]!];
  if (precision !== 8) throw new Unsupported(`${precision} bits of a sample`);
  if (count !== 1 && count !== 3 && count !== 4) throw new Unsupported(`${count} components, where 1, 3 or 4 are read`);
  if (height === 0 && width > 0) throw new Unsupported("a height that stands behind the pixels");
  const progressive = marker === PROGRESSIVE;
  const raw = Array.from({ length: count }, (_, c) => {
    const [id, factors, quantization] = data.subarray(6 + 3 * c) as unknown as [number, number, number];
    return { id, h: factors >> 4, v: factors & 15, quantization };
  });
  if (raw.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new Broken("a sampling factor is not 1 to 4");
  if (new Set(raw.map(({ id }) => id)).size < count) throw new Broken("two components have the same name");
  if (raw.some(({ quantization }) => quantization > 3)) throw new Broken("a component names a quantisation table that there cannot be");
  const [hMost, vMost] = [Math.max(...raw.map(({ h }) => h)), Math.max(...raw.map(({ v }) => v))];
  if (raw.some(({ h, v }) => hMost % h !== 0 || vMost % v !== 0)) throw new Unsupported("sampling factors of which one is no multiple of another");

  const [unitsAcross, unitsDown] = [Math.ceil(width / (8 * hMost)), Math.ceil(height / (8 * vMost))];
  const components = raw.map((component) => {
    const [across, down] = [Math.ceil((width * component.h) / hMost), Math.ceil((height * component.v) / vMost)];
    return {
      ...component, width: across, height: down, blocksAcross: Math.ceil(across / 8), blocksDown: Math.ceil(down / 8),
      storedAcross: unitsAcross * component.h, storedDown: unitsDown * component.v,
    };
  });
  const frame = { width, height, progressive, components, hMost, vMost, unitsAcross, unitsDown };
  checkDeclared({ width, height, samples: count, bytes, memory: memoryOf(frame) });
  return frame;
}

/** Coefficients of 2 bytes where scans refine them, samples, the finished planes and one of them being turned. */
function memoryOf({ width, height, progressive, components }: Frame): number {
  const stored = components.reduce((sum, { storedAcross, storedDown }) => sum + 64 * storedAcross * storedDown, 0);
  const planes = components.length === 1 ? 1 : 3;
  return stored * (progressive ? 3 : 1) + width * height * (planes + 1);
}
