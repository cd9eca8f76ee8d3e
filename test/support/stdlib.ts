/** An ndarray with the parts of stdlib's, which are getters of its prototype. The real one, of 220 packages, is in test/packages. */
export class StdlibNdarray {
  readonly #data: ArrayLike<number>;
  readonly #shape: readonly number[];
  readonly #strides: readonly number[];
  readonly #offset: number;

  constructor(data: ArrayLike<number>, shape: readonly number[], strides: readonly number[], offset = 0) {
    this.#data = data;
    this.#shape = shape;
    this.#strides = strides;
    this.#offset = offset;
  }

  get data(): ArrayLike<number> { return this.#data; }
  get shape(): number[] { return [...this.#shape]; }
  get strides(): number[] { return [...this.#strides]; }
  get offset(): number { return this.#offset; }
  get ndims(): number { return this.#shape.length; }
  get length(): number { return this.#shape.reduce((product, size) => product * size, 1); }

  get(i: number, j: number): number {
    return this.#data[this.#offset + i * this.#strides[0]! + j * this.#strides[1]!]!;
  }
}
