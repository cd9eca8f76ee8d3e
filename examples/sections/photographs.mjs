// Low-rank approximations of photographs, at fixed ranks and at a chosen share of the energy.
import { svd } from "lowrank";
import {
  channelSpectra, columnTable, compressPicture, decibels, encodePicture, milliseconds, percent, readPicture, screePlot, whole,
} from "../../build/examples.js";
import { labelled, sideBySide } from "../support/montage.mjs";
import { example } from "../support/files.mjs";

const PHOTOGRAPHS = ["camera", "chelsea", "camera-256"];
const CRITERIA = [5, 20, 50, 100, { energy: 0.995 }];

export function photographs(out) {
  out.print("Photographs, compressed: every channel as a product of two thin factors\n");
  for (const name of PHOTOGRAPHS) photograph(out, name);
}

function photograph(out, name) {
  const picture = readPicture(example(`photographs/${name}.png`));
  const { width, height, channels } = picture;
  const [parts, decomposing] = timed(() => channels.map((channel) => svd(channel)));
  const results = CRITERIA.map((criterion) => {
    const [result, elapsed] = timed(() => compressPicture(picture, parts, criterion));
    return { ...result, criterion, elapsed };
  });

  out.print(`\n${name}.png: ${width} × ${height} pixels, ${channels.length === 1 ? "grey" : "colour"}; decomposed once, in ${milliseconds(decomposing)} ms\n\n`);
  out.print(columnTable(
    ["kept", "rank", "relative error", "PSNR", "numbers stored", "of the samples", "ms"],
    results.map(({ criterion, rank, relativeError, psnr, numbersStored, samples, elapsed }) => [
      typeof criterion === "number" ? `rank ${criterion}` : `${criterion.energy * 100} % of the energy`,
      String(rank), percent(relativeError), decibels(psnr), whole(numbersStored), percent(numbersStored / samples), milliseconds(elapsed),
    ]),
  ));
  const shown = `${name}-compressed.png`;
  out.print(`out/${shown}: ${["the photograph", ...results.map(({ rank }) => `rank ${rank}`)].join(", ")}\n`);
  out.write(shown, encodePicture(sideBySide([picture, ...results.map((result) => result.picture)], 3), "png", shown));
  if (channels.length > 1) {
    const four = results.slice(0, 4);
    const labels = four.map(({ rank, numbersStored, samples }) => `rank ${rank}: ${percent(numbersStored / samples)} of the numbers`);
    out.write(`${name}-labelled.svg`, labelled(four.map((result) => encodePicture(result.picture, "jpg", `${name}.jpg`)), labels, { width, height, across: 2 }));
  }
  const chosen = results.at(-1);
  out.write(`${name}-singular-values.svg`, screePlot({
    title: `Singular values of ${name}.png`,
    subtitle: `${width} × ${height} pixels; rank ${chosen.rank} keeps ${percent(chosen.energy)} of the sum of squares`,
    series: channelSpectra(parts),
    marks: [{ rank: chosen.rank, label: `rank ${chosen.rank}: relative error ${percent(chosen.relativeError)}` }],
  }));
}

function timed(work) {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
