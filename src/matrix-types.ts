/** A dense matrix, row-major: entry (i, j) is `data[i * columns + j]`. In single precision the numbers are a Float32Array. */
export interface Matrix<Numbers extends Float64Array | Float32Array = Float64Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Numbers;
  /** What the columns are called, where the source told: rows of objects, Arrow tables. */
  readonly names?: readonly string[];
}

/** A matrix in any of the forms that JavaScript packages use. Read, never changed. */
export type MatrixLike =
  | Matrix
  /** Rows of objects, all with the same fields: columns are in the order of the first row's. */
  | ArrayLike<{ readonly [name: string]: number }>
  | { readonly rows: number; readonly columns: number; readonly data: ArrayLike<number> }
  | ArrayLike<ArrayLike<number>>
  | {
      readonly shape: ArrayLike<number>;
      readonly data: ArrayLike<number>;
      readonly stride?: ArrayLike<number> | undefined;
      readonly strides?: ArrayLike<number> | undefined;
      readonly offset?: number | undefined;
    }
  | {
      readonly rows: number;
      readonly columns: number;
      /** Entry (i, j). */
      get(i: number, j: number): number;
    }
  /** A table of Apache Arrow. */
  | {
      readonly numRows: number;
      readonly schema: { readonly fields: ArrayLike<{ readonly name: string }> };
      /** Column j. */
      getChildAt(j: number): {
        /** Entry i of the column. */
        get(i: number): unknown;
      } | null;
    }
  /** A tensor of TensorFlow.js, of two dimensions. */
  | {
      readonly shape: ArrayLike<number>;
      /** Its numbers, row-major. */
      dataSync(): ArrayLike<number>;
    }
  /** A matrix of math.js, dense or sparse. */
  | {
      /** Rows and columns. */
      size(): ArrayLike<number>;
      /** Its rows. */
      toArray(): unknown;
    }
  /** The pixels of a picture, as of a canvas: height × width grey values, 0.299 R + 0.587 G + 0.114 B. */
  | { readonly width: number; readonly height: number; readonly data: ArrayLike<number> };

/** Numbers in any of the forms that JavaScript packages use: a list, a vector of Apache Arrow or math.js, a tensor of one dimension of TensorFlow.js. */
export type VectorLike =
  | ArrayLike<number>
  | {
      readonly length: number;
      readonly nullCount: number;
      /** Element i. */
      get(i: number): unknown;
    }
  | {
      /** Its length. */
      size(): ArrayLike<number>;
      /** Its elements. */
      toArray(): unknown;
    }
  | {
      readonly shape: ArrayLike<number>;
      /** Its numbers. */
      dataSync(): ArrayLike<number>;
    };

/** Called with the shape before the entries are read, so that a function can refuse what it cannot hold. */
export type Admit = (rows: number, columns: number) => void;
