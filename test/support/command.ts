import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode as decodePng, encode as writePng } from "fast-png";
import { afterAll, expect } from "vitest";
import { run } from "../../src/cli/program";

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A temporary folder for one test file, removed at its end. */
export function workplace(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `lowrank-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    path: (file: string) => join(folder, file),
    file(file: string, content: string | Uint8Array): string {
      const path = join(folder, file);
      writeFileSync(path, content);
      return path;
    },
    /** Every file below the folder, temporary and hidden ones too. */
    files: () => (readdirSync(folder, { recursive: true }) as string[]).sort(),
  };
}

/** Runs the command line within this process. */
export function call(...args: string[]): Called {
  let [out, error] = ["", ""];
  const code = run(args, { print: (text) => { out += String(text); }, complain: (text) => { error += text; }, progress: undefined });
  return { code, out, error };
}

/** A run that failed: its exit code, one line that says why, and nothing printed. */
export function expectFailure({ code, out, error }: Called, expected: 1 | 2, message: string | RegExp): void {
  expect(error).toMatch(message);
  expect(error).toMatch(/^lowrank: [^\n]+\n$/);
  expect(error).not.toMatch(/undefined|\[object|Error:|node:internal|\bat \S+:\d+/);
  expect([code, out]).toEqual([expected, ""]);
}

/** The value beside a name in a printed table. */
export function cell(table: string, name: string): string {
  return new RegExp(`^${name} {2,}(.+)$`, "m").exec(table)?.[1] ?? "";
}

/** Kinds of PNG pictures, by the number the format gives them. */
export const KINDS = { grey: 0, colour: 2, "grey with alpha": 4, "colour with alpha": 6 } as const;
export type Kind = keyof typeof KINDS;

/** Samples of a smooth picture with some repeatable noise, one pixel after another. */
export function smooth(width: number, height: number, samples: number, depth: 8 | 16 = 8): Uint8Array | Uint16Array {
  const most = 2 ** depth - 1;
  const data = depth === 16 ? new Uint16Array(width * height * samples) : new Uint8Array(width * height * samples);
  let state = 7;
  for (let p = 0; p < data.length; p++) {
    const [c, x, y] = [p % samples, Math.floor(p / samples) % width, Math.floor(p / samples / width)];
    const wave = 0.5 + 0.3 * Math.sin(x * (0.3 + 0.1 * c)) * Math.cos(y * 0.2) + 0.1 * Math.sin(x * y * 0.05);
    state = (state * 48271) % 2147483647;
    data[p] = Math.round(most * (wave + 0.1 * (state / 2147483647 - 0.5)));
  }
  return data;
}

/** Such a picture as a PNG. */
export function pngOf(kind: Kind, width: number, height: number, depth: 8 | 16 = 8): Buffer {
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[KINDS[kind]];
  return Buffer.from(writePng({ width, height, depth, channels, data: smooth(width, height, channels, depth) }));
}

/** Red, green, blue and alpha of every pixel of a PNG of 8 or 16 bits without palette, as another library reads it. */
export function samplesOf(bytes: Buffer): { width: number; height: number; colorType: number; depth: number; data: number[] } {
  const { width, height, depth, channels, data } = decodePng(bytes, { checkCrc: true });
  const pixel = (p: number) => {
    const [a, b, c, d] = data.subarray(channels * p, channels * (p + 1)) as unknown as [number, number?, number?, number?];
    const most = 2 ** depth - 1;
    return channels < 3 ? [a, a, a, b ?? most] : [a, b!, c!, d ?? most];
  };
  return { width, height, colorType: bytes[25]!, depth, data: Array.from({ length: width * height }, (_, p) => pixel(p)).flat() };
}
