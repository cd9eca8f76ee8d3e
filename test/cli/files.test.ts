import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/cli/failure";
import { formatMatrix, readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { formatNpy } from "../../src/cli/files/matrix/npy";
import { endsLikeFolder, Outputs } from "../../src/cli/files/output";
import type { Matrix } from "../../src/index";
import { call, expectFailure, pngOf, workplace } from "../support/command";
import { root } from "../support/packed";

const { file, path, files } = workplace("files");

/** 2 × 3, in reading order; every entry is exact in float32. */
const ROWS = [[1.5, -2, 0.25], [3e9, 0, -7.125]];
const ENTRIES = ROWS.flat();
const DOWN = [1.5, 3e9, -2, 0, 0.25, -7.125];

/** An .npy file, byte by byte: magic, version 1.0, length of the header, the header to a multiple of 64, the entries. */
function npy(descr: string, fortran: boolean, shape: string, entries: Uint8Array): Buffer {
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }`;
  const header = `${dictionary.padEnd(117)}\n`;
  return Buffer.concat([Buffer.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0), Buffer.from(header, "latin1"), entries]);
}

function floats(entries: number[], size: 4 | 8, little: boolean): Buffer {
  const bytes = Buffer.alloc(entries.length * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  entries.forEach((x, p) => (size === 8 ? view.setFloat64(8 * p, x, little) : view.setFloat32(4 * p, x, little)));
  return bytes;
}

/** Entries that ask for every digit, and the ends of the range. */
const HARD: Matrix = {
  rows: 3, columns: 4,
  data: Float64Array.of(0.1, 1 / 3, -Math.PI, 1e21, 5e-324, 2.2250738585072014e-308, -1.7976931348623157e308, 123456789.12345679, 0.1 + 0.2, 1e-7, 2 ** 53 - 1, 0),
};

describe("NPY", () => {
  it.each([
    ["<f8", false], ["<f8", true], [">f8", false], [">f8", true], ["<f4", false], ["<f4", true], [">f4", false], [">f4", true],
  ] as const)("%s, Fortran order: %s", (type, fortran) => {
    const bytes = npy(type, fortran, "(2, 3)", floats(fortran ? DOWN : ENTRIES, type.endsWith("8") ? 8 : 4, type.startsWith("<")));
    expect(bytes.length % 64).toBe((type.endsWith("8") ? 48 : 24) % 64);
    const { matrix, format } = readMatrixFile(file("hand.npy", bytes));
    expect([format, matrix.rows, matrix.columns, [...matrix.data]]).toEqual(["npy", 2, 3, ENTRIES]);
  });

  it("writes the bytes that were written by hand", () => {
    expect(formatNpy({ rows: 2, columns: 3, data: Float64Array.from(ENTRIES) }).equals(npy("<f8", false, "(2, 3)", floats(ENTRIES, 8, true)))).toBe(true);
    expect(formatNpy({ rows: 6, columns: 1, data: Float64Array.from(ENTRIES) }, true).equals(npy("<f8", false, "(6,)", floats(ENTRIES, 8, true)))).toBe(true);
  });

  it("a vector is a column; the content counts, not the name", () => {
    const { matrix } = readMatrixFile(file("vector.csv", npy("<f8", false, "(6,)", floats(ENTRIES, 8, true))));
    expect([matrix.rows, matrix.columns]).toEqual([6, 1]);
  });

  it.each([
    ["three dimensions", npy("<f8", false, "(1, 2, 3)", floats(ENTRIES, 8, true)), /has 3 dimensions/],
    ["no dimension", npy("<f8", false, "()", floats([1], 8, true)), /holds a single number/],
    ["no entries", npy("<f8", false, "(0, 3)", Buffer.alloc(0)), /0 × 3: nothing to do/],
    ["complex numbers", npy("<c16", false, "(1, 1)", Buffer.alloc(16)), /holds complex numbers \(type "<c16"\)/],
    ["objects", npy("|O", false, "(1, 1)", Buffer.alloc(8)), /holds Python objects/],
    ["NaN", npy("<f8", true, "(2, 3)", floats([1, 2, 3, NaN, 5, 6], 8, true)), /entry \[1, 1\]: NaN is not a finite number/],
    ["an infinity", npy("<f4", false, "(2, 3)", floats([1, 2, 3, 4, 5, -Infinity], 4, true)), /entry \[1, 2\]: -Infinity is not a finite number/],
    ["too few bytes", npy("<f8", false, "(2, 3)", floats(ENTRIES, 8, true).subarray(1)), /holds 47 bytes of entries, expected 48/],
    ["too many bytes", npy("<f8", false, "(2, 3)", Buffer.alloc(56)), /holds 56 bytes of entries, expected 48/],
    ["a size beyond all bounds", npy("<f8", false, "(4000000000, 4000000000)", Buffer.alloc(8)), /holds 8 bytes of entries/],
    ["a header cut off", npy("<f8", false, "(2, 3)", Buffer.alloc(0)).subarray(0, 60), /ends within its header/],
    ["a broken header", npy("<f8", false, "two", Buffer.alloc(0)), /has a broken header/],
    ["a text named .npy", Buffer.from("1,2\n3,4\n"), /is not an \.npy file/],
  ])("refuses %s", (_, bytes, message) => {
    expectFailure(call("svd", file("bad.npy", bytes)), 1, message);
  });
});

describe("text", () => {
  it.each([
    ["commas", "1.5,-2,0.25\n3e9,0,-7.125\n"],
    ["no line break at the end", "1.5,-2,0.25\n3e9,0,-7.125"],
    ["Windows", "\uFEFF1.5,-2,0.25\r\n3e9,0,-7.125\r\n"],
    ["names", "a,b,c\n1.5,-2,0.25\n3e9,0,-7.125\n"],
    ["quoted names", '"a, in m","b ""x""",c\n1.5,-2,0.25\n3e9,0,-7.125\n'],
    ["tabs", "1.5\t-2\t0.25\n3e9\t0\t-7.125\n"],
    ["semicolons and blanks", "1.5; -2 ;0.25\n 3E+9;0;-7.125\n"],
    ["blanks", "  1.5   -2 .25\n\n# a comment\n+3e9  0.  -7.125  \n"],
  ])("CSV: %s", (_, text) => {
    expect([...readMatrixFile(file("t.csv", text)).matrix.data]).toEqual(ENTRIES);
  });

  it.each([
    ["array", "%%MatrixMarket matrix array real general\n% by hand\n2 3\n1.5\n3e9\n-2\n0\n0.25\n-7.125\n"],
    ["coordinate", "%%MatrixMarket matrix coordinate real general\n2 3 6\n2 3 -7.125\n1 1 1\n1 2 -2\n\n2 1 3e9\n1 3 0.25\n1 1 .5\n"],
  ])("Matrix Market: %s", (_, text) => {
    const { matrix, format } = readMatrixFile(file("m.mtx", text));
    expect([format, matrix.rows, matrix.columns, [...matrix.data]]).toEqual(["mtx", 2, 3, ENTRIES]);
  });

  it.each([
    ["%%MatrixMarket matrix array complex general\n1 1\n1 0\n", /line 1: entries of kind "complex" are not supported/],
    ["%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n", /ends before all entries/],
    ["%%MatrixMarket matrix array real general\n1 1\n1\n2\n", /line 4: a line more/],
    ["%%MatrixMarket matrix array real general\n1 2\n1\nnan\n", /line 4: "nan" is not a finite number/],
    ["%%MatrixMarket matrix array real symmetric\n1 2\n1\n2\n", /1 × 2 is not square/],
    ["%%MatrixMarket matrix array real general\n99999999 99999999\n1\n", /too large/],
    ["1 2\n3 4\n", /line 1: does not begin with %%MatrixMarket/],
  ])("Matrix Market refuses %j", (text, message) => {
    expectFailure(call("svd", file("bad.mtx", text)), 1, message);
  });
});

describe("round trips", () => {
  it.each(["csv", "tsv", "npy", "mtx"] as const)("%s gives back every bit", (format) => {
    const { matrix } = readMatrixFile(file(`hard.${format}`, formatMatrix(HARD, format)));
    expect(matrix).toEqual(HARD);
    expect(Buffer.from(formatMatrix(matrix, format))).toEqual(Buffer.from(formatMatrix(HARD, format)));
  });

  it("one matrix has the same values whatever file it comes in", () => {
    const inputs = [
      file("same.csv", ROWS.join("\n")),
      file("same.npy", npy("<f4", true, "(2, 3)", floats(DOWN, 4, true))),
      file("same.mtx", formatMatrix({ rows: 2, columns: 3, data: Float64Array.from(ENTRIES) }, "mtx")),
    ];
    const values = inputs.map((input) => JSON.parse(call("svd", input, "--precision", "double", "--json").out).singularValues);
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).toEqual(values[0]);
  });
});

describe("output files", () => {
  it("are in a folder where a path ends like one, on Windows by either mark", () => {
    for (const [path, there, here] of [["out/", true, true], ["C:/out/", true, true], ["C:\\out\\", true, false], ["out\\", true, false], ["out", false, false], ["C:\\out\\x.png", false, false]] as const) {
      expect([endsLikeFolder(path, win32.sep), endsLikeFolder(path, posix.sep)], path).toEqual([there, here]);
    }
  });
  it("all or none: a failure at the last one removes what was written for the others", () => {
    const [first, second] = [file("old.txt", "old"), path("late")];
    const outputs = new Outputs({ print: () => undefined, complain: () => undefined, progress: undefined });
    for (const target of [first, second]) outputs.claim(target);
    outputs.add(first, "new");
    outputs.add(second, "new");
    mkdirSync(second); // after the claim
    const before = files();
    expect(() => outputs.commit()).toThrow(DataError);
    expect(files()).toEqual(before);
    expect(readFileSync(first, "utf8")).toBe("old");
  });

  it.runIf(existsSync("/dev/full"))("a full device: one line, and no other output either", () => {
    const input = file("in.png", pngOf("grey", 9, 8));
    symlinkSync("/dev/full", path("full.png"));
    const before = files();
    expectFailure(call("compress", input, "-k", "2", "-o", path("full.png"), "--scree", path("scree.svg")), 1, /full\.png: cannot be written: no space left/);
    expect(files()).toEqual(before);
  });

  it("a name that is too long, and the longest", () => {
    const input = file("in.png", pngOf("grey", 9, 8));
    const before = files();
    expectFailure(call("compress", input, "-k", "2", "-o", path(`${"x".repeat(300)}.png`)), 1, /the name is too long/);
    expect(files()).toEqual(before);
    const longest = `${"x".repeat(251)}.png`; // 255 bytes, what file systems allow
    expect(call("compress", input, "-k", "2", "-o", path(longest)).code).toBe(0);
    expect(files()).toEqual([...before, longest].sort());
  });

  it("replaces what is there, also its own input, and what a link points to", () => {
    const input = file("self.csv", "1,2\n3,4\n5,6\n");
    symlinkSync(input, path("link.csv"));
    expect(call("denoise", input, "--noise", "0.01", "-o", path("link.csv")).code).toBe(0);
    expect(readMatrixFile(input).matrix.rows).toBe(3);
    expect(readFileSync(input, "utf8")).not.toBe("1,2\n3,4\n5,6\n");
    expect(files().filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("the program", () => {
  const built = join(root, "dist/cli.js");
  const spawn = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [built, ...args], { encoding: "utf8" });
    return { code: status ?? -1, out: stdout, error: stderr };
  };

  it("exits with 0, 1 and 2, and tells failures on standard error", () => {
    const input = file("p.csv", "3,0\n0,4\n");
    const done = spawn("svd", input, "--json");
    expect([done.code, done.error]).toEqual([0, ""]);
    expect(JSON.parse(done.out).singularValues).toEqual([4, 3]);
    writeFileSync(path("words.png"), "words");
    const before = files();
    expectFailure(spawn("compress", path("words.png"), "-o", path("none.png")), 1, /words\.png: is no PNG, JPEG, PGM or PPM picture/);
    expectFailure(spawn("svd", input, "-k", "0"), 2, /argument '0' is invalid/);
    expect(files()).toEqual(before);
  });

  it("names its commands, and refuses others", () => {
    expect(call()).toMatchObject({ code: 2, out: "", error: expect.stringMatching(/^Usage: lowrank/) });
    expectFailure(call("shrink"), 2, /unknown command 'shrink'/);
    expectFailure(call("--rank", "3"), 2, /unknown option '--rank'/);
    expect(call("--version")).toMatchObject({ code: 0, error: "", out: `${JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version}\n` });
    for (const name of ["compress", "svd", "denoise"]) expect(call(name, "--help")).toMatchObject({ code: 0, error: "", out: expect.stringContaining(`Example:\n  lowrank ${name} `) });
  });
});
