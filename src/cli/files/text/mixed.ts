import { chunksOf, type Source } from "./source";

/** Whole characters for each place that is broken, from which a text is damaged UTF-8; and at least so many. */
const WHOLE = 3;

/**
 * Whether a text that is not UTF-8 is mostly that: of its bytes above 127, far more make characters of two to four bytes than stand where none can. In
 * windows-1252 a letter with an accent would have to stand before a sign each time.
 */
export function isMostlyUtf8(source: Source): boolean {
  let [whole, broken, wanted] = [0, 0, 0];
  let isBroken = false; // since the last whole character
  const breaks = () => {
    if (!isBroken) broken++;
    isBroken = true;
  };
  for (const chunk of chunksOf(source)) {
    for (const byte of chunk) {
      const continues = byte >= 0x80 && byte < 0xc0;
      if (wanted > 0 && continues) {
        if (--wanted === 0) [whole, isBroken] = [whole + 1, false];
        continue;
      }
      if (wanted > 0) breaks();
      wanted = byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
      if (byte < 0x80) isBroken = false;
      else if (wanted === 0) breaks();
    }
  }
  if (wanted > 0) breaks();
  return whole >= WHOLE && whole >= WHOLE * broken;
}
