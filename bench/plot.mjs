/** Time against n for the square cases, both axes logarithmic. */
import * as echarts from "echarts";
import { cases } from "./cases.mjs";

/** @returns the text of an SVG file. */
export async function plot({ cases: measured, processor, date }) {
  const square = cases.filter((one) => one.rows === one.columns && one.want === "vectors" && one.count === 1 && one.spectrum === "gaussian");
  const lines = new Map();
  for (const one of square) {
    for (const { label, group, median } of Object.values(measured[one.name]?.entrants ?? {})) {
      if (median === undefined) continue;
      if (!lines.has(label)) lines.set(label, { group, points: [] });
      lines.get(label).points.push([one.rows, median]);
    }
  }
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 900, height: 600 });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: "Full SVD of an n × n matrix, one core", subtext: `${processor}, ${date}`, left: "center" },
    legend: { bottom: 0 },
    grid: { left: 80, right: 30, top: 70, bottom: 110 },
    xAxis: { type: "log", name: "n", min: 2, max: 3000, nameLocation: "middle", nameGap: 28, minorSplitLine: { show: true } },
    yAxis: { type: "log", name: "milliseconds per call", nameLocation: "middle", nameGap: 55, axisLabel: { formatter: (ms) => String(Number(ms.toPrecision(1))) } },
    series: [...lines].map(([name, { group, points }]) => ({
      name,
      type: "line",
      data: points,
      symbolSize: group === "lowrank" ? 8 : 5,
      lineStyle: { width: group === "lowrank" ? 4 : 1.5, type: group === "native" ? "dashed" : "solid" },
      z: group === "lowrank" ? 5 : 2,
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
