/**
 * What a file may ask for before its entries are seen, by its size: a file of a few bytes can name any size, or unpack to any.
 * 300 MB hold what is made of a file below 2 MB.
 */

/** Entries of a matrix: 4 GiB of doubles at most. */
export const MOST_ENTRIES = 2 ** 29;
const ENTRIES_PER_BYTE = 16;
const ENTRIES_ANYWAY = 2 ** 24;

/** Up to this size a file takes at most 300 MB of memory and 2 s, whatever it holds. */
const SMALL = 2 << 20;
/** Bytes that a small compressed file may unpack to, by what is inside: arrays of NumPy and Matrix Market are read faster than tables in text. */
const UNPACKED_ANYWAY = { numbers: 16 << 20, text: 6 << 20 };
const UNPACKED_PER_BYTE = { small: 4, large: 12 };

/** Entries, or rows and columns together, that a file of so many bytes may announce without listing them. */
export function entriesAllowed(bytes: number): number {
  return Math.min(MOST_ENTRIES, Math.max(ENTRIES_ANYWAY, ENTRIES_PER_BYTE * bytes));
}

/** Bytes that a compressed file of so many may unpack to. Numbers shrink to a half or a quarter; what shrinks far more is unpacked outside, by who trusts it. */
export function unpackedAllowed(bytes: number, inside: keyof typeof UNPACKED_ANYWAY): number {
  return Math.max(UNPACKED_ANYWAY[inside], (bytes < SMALL ? UNPACKED_PER_BYTE.small : UNPACKED_PER_BYTE.large) * bytes);
}
