import { DataError } from "../failure";

const unpack = (program: string) => `unpack it: ${program} FILE | lowrank … -`;
const CSV = "write it as CSV or .npy";
const EXCEL = "save it as CSV";
const PANDAS = (format: string) => `in pandas: pd.read_${format}(…).to_csv(…)`;
const R = "in R: write.csv(A, 'A.csv')";
const PICTURES = "`lowrank compress` and `lowrank denoise` take pictures";
const PNG = "save it as PNG";

/** Formats that are not read: how they begin, what they are, what to do instead. */
const FOREIGN: readonly (readonly [starts: readonly string[], is: string, way: string])[] = [
  [["BZh"], "compressed by bzip2", unpack("bunzip2 -c")],
  [["\xfd7zXZ\0"], "compressed by xz", unpack("xz -dc")],
  [["\x28\xb5\x2f\xfd"], "compressed by Zstandard", unpack("zstd -dc")],
  [["\x04\x22\x4d\x18"], "compressed by LZ4", unpack("lz4 -dc")],
  [["\x1f\x9d", "\x1f\xa0"], "compressed by compress", unpack("uncompress -c")],
  [["LZIP\x01"], "compressed by lzip", unpack("lzip -dc")],
  [["PK\x03\x04", "PK\x05\x06"], "a zip archive", "unpack it, or save what is in it as CSV"],
  [["7z\xbc\xaf\x27\x1c"], "a 7z archive", "unpack it"],
  [["Rar!\x1a\x07"], "a RAR archive", "unpack it"],
  [["\x93NUMPY"], "an .npy file", "`lowrank svd`, `pca` and `denoise` take arrays of NumPy"],
  [["\x89HDF\r\n\x1a\n"], "an HDF5 file, as MATLAB 7.3 and pandas write", CSV],
  [["MATLAB 5.0 MAT-file", "MATLAB 7.3 MAT-file"], "a MATLAB file", "in MATLAB: writematrix(A, 'A.csv')"],
  [["PAR1"], "a Parquet file", PANDAS("parquet")],
  [["FEA1"], "a Feather file of version 1", "in pandas: pd.read_feather(…).to_parquet(…)"],
  [["ORC"], "an ORC file", PANDAS("orc")],
  [["Obj\x01"], "an Avro file", CSV],
  [["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], "an old Excel or Office file", EXCEL],
  [["SQLite format 3\0"], "an SQLite database", "sqlite3 -header -csv FILE 'select …' > table.csv"],
  [["%PDF-"], "a PDF", CSV],
  [["RDX2\n", "RDX3\n", "X\n\0\0\0\x02", "X\n\0\0\0\x03"], "an R file", R],
  [["CDF\x01", "CDF\x02", "CDF\x05"], "a NetCDF file", CSV],
  [["$FL2", "$FL3"], "an SPSS file", EXCEL],
  [["<stata_dta>"], "a Stata file", "in Stata: export delimited"],
  [["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"], "a pickle of Python", "in NumPy: numpy.save('A.npy', A)"],
  [["\x89PNG\r\n\x1a\n", "\xff\xd8\xff"], "a picture", PICTURES],
  [["GIF87a", "GIF89a", "II*\0", "MM\0*", "BM", "P4\n"], "a picture, neither PNG nor JPEG", PNG],
  [["P5\n", "P6\n"], "a picture", PICTURES],
  [["[[", "[{", "{\""], "JSON", "in Python: numpy.save('A.npy', json.load(open(FILE)))"],
  [["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<table"], "a page in HTML", CSV],
  [["<?xml"], "XML", CSV],
  [["@relation", "@RELATION"], "an ARFF file of Weka", CSV],
  [["\x7fELF"], "a program", "expected a matrix"],
];

/** Bytes by which all of them are told from text. */
export const FOREIGN_START = 270;
const TAR = { at: 257, magic: "ustar" };
/** Bytes that are of no text, in whatever encoding: those from 0x80 on may be parts of letters, and escapes begin a sequence of ISO 2022. */
const BINARY = /(?![\t\n\v\f\r\x80-\x9f])\p{Cc}/u;
const ESCAPE = "\u001b";

/** Whether the first bytes of a file are of no text. */
export function isNoText(start: Uint8Array): boolean {
  return BINARY.test(latin(start).replaceAll(ESCAPE, ""));
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, FOREIGN_START)).toString("latin1");
}

/** Refuses a file of a format that is known and not read, by name. A start in letters may be that of a table: then bytes follow that no text has. */
export function refuseForeign(bytes: Uint8Array, path: string): void {
  const text = latin(bytes);
  const binary = isNoText(bytes);
  if (binary && text.startsWith(TAR.magic, TAR.at)) throw new DataError(`${path}: is a tar archive, which is not read (unpack it)`);
  const found = FOREIGN.find(([starts]) => starts.some((start) => text.startsWith(start) && (binary || !/^[\w!$*.\n -]+$/.test(start))));
  if (found !== undefined) throw new DataError(`${path}: is ${found[1]}, which is not read (${found[2]})`);
}
