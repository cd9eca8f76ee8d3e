import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

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

const INK = "#222222";
const FAINT = "#8a8a8a";
const GRID = "#e6e6e6";

/** A scree plot: singular values against their index, on a logarithmic axis, as an SVG document. */
export function screePlot({ title, subtitle, series, marks }: ScreePlot): string {
  use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 800, height: 480 });
  const largest = Math.max(...series.map(({ values }) => values[0] ?? 0));
  const longest = Math.max(...series.map(({ values }) => values.length));
  const axis = { nameTextStyle: { color: INK, fontSize: 13 }, axisLabel: { color: INK, fontSize: 12 }, axisLine: { show: true, lineStyle: { color: FAINT } } };
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "Helvetica, Arial, sans-serif" },
    title: {
      text: title, subtext: subtitle, left: 24, top: 14, itemGap: 6,
      textStyle: { color: INK, fontSize: 18 }, subtextStyle: { color: "#555555", fontSize: 13 },
    },
    legend: { show: series.length > 1, right: 32, top: 22, icon: "roundRect", itemWidth: 18, itemHeight: 4, textStyle: { color: INK } },
    grid: { left: 84, right: 36, top: 92, bottom: 60 },
    xAxis: {
      ...axis, type: "value", name: "index of the singular value", nameLocation: "middle", nameGap: 34,
      min: 0, max: longest, splitLine: { show: false },
    },
    yAxis: {
      ...axis, type: largest > 0 ? "log" : "value", name: "singular value", nameLocation: "middle", nameGap: 58, nameRotate: 90,
      splitLine: { lineStyle: { color: GRID } },
      axisLabel: { ...axis.axisLabel, formatter: power },
    },
    series: series.map(({ name, color, values }, s) => ({
      type: "line", name, color, showSymbol: values.length <= 40, symbol: "circle", symbolSize: 5, lineStyle: { width: 1.8, color },
      data: Array.from(values, (value, i) => [i + 1, value > largest * LEAST_SHARE || largest === 0 ? value : "-"]),
      ...(s === 0 && marks.length > 0 ? { markLine: markLine(marks, longest) } : {}),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
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
