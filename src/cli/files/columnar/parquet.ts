import { parquetMetadata, parquetSchema, type FileMetaData } from "hyparquet";
import { readColumn } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { decompressLz4, decompressLz4Raw, decompressZstd } from "hyparquet-compressors";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { DataError } from "../../failure";
import { type Source, readPart } from "../text/source";
import { type ColumnTable, refuseWrongLength } from "./columns";

/** Behind the metadata: their length and the magic word. */
const TAIL = 8;
/** Metadata are smaller: those of 100,000 columns in 100 row groups. */
const MOST_METADATA = 2 ** 30;
/** Rows of a group, columns and groups that are no mistake of a broken file. */
const MOST = 2 ** 31;
/** What a page may unpack to. */
const MOST_PAGE = 2 ** 31;

const limited = (unpack: (bytes: Uint8Array, length: number) => Uint8Array) => (bytes: Uint8Array, length: number): Uint8Array => {
  if (length > MOST_PAGE) throw new Error(`a page of ${length} bytes`);
  return unpack(bytes, length);
};
const COMPRESSORS = {
  GZIP: limited((bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(1, length) })),
  BROTLI: limited((bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) })),
  ZSTD: limited((bytes, length) => decompressZstd(bytes, new Uint8Array(length))),
  LZ4: limited(decompressLz4),
  LZ4_RAW: limited(decompressLz4Raw),
};

/** A Parquet file by its row groups, each column of them read where it is asked for. */
export function openParquet(source: Source): ColumnTable {
  const { path } = source;
  const broken = (error: unknown) => new DataError(`${path}: is damaged, or a kind of Parquet that is not read: ${error instanceof Error ? error.message : String(error)}`);
  const metadata = (() => {
    try {
      return readMetadata(source);
    } catch (error) {
      throw broken(error);
    }
  })();
  const tree = parquetSchema(metadata);
  const names = tree.children.map(({ element }) => element.name);
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  if (names.length >= MOST || groups.some((rows) => !(rows >= 0 && rows < MOST))) throw broken("it has impossible numbers of rows");
  return {
    path, format: "parquet", names, groups,
    rows: groups.reduce((sum, rows) => sum + rows, 0),
    isNumeric: tree.children.map(({ element, children }) => children.length === 0 && element.repetition_type !== "REPEATED" && isNumber(element)),
    column(group, j) {
      const node = tree.children[j]!;
      const rows = groups[group]!;
      if (node.children.length > 0 || node.element.repetition_type === "REPEATED") return Array.from({ length: rows }, () => "(a list or an object)");
      try {
        const chunk = metadata.row_groups[group]!.columns.find(({ meta_data: data }) => data?.path_in_schema.length === 1 && data.path_in_schema[0] === node.element.name)?.meta_data;
        if (chunk === undefined) throw new Error(`row group ${group} has no column ${JSON.stringify(node.element.name)}`);
        const start = Number(chunk.dictionary_page_offset ?? 0n) > 0 ? Math.min(Number(chunk.dictionary_page_offset), Number(chunk.data_page_offset)) : Number(chunk.data_page_offset);
        const size = Number(chunk.total_compressed_size);
        if (!(start >= 0 && size >= 0 && start + size <= source.size)) throw new Error("a column runs past the end of the file");
        const bytes = readPart(source, start, size);
        const reader = { view: new DataView(bytes.buffer), offset: 0 };
        const found = readColumn(reader, { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows }, {
          pathInSchema: chunk.path_in_schema, element: node.element, schemaPath: [tree, node], parsers: DEFAULT_PARSERS, utf8: true, compressors: COMPRESSORS, ...chunk,
        }).data;
        return joined(found as ArrayLike<unknown>[], rows, path);
      } catch (error) {
        throw error instanceof DataError ? error : broken(error);
      }
    },
    close: () => { source.close(); },
  };
}

function readMetadata(source: Source): FileMetaData {
  if (source.size < TAIL + 4) throw new Error("it is too short");
  const tail = readPart(source, source.size - TAIL, TAIL);
  const view = new DataView(tail.buffer);
  if (Buffer.from(tail.subarray(4)).toString("latin1") !== "PAR1") throw new Error("it does not end as one: it is cut off");
  const length = view.getUint32(0, true);
  if (length + TAIL > source.size || length > MOST_METADATA) throw new Error("its metadata are longer than it");
  return parquetMetadata(readPart(source, source.size - TAIL - length, length + TAIL), { geoparquet: false });
}

/** Pages as one list. */
function joined(pages: readonly ArrayLike<unknown>[], rows: number, path: string): ArrayLike<unknown> {
  const length = pages.reduce((sum, page) => sum + page.length, 0);
  refuseWrongLength(length, rows, path);
  if (pages.length === 1) return pages[0]!;
  if (pages.every((page) => page instanceof Float64Array)) {
    const all = new Float64Array(length);
    pages.reduce((at, page) => { all.set(page, at); return at + page.length; }, 0);
    return all;
  }
  return pages.flatMap((page) => Array.from(page));
}

/** Whether values are numbers: not texts, times or bytes. */
function isNumber({ type, converted_type: converted, logical_type: logical }: ReturnType<typeof parquetSchema>["element"]): boolean {
  if (type === "BOOLEAN" || type === "FLOAT" || type === "DOUBLE") return true;
  if (converted === "DECIMAL" || logical?.type === "FLOAT16") return true;
  const isWhole = type === "INT32" || type === "INT64";
  return isWhole && (converted === undefined || /^U?INT_/.test(converted)) && (logical === undefined || logical.type === "INTEGER");
}
