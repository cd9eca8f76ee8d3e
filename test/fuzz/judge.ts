import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { LONGEST_MESSAGE, faultOfMessage } from "./messages";
import { type Input, type Reader, isAllowed } from "./reader";

/** Seconds of processor time that a file may take. */
export const MOST_SECONDS = 2;

const FILES = "/proc/self/fd";

/** Reads one file twice and says what is wrong with the answer; undefined if nothing is. */
export class Judge {
  private readonly folder = mkdtempSync(join(tmpdir(), "lowrank-fuzz-"));

  /** @param limit  seconds of processor time that a reading may take. */
  constructor(private readonly reader: Reader, private readonly limit = MOST_SECONDS) {}

  judge(bytes: Buffer): string | undefined {
    const { reader, folder } = this;
    const before = Buffer.from(bytes);
    const path = join(folder, `input.${reader.name}`);
    let written = false;
    const input: Input = {
      bytes,
      get path() {
        if (!written) writeFileSync(path, bytes);
        written = true;
        return path;
      },
    };
    const open = openFiles();
    const start = process.cpuUsage();
    const first = this.attempt(input);
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1e6 > this.limit) return `it takes more than ${this.limit} s`;
    const changed = !bytes.equals(before);
    litter();
    const second = this.attempt(input);

    if (changed) return "the bytes are changed";
    if (first.wrong !== undefined) return first.wrong;
    if (!isDeepStrictEqual(first, second)) return "a second reading gives something else";
    if (openFiles() > open) return "a file stays open";
    const left = readdirSync(folder).filter((name) => name !== basename(path));
    if (left.length > 0) return `${left.join(", ")} is left behind`;
    return undefined;
  }

  /** Removes the folder of temporary files. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private attempt(input: Input): { wrong?: string; value?: unknown; refusal?: string } {
    let value: unknown;
    try {
      value = this.reader.read(input);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!isAllowed(this.reader, error)) return { wrong: `it throws ${error instanceof Error ? error.name : typeof error}: ${text}` };
      const wrong = faultOfMessage(text.replaceAll(this.folder, ""));
      return wrong === undefined ? { refusal: text } : { wrong: `${wrong}: ${JSON.stringify(text.replaceAll(this.folder, "").slice(0, LONGEST_MESSAGE))}` };
    }
    try {
      this.reader.check?.(value, input);
      return { value };
    } catch (error) {
      return { wrong: `it gives a wrong value: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

function openFiles(): number {
  try {
    return readdirSync(FILES).length;
  } catch {
    return 0; // not on Linux
  }
}

/** Fills memory that was free with bytes that differ each time, so that what reads uninitialised memory gives another answer. */
let litters = 0;
function litter(): void {
  litters = (litters + 1) % 251;
  for (const size of [64, 1000, 4000, 20000, 100000]) Buffer.allocUnsafe(size).fill(litters + 1);
}
