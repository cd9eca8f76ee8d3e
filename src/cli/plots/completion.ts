import { HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TitleComponent, VisualMapComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { EntryFile } from "../files/entries/entry-file";
import { FAINT, HEAD, INK, MARK, WARM, axis, svgOf } from "./style";

/** The most rows and columns of a heat map. */
export const HEAT_LINES = 60;
/** Points of a plot; of more, evenly spaced ones are shown. */
const MOST_POINTS = 3000;

const SHADES = ["#f3f6fa", "#9db9d3", "#2f5d8a", "#12263a"];

export interface PredictedPlot {
  readonly title: string;
  readonly subtitle: string;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/** Predicted values against true ones, with the line where they agree, as an SVG document. */
export function predictedPlot({ title, subtitle, actual, predicted }: PredictedPlot): string {
  use([LineChart, ScatterChart, GridComponent, TitleComponent, SVGRenderer]);
  const step = Math.max(1, Math.ceil(actual.length / MOST_POINTS));
  const points = Array.from({ length: Math.ceil(actual.length / step) }, (_, p) => [actual[p * step]!, predicted[p * step]!]);
  const lowest = Math.min(...points.flat());
  const highest = Math.max(...points.flat());
  const part = step > 1 ? `, ${points.length} of them shown` : "";
  return svgOf(640, 600, {
    title: { ...HEAD, text: title, subtext: subtitle + part },
    grid: { left: 84, right: 36, top: 84, bottom: 60 },
    xAxis: axis("true value", 34, { scale: true }),
    yAxis: axis("predicted value", 52, { scale: true, nameRotate: 90 }),
    series: [
      { type: "line", data: [[lowest, lowest], [highest, highest]], showSymbol: false, silent: true, lineStyle: { color: FAINT, type: "dashed", width: 1 } },
      { type: "scatter", data: points, symbolSize: 5, itemStyle: { color: MARK, opacity: 0.35 }, silent: true },
    ],
  });
}

export interface HeatMap {
  readonly title: string;
  readonly file: EntryFile;
  /** Predicted values, row by row. */
  readonly values: Float64Array;
}

/** A table as shades, observed entries as they are and filled ones with a frame, as an SVG document. */
export function heatMap({ title, file: { rows, columns, entries }, values }: HeatMap): string {
  use([HeatmapChart, GridComponent, TitleComponent, VisualMapComponent, SVGRenderer]);
  const observed = new Map(Array.from(entries.value, (x, e) => [entries.row[e]! * columns.length + entries.column[e]!, x]));
  const shown = Array.from(values, (x, p) => observed.get(p) ?? x);
  const cell = Math.max(12, Math.min(28, Math.floor(840 / Math.max(rows.length, columns.length))));
  const lines = {
    type: "category", axisTick: { show: false }, axisLine: { show: false },
    axisLabel: { color: INK, fontSize: Math.min(12, cell), interval: 0, width: 110, overflow: "truncate" },
  };
  const lowest = Math.min(...shown);
  const highest = Math.max(...shown);
  return svgOf(Math.max(420, 250 + cell * columns.length), Math.max(320, 220 + cell * rows.length), {
    title: { ...HEAD, text: title, subtext: "completed; entries that were missing have a frame" },
    grid: { left: 140, top: 84, width: cell * columns.length, height: cell * rows.length },
    xAxis: { ...lines, data: [...columns], axisLabel: { ...lines.axisLabel, rotate: 90 } },
    yAxis: { ...lines, data: [...rows], inverse: true },
    visualMap: { min: lowest, max: highest > lowest ? highest : lowest + 1, right: 12, top: 84, precision: 2, inRange: { color: SHADES }, textStyle: { color: INK } },
    series: [{
      type: "heatmap", silent: true, progressive: 0,
      data: shown.map((x, p) => ({
        value: [p % columns.length, Math.floor(p / columns.length), x],
        itemStyle: observed.has(p) ? { borderWidth: 0 } : { borderColor: WARM, borderWidth: 1.5 },
      })),
    }],
  });
}
