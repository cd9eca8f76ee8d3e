// Noise added to a photograph and taken away again, with its level known and estimated.
import { denoise, reconstruct } from "lowrank";
import { columnTable, decibels, encodePicture, milliseconds, peakSignalToNoise, readPicture, significant, withChannels } from "../../build/examples.js";
import { example } from "../support/files.mjs";
import { sideBySide } from "../support/montage.mjs";
import { mulberry32, normal } from "../support/random.mjs";

const DEVIATION = 25;
const SEED = 20260101;

export function noise(out) {
  const original = readPicture(example("photographs/camera-256.png"));
  const [{ rows, columns, data }] = original.channels;
  const draw = normal(mulberry32(SEED));
  const noisy = { rows, columns, data: Float64Array.from(data, (sample) => sample + DEVIATION * draw()) };

  const results = [{ noise: DEVIATION }, {}].map((options) => {
    const start = performance.now();
    const clean = denoise(noisy, options);
    return { ...clean, picture: withChannels(original, [reconstruct(clean)]), given: options.noise !== undefined, elapsed: performance.now() - start };
  });
  const before = withChannels(original, [noisy]);

  out.print(`\nNoise: camera-256.png with white noise of deviation ${DEVIATION}, removed by optimal shrinkage of the singular values\n\n`);
  out.print(columnTable(["", "noise level", "rank", "PSNR", "ms"], [
    ["noisy", String(DEVIATION), String(Math.min(rows, columns)), decibels(peakSignalToNoise(original, before)), ""],
    ...results.map(({ noise: level, rank, picture, given, elapsed }) => [
      given ? "denoised, level given" : "denoised, level estimated", significant(level), String(rank),
      decibels(peakSignalToNoise(original, picture)), milliseconds(elapsed),
    ]),
  ]));
  const shown = "camera-256-denoised.png";
  out.print(`out/${shown}: the photograph, noisy, denoised with the level given and estimated\n`);
  out.write(shown, encodePicture(sideBySide([original, before, ...results.map(({ picture }) => picture)], 4), "png", shown));
}
