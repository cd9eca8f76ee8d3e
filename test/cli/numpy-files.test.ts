// Files as NumPy, SciPy, Python's zipfile and gzip write them (test/fixtures/generate_numpy.py), and those that they would refuse.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { formatNpy } from "../../src/cli/files/matrix/npy";
import { readTableFile } from "../../src/cli/files/matrix/table";
import type { Matrix, SparseMatrix } from "../../src/index";
import { call, expectFailure, workplace } from "../support/command";

interface Case { name: string; file: string; rows: number; columns: number; data: number[] }
const fixture = JSON.parse(readFileSync(new URL("../fixtures/numpy.json", import.meta.url), "utf8")) as {
  spellings: [string, string][]; arrays: Case[]; archives: (Case & { array: string | null })[]; sparse_archives: (Case & { layout: string })[]; markets: Case[]; compressed: Case[];
};

const { file } = workplace("numpy-files");
const bytesOf = ({ file: text }: Case) => Buffer.from(text, "base64");

function spread(a: Matrix | SparseMatrix): number[] {
  if ("data" in a) return [...a.data];
  const data = new Array<number>(a.rows * a.columns).fill(0);
  for (let i = 0; i < a.rows; i++) for (let p = a.rowStart[i]!; p < a.rowStart[i + 1]!; p++) data[i * a.columns + a.column[p]!] = a.value[p]!;
  return data;
}

const contentOf = (a: Matrix | SparseMatrix) => [a.rows, a.columns, spread(a)];
const expected = ({ rows, columns, data }: Case) => [rows, columns, data];

/** An .npy file of one row of entries, with any dictionary. */
function npy(dictionary: string, entries: Uint8Array, version = 1): Buffer {
  const start = version === 1 ? Buffer.alloc(10) : Buffer.alloc(12);
  start.write("\x93NUMPY", "latin1");
  start[6] = version;
  const header = Buffer.from(`${dictionary.padEnd(-(start.length + 1) & 63)}\n`, version === 3 ? "utf8" : "latin1");
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  return Buffer.concat([start, header, entries]);
}

const dictionary = (descr: string, shape: string, order = "False") => `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
const SIZES: Record<string, number> = { b1: 1, i1: 1, u1: 1, i2: 2, u2: 2, f2: 2, i4: 4, u4: 4, f4: 4, i8: 8, u8: 8, f8: 8 };

describe(".npy: types", () => {
  it.each(fixture.arrays)("$name", (one) => {
    expect(contentOf(readMatrixFile(file("a.npy", bytesOf(one))).matrix)).toEqual(expected(one));
    expect(contentOf(readTableFile(file("a.npy", bytesOf(one))).matrix)).toEqual(expected(one));
  });

  it("every spelling that NumPy knows is read as what it means, or refused by what it is; every other one as unknown", () => {
    let read = 0;
    for (const [spelling, meaning] of fixture.spellings) {
      const kind = spelling === "float_" ? "f8" : spelling === "bool8" ? "b1" : meaning.slice(1);
      const size = SIZES[kind] ?? 8;
      // Two names of old versions are read, too. The entry is 1, in the order of bytes that is meant.
      const entry = Buffer.alloc(size);
      if (kind === "f8") entry.writeDoubleBE(1);
      else if (kind === "f4") entry.writeFloatBE(1);
      else if (kind === "f2") entry.writeUInt16BE(0x3c00);
      else entry[size - 1] = 1;
      if (!meaning.startsWith(">")) entry.reverse();
      const path = file("type.npy", npy(dictionary(`'${spelling}'`, "(1, 1)"), entry));
      const message = (() => {
        try {
          const { matrix } = readMatrixFile(path);
          expect([spelling, [...matrix.data]]).toEqual([spelling, [1]]);
          read++;
          return undefined;
        } catch (error) {
          return (error as Error).message;
        }
      })();
      const known = kind in SIZES;
      if (message === undefined) expect([spelling, known]).toEqual([spelling, true]);
      else if (known) expect([spelling, message]).toEqual([spelling, expect.stringMatching(/size depends on the machine/)]);
      else if (meaning !== "") expect([spelling, message]).toEqual([spelling, expect.stringMatching(/: holds (complex numbers|floats of extended|Python objects|texts|dates|records|arrays in)/)]);
      else expect([spelling, message]).toEqual([spelling, expect.stringMatching(/type "[^"]*" (are not known|\)?)|: holds |broken header/)]);
    }
    expect(read).toBeGreaterThan(140);
  });

  it("records, and types that are no text", () => {
    for (const descr of ["[('x', '<f8'), ('y', '<i4')]", "[('a', [('b', '<f8')])]", "[]", "[('x', '<f8', (2,))]"]) {
      expectFailure(call("svd", file("r.npy", npy(dictionary(descr, "(1, 1)"), Buffer.alloc(8)))), 1, /holds records, expected real numbers/);
    }
    for (const descr of ["('<f8', (2,))", "None", "8", "True", "<f8", "b'<f8'", "u'<f8'"]) {
      expectFailure(call("svd", file("r.npy", npy(dictionary(descr, "(1, 1)"), Buffer.alloc(8)))), 1, /holds (records|arrays)|broken header/);
    }
  });

  it("a boolean is 0 or 1", () => {
    for (let byte = 2; byte < 256; byte += 23) expectFailure(call("svd", file("b.npy", npy(dictionary("'|b1'", "(1, 2)"), Buffer.of(1, byte)))), 1, new RegExp(`a boolean is ${byte}`));
  });
});

describe(".npy: the header", () => {
  const entries = Buffer.alloc(48);
  [1, 2, 3, 4, 5, 6].forEach((x, p) => entries.writeDoubleLE(x, 8 * p));
  const header = (text: string, version = 1) => readMatrixFile(file("h.npy", npy(text, entries, version))).matrix;

  it.each([
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "{'descr':'<f8','fortran_order':False,'shape':(2,3)}", "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (2, 3)}",
    "{'shape': (2, 3), 'fortran_order': False, 'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': [2, 3]}".replace("[2, 3]", "( 2 ,\n 3 )"), "  { 'descr' : '<f8' , 'fortran_order' : False , 'shape' : (2, 3) , } ", "{'descr': ('<f8'), 'fortran_order': (False), 'shape': ((2), (3))}",
  ])("%s", (text) => {
    for (const version of [1, 2, 3]) expect(contentOf(header(text, version))).toEqual([2, 3, [1, 2, 3, 4, 5, 6]]);
  });

  it("in Fortran order, as a vector", () => {
    expect([...header(dictionary("'<f8'", "(2, 3)", "True")).data]).toEqual([1, 3, 5, 2, 4, 6]);
    for (const order of ["True", "False"]) expect(contentOf(header(dictionary("'<f8'", "(6,)", order)))).toEqual([6, 1, [1, 2, 3, 4, 5, 6]]);
  });

  const SHAPES = [
    "(1 2, 2)", "(2 3)", "(2,,3)", "(,)", "(,2)", "(6)", "6", "(-2, -3)", "(2.0, 3)", "(0x2, 3)", "(02, 3)", "(2_0, 3)", "('2', 3)", "(True, 6)", "(6, True)", "(2e0, 3)", "(2; 3)", "(2, 3", "2, 3", "(2, 3))", "((2, 3))x", "(2, (3,))", "(2, 3)(2, 3)",
    "(2, 3) + ()", "(+2, 3)", "None", "(None, 3)", "(2, 3L L)", "(2l, 3)", "(2, 3,, )", "[2, 3", "{2, 3}", "(٢, ٣)", "(２, 3)", "(99999999999999999999, 1)",
  ];
  it.each(SHAPES)("the shape %s is refused", (shape) => {
    expectFailure(call("svd", file("s.npy", npy(dictionary("'<f8'", shape), entries, 3))), 1, /broken header|bytes of entries/);
  });

  it("sizes that do not fit the entries", () => {
    for (const shape of ["(1, 2, 3)", "(6, 1, 1)", "(1, 1, 1, 6)"]) expectFailure(call("svd", file("s.npy", npy(dictionary("'<f8'", shape), entries))), 1, /has [34] dimensions, expected a matrix \(2\) or a vector \(1\) \(in NumPy: a\.reshape/);
    for (const shape of ["(2, 4)", "(1, 3)", "(0, 3)", "(4294967296, 4294967296)", "(9007199254740991, 1)", "()", "(5,)"]) expectFailure(call("svd", file("s.npy", npy(dictionary("'<f8'", shape), entries))), 1, /holds 48 bytes of entries, expected \d/);
  });

  it.each([
    ["{'descr': '<f8', 'fortran_order': False}", /shape is missing/], ["{'fortran_order': False, 'shape': (2, 3)}", /descr is missing/], ["{}", /descr is missing/], ["", /"\{" is missing/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'x': 1}", /"x" is not one of/], ["{'descr': '<f8', 'descr': '<i8', 'fortran_order': False, 'shape': (2, 3)}", /descr is given twice/],
    ["{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}", /neither True nor False/], ["{'descr': '<f8', 'fortran_order': 'True', 'shape': (2, 3)}", /neither/], ["{'descr': '<f8', 'fortran_order': TrueX, 'shape': (2, 3)}", /broken header/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x", /something follows/], ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)", /"\}" is missing/], ["{'descr': '<f8' 'fortran_order': False, 'shape': (2, 3)}", /is missing/],
    ["{'descr': '\\x3cf8', 'fortran_order': False, 'shape': (2, 3)}", /broken header/], ["[('descr', '<f8')]", /"\{" is missing/], [`{'descr': ${"[".repeat(3000)}, 'fortran_order': False, 'shape': (2, 3)}`, /nested too deeply/], ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} # a comment", /something follows/],
  ])("%s is refused", (text, message) => {
    expectFailure(call("svd", file("d.npy", npy(text, entries))), 1, message);
  });

  it("versions, and files that end within it", () => {
    const whole = npy(dictionary("'<f8'", "(2, 3)"), entries);
    for (let length = 6; length < whole.length; length++) expectFailure(call("svd", file("cut.npy", whole.subarray(0, length))), 1, /ends within its header|bytes of entries|broken header/);
    for (const [major, minor] of [[0, 0], [4, 0], [255, 0], [1, 1], [2, 7]] as const) {
      const other = Buffer.from(whole);
      other[6] = major;
      other[7] = minor;
      expectFailure(call("svd", file("v.npy", other)), 1, new RegExp(`version ${major}\\.${minor} is not known`));
    }
  });
});

describe(".npz", () => {
  it.each(fixture.archives)("$name", (one) => {
    const path = file("a.npz", bytesOf(one));
    const options = one.array === null ? {} : { array: one.array };
    expect(contentOf(readMatrixFile(path, options).matrix)).toEqual(expected(one));
    expect(contentOf(readTableFile(path, options).matrix)).toEqual(expected(one));
    expect(readMatrixFile(path, options).format).toBe("npy"); // in which results are written
  });

  it.each(fixture.sparse_archives)("of SciPy: $name", (one) => {
    const path = file("s.npz", bytesOf(one));
    if (["bsr", "dia"].includes(one.layout)) {
      expectFailure(call("svd", path), 1, new RegExp(`format "${one.layout}", expected csr, csc or coo \\(in SciPy: a\\.tocsr`));
      return;
    }
    const { matrix } = readTableFile(path);
    expect("rowStart" in matrix).toBe(true);
    expect(contentOf(matrix)).toEqual(expected(one));
    expect(contentOf(readMatrixFile(path).matrix)).toEqual(expected(one));
    expect(JSON.parse(call("svd", path, "-k", "2", "--json").out)).toMatchObject({ rows: 3, columns: 4 });
  });

  it("of several arrays one has to be named", () => {
    const two = fixture.archives.find(({ name }) => name === "savez, the second of two")!;
    const path = file("two.npz", bytesOf(two));
    for (const command of ["svd", "pca", "denoise"]) {
      expectFailure(call(command, path), 2, /holds 2 arrays: first, second \(--array first takes one\)/);
      expectFailure(call(command, path, "--array", "third"), 2, /holds no "third", but first, second/);
      expectFailure(call(command, file("plain.csv", "1,2\n3,4\n"), "--array", "x"), 2, /names an array of an \.npz file/);
      expectFailure(call(command, file("plain.npy", formatNpy({ rows: 1, columns: 1, data: Float64Array.of(1) })), "--array", "x"), 2, /names an array of an \.npz file/);
    }
    expect(JSON.parse(call("svd", path, "--array", "second", "--json").out)).toMatchObject({ rows: 2, columns: 3 });
    expect(JSON.parse(call("pca", path, "--array", "second", "--json").out)).toMatchObject({ rows: 2, columns: 3 });
    expect(JSON.parse(call("denoise", path, "--array", "first", "--noise", "0", "--json").out)).toMatchObject({ rows: 3, columns: 2 });
    expectFailure(call("svd", path, "--array", "second", "--delimiter", ";"), 2, /says how to read a table in text, and .* is of the format npz/);
  });

  it("every byte that is cut off or changed is seen, or changes nothing", () => {
    const one = fixture.archives.find(({ name }) => name === "savez_compressed, one array")!;
    const whole = bytesOf(one);
    for (let length = 0; length < whole.length; length++) {
      expect(() => readMatrixFile(file("cut.npz", whole.subarray(0, length))), String(length)).toThrow();
    }
    for (let p = 0; p < whole.length; p++) {
      for (const bit of [1, 128]) {
        const other = Buffer.from(whole);
        other[p]! ^= bit;
        let found: unknown;
        try {
          found = contentOf(readMatrixFile(file("bit.npz", other)).matrix);
        } catch (error) {
          expect((error as Error).name, `${p}: ${(error as Error).message}`).toMatch(/^(DataError|UsageError)$/);
          continue;
        }
        expect([p, found]).toEqual([p, expected(one)]);
      }
    }
  });
});

describe("Matrix Market as SciPy writes it", () => {
  it.each(fixture.markets)("$name", (one) => {
    const path = file("m.mtx", bytesOf(one));
    for (const { matrix } of [readMatrixFile(path), readTableFile(path)]) expect(contentOf(matrix)).toEqual(expected(one));
  });

  it("what a header says of its entries is held against them", () => {
    const array = (field: string, value: string) => `%%MatrixMarket matrix array ${field} general\n1 1\n${value}\n`;
    const coordinate = (field: string, value: string) => `%%MatrixMarket matrix coordinate ${field} general\n1 1 1\n1 1 ${value}\n`;
    for (const make of [array, coordinate]) {
      for (const args of [["svd"], ["svd", "-k", "1"]] as const) {
        for (const [field, value, message] of [
          ["integer", "1.5", /"1\.5" is no whole number, and the header says integer/], ["unsigned-integer", "-1", /"-1" is below 0, and the header says unsigned-integer/], ["unsigned-integer", "0.5", /no whole number/],
          ["complex", "1", /entries of kind "complex" are not supported, expected real, double, integer, unsigned-integer, pattern/], ["unsigned", "1", /kind "unsigned" are not supported/],
        ] as const) expectFailure(call(args[0], file("f.mtx", make(field, value)), ...args.slice(1)), 1, message);
        for (const [field, value] of [["integer", "-7"], ["integer", "7.0"], ["unsigned-integer", "7"], ["unsigned-integer", "7e0"], ["double", "7"]] as const) {
          expect(JSON.parse(call(args[0], file("f.mtx", make(field, value)), "--json", ...args.slice(1)).out)).toMatchObject({ singularValues: [7] });
        }
      }
    }
  });

  it("entries at one place that add up to infinity are refused", () => {
    const path = file("sum.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 1e308\n1 1 1e308\n2 2 1\n");
    expectFailure(call("svd", path), 1, /entries at one place add up to more than a float64 holds/);
    expectFailure(call("svd", path, "-k", "1"), 1, /entries at one place add up to more/);
  });
});

describe("whole numbers that no float64 holds exactly: one rule", () => {
  const LOST = ["9007199254740993", "-9007199254740993", "9223372036854775807", "18446744073709551615", "12345678901234567890", "100000000000000000000001"];
  const KEPT = ["9007199254740992", "9007199254740994", "9223372036854775808", "18446744073709551616", "1152921504606847000", "100000000000000000000", "9007199254740993.0", "9.007199254740993e15", "12345678901234567890e0"];
  const forms: [string, (value: string) => string][] = [
    ["array.mtx", (value) => `%%MatrixMarket matrix array real general\n1 1\n${value}\n`], ["integer.mtx", (value) => `%%MatrixMarket matrix array integer general\n1 1\n${value}\n`],
    ["one.csv", (value) => `${value}\n`], ["named.csv", (value) => `name\n${value}\n`], ["one.tsv", (value) => `${value}\n`],
    ["coordinate.mtx", (value) => `%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 ${value}\n`], ["integers.mtx", (value) => `%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 ${value}\n`],
  ];

  it.each(forms)("%s", (name, form) => {
    for (const read of [readMatrixFile, readTableFile]) {
      for (const value of LOST) expect(() => read(file(name, form(value))), value).toThrow(/is a whole number that no float64 holds exactly \(written with an exponent/);
      for (const value of KEPT) expect([value, spread(read(file(name, form(value))).matrix)]).toEqual([value, [Number(value)]]);
    }
  });

  it("among others in a table, as an entry in a list, with thousands separators; names of rows and columns may be such", () => {
    for (const value of LOST) {
      expectFailure(call("svd", file("t.csv", `a,b\n1,2\n3,${value}\n`)), 1, new RegExp(`line 3, column 2 "b": "${value}" is a whole number that no float64 holds exactly .*--index takes a column of such names.*--drop b`));
      expectFailure(call("complete", file("l.csv", `u,1,2\nv,1,3\nu,2,${value}\n`), "--as", "list"), 1, /line 3: "-?\d+" is a whole number that no float64 holds exactly/);
      expectFailure(call("complete", file("h.csv", `1,,2\n3,4,\n,5,${value}\n`)), 1, /is a whole number that no float64 holds exactly/);
      expect(JSON.parse(call("svd", file("i.csv", `id,a,b\n${value},1,2\n${value}1,3,5\n`), "--index", "id", "--json").out)).toMatchObject({ rows: 2, columns: 2 });
      expect(JSON.parse(call("svd", file("i.csv", `id,a,b\n${value},1,2\n${value}1,3,5\n`), "--drop", "id", "--json").out)).toMatchObject({ rows: 2, columns: 2 });
    }
    expectFailure(call("svd", file("s.csv", "a;b\n1;2\n3;9,007,199,254,740,993\n"), "--thousands", ","), 1, /is a whole number that no float64 holds exactly/);
    expect(JSON.parse(call("svd", file("s.csv", "a;b\n0;0\n0;9,007,199,254,740,992\n"), "--thousands", ",", "--json").out)).toMatchObject({ singularValues: [2 ** 53, 0] });
  });

  it(".npy", () => {
    for (const value of LOST.slice(0, 4)) {
      const entry = Buffer.alloc(8);
      if (value.startsWith("-") || BigInt(value) < 2n ** 63n) entry.writeBigInt64LE(BigInt(value));
      else entry.writeBigUInt64LE(BigInt(value));
      const type = value.startsWith("-") || BigInt(value) < 2n ** 63n ? "'<i8'" : "'<u8'";
      expectFailure(call("svd", file("i.npy", npy(dictionary(type, "(1, 1)"), entry))), 1, new RegExp(`the whole number ${value} has no exact float64 \\(in NumPy: a\\.astype`));
    }
  });
});

describe("gzip", () => {
  it.each(fixture.compressed)("$name", (one) => {
    const path = file(`t.${one.name}`, bytesOf(one));
    for (const { matrix } of [readMatrixFile(path), readTableFile(path)]) expect(contentOf(matrix)).toEqual(expected(one));
  });

  it("whatever the name is, and in every command", () => {
    const csv = "1,2.5\n-3,4\n0.5,7\n";
    const packed = file("packed", gzipSync(csv));
    const plain = file("plain.csv", csv);
    for (const args of [["svd"], ["svd", "-k", "1"], ["pca"], ["denoise", "--noise", "0.1"]] as const) {
      const [mine, other] = [packed, plain].map((path) => JSON.parse(call(args[0], path, ...args.slice(1), "--json").out) as Record<string, unknown>);
      expect({ ...mine, input: 0, milliseconds: 0 }).toEqual({ ...other, input: 0, milliseconds: 0 });
    }
  });

  it("every byte that is cut off is missed, what follows is seen, and every changed byte", () => {
    const whole = gzipSync("1,2\n3,4\n5,6.25\n".repeat(20));
    for (let length = 2; length < whole.length; length++) expectFailure(call("svd", file("cut.csv.gz", whole.subarray(0, length))), 1, /ends too early|is damaged/);
    for (const more of ["x", "1,2\n", "\x1f", "\x1f\x8b", "\x1f\x8b\x08"]) expectFailure(call("svd", file("more.csv.gz", Buffer.concat([whole, Buffer.from(more, "latin1")]))), 1, /ends too early|is damaged/);
    for (let p = 10; p < whole.length; p++) {
      const other = Buffer.from(whole);
      other[p]! ^= 64;
      const path = file("bit.csv.gz", other);
      // A few bits behind the end of the data mean nothing.
      if (p === whole.length - 9) expect(readMatrixFile(path)).toEqual(readMatrixFile(file("whole.csv.gz", whole)));
      else expectFailure(call("svd", path), 1, /ends too early|is damaged/);
    }
  });

  it("twice is refused, and what unpacks to far more than its size", () => {
    expectFailure(call("svd", file("twice.csv.gz", gzipSync(gzipSync("1,2\n")))), 1, /compressed by gzip twice/);
    expectFailure(call("svd", file("bomb.csv.gz", gzipSync(Buffer.alloc(40 << 20, "0,")))), 1, /unpacks to more than 6 MB, too much for its size \(unpack it first: gunzip -c FILE/);
    const large = gzipSync(Buffer.alloc(1 << 20, "1,2,3,4\n"));
    expect(JSON.parse(call("svd", file("large.csv.gz", large), "--values-only", "--json").out)).toMatchObject({ rows: 1 << 17, columns: 4 });
  });
});

describe("files of other formats are named", () => {
  it.each<[string, string | number[], RegExp]>([
    ["bzip2", "BZh91AY&SY\x00\x01", /is compressed by bzip2, which is not read \(unpack it: bunzip2/], ["xz", "\xfd7zXZ\0\0\x04", /compressed by xz/], ["zstd", "\x28\xb5\x2f\xfd\x04", /compressed by Zstandard/],
    ["hdf5", "\x89HDF\r\n\x1a\n\0\0", /HDF5/], ["matlab", `MATLAB 5.0 MAT-file, Platform: GLNXA64${" ".repeat(86)}\0\x01IM`, /MATLAB file/], ["parquet", "PAR1\x15\x04\x15\x10", /Parquet/], ["arrow", "ARROW1\0\0", /Arrow/],
    ["xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", /old Excel/], ["sqlite", "SQLite format 3\0\x10\0", /SQLite/], ["pdf", "%PDF-1.7\n%\xe2\xe3", /PDF/], ["pickle", "\x80\x04\x95\x10\0", /pickle/], ["png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", /picture, which is not read \(`lowrank compress`/],
    ["r", "X\n\0\0\0\x03\0\x04", /R file/], ["netcdf", "CDF\x01\0\0", /NetCDF/], ["elf", "\x7fELF\x02\x01", /program/], ["7z", "7z\xbc\xaf\x27\x1c\0\x04", /7z archive/],
  ])("%s", (name, start, message) => {
    for (const ending of ["", ".csv", `.${name}`]) expectFailure(call("svd", file(`x${ending}`, Buffer.from(start as string, "latin1"))), 1, message);
    expectFailure(call("pca", file("x", Buffer.from(start as string, "latin1"))), 1, message);
  });

  it("a name in a table that begins like one is no reason", () => {
    for (const name of ["PAR1", "ORC", "CDF", "BZh", "RDX2", "ARROW1", "LZIP", "BM"]) {
      for (const [other, encoding] of [["b", "latin1"], ["Größe – m", "utf8"], ["Größe \x96 m", "latin1"], ["\u{1f600}", "utf8"]] as const) {
        for (const mark of [",", "\t", ";"]) {
          const { error, out } = call("svd", file("n.csv", Buffer.from(`${name}${mark}${other}\n1${mark}2\n3${mark}4\n`, encoding)), "--json");
          expect([error, out]).toEqual(["", expect.stringMatching(/"rows": 2,\s+"columns": 2,/)]);
        }
      }
    }
  });

  it("an archive that holds no arrays", () => {
    expectFailure(call("svd", file("no.npz", "1,2\n3,4\n")), 1, /is not an \.npz file/);
  });
});
