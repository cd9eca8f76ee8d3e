import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { HEAD, INK, axis, svgOf } from "./style";

export interface ScreeSeries {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  /** Singular values, descending. */
  readonly values: Float64Array;
}

export interface ScreePlot {
  readonly title: string;
  readonly subtitle: string;
  readonly series: readonly ScreeSeries[];
  /** Ranks to mark, each with its label. */
  readonly marks: readonly { readonly rank: number; readonly label: string }[];
}

/** Values below this share of the largest are rounding error and would only stretch the axis. */
const LEAST_SHARE = 1e-12;

/** A scree plot: singular values against their index, on a logarithmic axis, as an SVG document. */
export function screePlot({ title, subtitle, series, marks }: ScreePlot): string {
  use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);
  const largest = Math.max(...series.map(({ values }) => values[0] ?? 0));
  const longest = Math.max(...series.map(({ values }) => values.length));
  return svgOf(800, 480, {
    title: { ...HEAD, text: title, subtext: subtitle },
    legend: { show: series.length > 1, right: 32, top: 22, icon: "roundRect", itemWidth: 18, itemHeight: 4, textStyle: { color: INK } },
    grid: { left: 84, right: 36, top: 92, bottom: 60 },
    xAxis: axis("index of the singular value", 34, { min: 0, max: longest, splitLine: { show: false } }),
    yAxis: axis("singular value", 58, { type: largest > 0 ? "log" : "value", nameRotate: 90, axisLabel: { color: INK, fontSize: 12, formatter: power } }),
    series: series.map(({ name, color, values }, s) => ({
      type: "line", name, color, showSymbol: values.length <= 40, symbol: "circle", symbolSize: 5, lineStyle: { width: 1.8, color },
      data: Array.from(values, (value, i) => [i + 1, value > largest * LEAST_SHARE || largest === 0 ? value : "-"]),
      ...(s === 0 && marks.length > 0 ? { markLine: markLine(marks, longest) } : {}),
    })),
  });
}

function markLine(marks: ScreePlot["marks"], longest: number) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: INK, type: "dashed", width: 1 },
    data: marks.map(({ rank, label }) => ({
      xAxis: rank,
      label: {
        formatter: label, color: INK, fontSize: 12, position: "insideEndTop", rotate: 0,
        align: rank > longest / 2 ? "right" : "left", padding: rank > longest / 2 ? [14, 8, 0, 0] : [14, 0, 0, 8],
      },
    })),
  };
}

/** 10000 and more, and 0.001 and less, as powers of ten. */
function power(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (value === 0 || (exponent > -3 && exponent < 5)) return String(Number(value.toPrecision(6)));
  const raised = Array.from(String(exponent), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("");
  return `10${raised}`;
}
