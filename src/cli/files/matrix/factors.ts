/** Several matrices of one result: a file each, or the arrays of one .npz. */
import type { Matrix } from "../../../index";
import type { Outputs } from "../output";
import { isBinary, type Target } from "../targets";
import type { Labels } from "../text/format";
import { zipOf } from "../zip";
import { formatMatrix, MATRIX_FORMATS, type MatrixFormat } from "./matrix";
import { formatNpy } from "./npy";

export const FACTOR_FORMATS = [...MATRIX_FORMATS, "npz"] as const;

export type FactorFormat = MatrixFormat | "npz";

/** Where they go, and in which format. */
export class FactorFiles {
  private readonly arrays: { readonly name: string; readonly bytes: Uint8Array }[] = [];

  constructor(private readonly outputs: Outputs, private readonly target: Target<FactorFormat> | undefined, private readonly format: FactorFormat) {}

  /** Refuses what cannot be written, before any long work. */
  claim(parts: readonly string[]): void {
    if (this.target === undefined) return;
    const { folder } = this.target;
    for (const file of new Set(parts.map((part) => this.target!.file(part, this.format)))) this.outputs.claim(file, { makeFolder: folder, binary: isBinary(this.format) });
  }

  add(part: string, matrix: Matrix, vector = false, labels: Labels = {}): void {
    if (this.target === undefined) return;
    if (this.format === "npz") this.arrays.push({ name: `${part}.npy`, bytes: formatNpy(matrix, vector) });
    else this.outputs.add(this.target.file(part, this.format), formatMatrix(matrix, this.format, vector, labels));
  }

  /** Behind the last part. */
  end(): void {
    if (this.arrays.length > 0) this.outputs.add(this.target!.file("", "npz"), zipOf(this.arrays));
  }
}
