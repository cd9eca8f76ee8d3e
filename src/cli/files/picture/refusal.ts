/** Why a picture is not read, as the end of a line that begins with the file's name. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The file is not what its format asks for. */
export class Broken extends Refusal {}

/** It ends, or its pixels do, before all of them have arrived. */
export function endsTooEarly(what?: string): Broken {
  return new Broken(what === undefined ? "it ends too early" : `it ends too early: ${what}`);
}

/** The file may be right, but its kind is not read. */
export class Unsupported extends Refusal {}

/** The picture is larger than any that is read. */
export class TooLarge extends Refusal {}
