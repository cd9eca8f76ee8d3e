/** Time against n for the square cases, both axes logarithmic. */
import * as echarts from "echarts";
import { cases } from "./cases.mjs";

/** Our line, the native ones from dark to light, and the packages: eight colours that stay apart (after Okabe and Ito). */
const COLOURS = {
  lowrank: ["#d62728", "#ff7f7f", "#ffb3b3"],
  native: ["#000000", "#777777", "#444466", "#aaaabb"],
  npm: ["#e69f00", "#56b4e9", "#009e73", "#c9b800", "#0072b2", "#8c564b", "#cc79a7", "#7f3fbf"],
};

/** @returns the text of an SVG file. */
export async function plot({ cases: measured, processor, date }) {
  const square = cases.filter(({ rows, columns, want, count, spectrum }) => rows === columns && want === "vectors" && count === 1 && spectrum === "gaussian");
  const lines = new Map();
  for (const one of square) {
    for (const { label, group, median } of Object.values(measured[one.name]?.entrants ?? {})) {
      if (median === undefined) continue;
      if (!lines.has(label)) {
        const before = [...lines.values()].filter((line) => line.group === group).length;
        lines.set(label, { group, colour: COLOURS[group][before % COLOURS[group].length], points: [] });
      }
      lines.get(label).points.push([one.rows, median]);
    }
  }
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 900, height: 600 });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: "Full SVD of an n × n matrix, one core", subtext: `${processor}, ${date}`, left: "center" },
    legend: { bottom: 0, itemGap: 30, padding: [5, 40] },
    grid: { left: 80, right: 30, top: 70, bottom: 110 },
    xAxis: { type: "log", name: "n", min: 2, max: 3000, axisLabel: { formatter: String }, nameLocation: "middle", nameGap: 28, minorSplitLine: { show: true } },
    yAxis: { type: "log", name: "milliseconds per call", nameLocation: "middle", nameGap: 55, axisLabel: { formatter: (ms) => String(Number(ms.toPrecision(1))) } },
    series: [...lines].map(([name, { group, colour, points }]) => ({
      name,
      type: "line",
      data: points,
      color: colour,
      symbolSize: group === "lowrank" ? 8 : 5,
      lineStyle: { width: group === "lowrank" ? 4 : 1.5, type: group === "native" ? "dashed" : "solid" },
      z: group === "lowrank" ? 5 : 2,
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
