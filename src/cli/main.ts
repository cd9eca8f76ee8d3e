#!/usr/bin/env node
import { run } from "./program";

for (const stream of [process.stdout, process.stderr]) {
  // A reader that leaves early (`lowrank … | head`) is no failure: the output files are written before anything is printed.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
    throw error;
  });
}

process.exitCode = run(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  progress: process.stderr.isTTY ? process.stderr : undefined,
});
