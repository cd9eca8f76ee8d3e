/**
 * Characters that a terminal obeys or that change what stands around them: controls of either half (ESC and CSI among them), marks of direction, line and paragraph
 * separators, the byte order mark, halves of surrogate pairs, and what Unicode says is no character.
 */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text with its controls as \u001b and the like, line feeds left: what comes from a file can then do nothing to a terminal. JSON means the same before and after. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same of what must stay in one line, a name in a table. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
}
