import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { toBfloat16, toBinary16 } from "../../src/cli/files/float16";

export interface Tensor { type?: "F64" | "F32" | "F16" | "BF16" | "I64"; shape: number[]; values: ArrayLike<number> }

function bytesOf({ type = "F32", values }: Tensor): Buffer {
  const array = type === "F64" ? Float64Array.from(values) : type === "F32" ? Float32Array.from(values)
    : type === "I64" ? BigInt64Array.from(Array.from(values), BigInt)
    : Uint16Array.from(values, type === "F16" ? toBinary16 : toBfloat16);
  return Buffer.from(array.buffer);
}

/** A safetensors file, made independently of the code under test. */
export function safetensors(tensors: Record<string, Tensor>): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const parts: Buffer[] = [];
  let at = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const bytes = bytesOf(tensor);
    header[name] = { dtype: tensor.type ?? "F32", shape: tensor.shape, data_offsets: [at, at += bytes.length] };
    parts.push(bytes);
  }
  return withHeader(JSON.stringify(header), Buffer.concat(parts));
}

export function withHeader(header: string | Buffer, data: Buffer = Buffer.alloc(0), length = Buffer.byteLength(header)): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([size, Buffer.from(header as string), data]);
}

/** The tensors of a written file. */
export function load(path: string): Record<string, { dtype: string; shape: number[]; values: number[] }> {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  expect((8 + length) % 8).toBe(0);
  const { __metadata__, ...entries } = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  expect(__metadata__).toEqual({ format: "pt" });
  let end = 0;
  const tensors: ReturnType<typeof load> = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(entries)) {
    expect(from).toBe(end);
    end = to;
    const data = Buffer.from(bytes.subarray(8 + length + from, 8 + length + to));
    const values = dtype === "F32" ? Array.from({ length: data.length / 4 }, (_, p) => data.readFloatLE(4 * p))
      : Array.from({ length: data.length / 2 }, (_, p) => (dtype === "BF16" ? new Float32Array(Uint32Array.of(data.readUInt16LE(2 * p) << 16).buffer)[0]! : NaN));
    tensors[name] = { dtype, shape, values };
  }
  expect(8 + length + end).toBe(bytes.length);
  return tensors;
}

/** Repeatable numbers in (-0.5, 0.5), exact in 32 bits. */
export function numbers(length: number, seed: number): Float64Array {
  let state = seed;
  for (let i = 0; i < 5; i++) state = (state * 48271) % 2147483647;
  return Float64Array.from({ length }, () => Math.fround((state = (state * 48271) % 2147483647) / 2147483647 - 0.5));
}

/** rows × columns of the given rank, plus a little of full rank. */
export function change(rows: number, columns: number, rank: number, noise: number, seed: number): Float64Array {
  const [Y, Z, N] = [numbers(rows * rank, seed), numbers(columns * rank, seed + 1), numbers(rows * columns, seed + 2)];
  return N.map((n, p) => Math.fround(noise * n + Array.from({ length: rank }, (_, c) => Y[Math.floor(p / columns) * rank + c]! * Z[(p % columns) * rank + c]!).reduce((a, b) => a + b, 0)));
}

export const sum = (a: Float64Array, b: Float64Array) => a.map((x, p) => x + b[p]!);
export const exact = (base: Float64Array, tuned: Float64Array, rows: number) => ({ rows, columns: base.length / rows, data: tuned.map((x, p) => Math.fround(x) - Math.fround(base[p]!)) });

/** (out × r) (r × in). */
export function product(B: { shape: number[]; values: number[] }, A: { shape: number[]; values: number[] }): Float64Array {
  const [out, r, into] = [B.shape[0]!, B.shape[1]!, A.shape[1]!];
  expect(A.shape[0]).toBe(r);
  return Float64Array.from({ length: out * into }, (_, p) => Array.from({ length: r }, (_, c) => B.values[Math.floor(p / into) * r + c]! * A.values[c * into + (p % into)]!).reduce((a, b) => a + b, 0));
}

export function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, bound: number): void {
  expect(got.length).toBe(expected.length);
  let worst = 0;
  for (let p = 0; p < expected.length; p++) worst = Math.max(worst, Math.abs(got[p]! - expected[p]!));
  expect(worst).toBeLessThanOrEqual(bound);
}

