import { Broken, TooLarge } from "./refusal";

/** Samples, width × height × those of a pixel, that a picture may declare. */
const MOST_SAMPLES = 2 ** 28;

/**
 * Bytes that reading may take, whatever the file's size: a photograph of 24 million pixels needs less. Larger ones may take as many times their size as a
 * strongly compressed picture does. Together they keep a file of few bytes from taking much memory.
 */
const MOST_BYTES = 2e8;
const MOST_TIMES = 100;

/** What a header declares. */
interface Declared {
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel. */
  readonly samples: number;
  /** Bytes that reading takes, results included. */
  readonly memory: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** Refuses a picture by its header, before anything is allocated for it. */
export function checkDeclared({ width, height, samples, memory, bytes }: Declared): void {
  if (width === 0 || height === 0) throw new Broken("it has no pixels");
  const size = `it declares ${width} × ${height} pixels of ${samples} ${samples === 1 ? "sample" : "samples"}`;
  if (width * height * samples > MOST_SAMPLES) {
    throw new TooLarge(`${size}: at most ${Math.floor(MOST_SAMPLES / 1e6)} million samples are read; make it smaller first`);
  }
  const most = Math.max(MOST_BYTES, MOST_TIMES * bytes);
  if (memory > most) {
    throw new TooLarge(`${size}, for which a file of ${inUnits(bytes)} is too small: reading may take ${inUnits(most)}, not ${inUnits(memory)}; make it smaller first`);
  }
}

function inUnits(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.ceil(bytes / 1e6)} MB`;
}
