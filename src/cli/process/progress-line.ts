import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "../terminal";

/** Milliseconds of silence after which a line says that the program works. */
const SILENCE = 1500;

/** The line of progress on a terminal. It is drawn again and again, so that the time goes on while a step is long. */
export class ProgressLine implements Progress {
  private bar: SingleBar | undefined;
  private silence: NodeJS.Timeout | undefined;

  constructor(private readonly stream: NodeJS.WritableStream) {
    this.listen();
  }

  begin(format: string, total: number, value: number, more?: Readonly<Record<string, string>>): void {
    this.clear();
    // The program ends by itself on a signal, and takes the line away before.
    this.bar = new SingleBar({ format, stream: this.stream, clearOnComplete: true, hideCursor: true, gracefulExit: false }, Presets.shades_classic);
    this.bar.start(total, value, more);
  }

  update(value: number, more?: Readonly<Record<string, string>>): void {
    this.bar?.update(value, more);
  }

  end(): void {
    this.clear();
    this.listen();
  }

  /** Takes the line away, for good if no other begins. */
  clear(): void {
    clearTimeout(this.silence);
    this.bar?.stop();
    this.bar = undefined;
  }

  private listen(): void {
    this.silence = setTimeout(() => { this.begin("working, {duration_formatted}", 1, 0); this.bar?.update(0); }, SILENCE);
  }
}
