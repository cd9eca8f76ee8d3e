import { CustomChart, ScatterChart } from "echarts/charts";
import { GridComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

export interface RatingsPlot {
  readonly title: string;
  readonly subtitle: string;
  readonly unit: string;
  /** Best first. */
  readonly teams: readonly { readonly team: string | number; readonly rating: number; readonly deviation: number }[];
}

const INK = "#222222";
const FAINT = "#8a8a8a";
const GRID = "#e6e6e6";
const MARK = "#2f5d8a";
/** Of a normal distribution, 90 % lie within this many deviations. */
const NINETY = 1.6448536269514722;
const LINE_HEIGHT = 22;
/** Pixels; longer names are cut. */
const NAME_WIDTH = 190;

/** Ratings with intervals of 90 %, one line per team, as an SVG document. */
export function ratingsPlot({ title, subtitle, unit, teams }: RatingsPlot): string {
  use([CustomChart, ScatterChart, GridComponent, TitleComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 800, height: 150 + LINE_HEIGHT * teams.length });
  const intervals = teams.map(({ rating, deviation }, i) => {
    const reach = Number.isFinite(deviation) ? NINETY * deviation : 0;
    return [i, rating - reach, rating + reach];
  });
  const label = { color: INK, fontSize: 12 };
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "Helvetica, Arial, sans-serif" },
    title: {
      text: title, subtext: subtitle, left: 24, top: 14, itemGap: 6,
      textStyle: { color: INK, fontSize: 18 }, subtextStyle: { color: "#555555", fontSize: 13 },
    },
    grid: { left: NAME_WIDTH + 40, right: 36, top: 84, bottom: 60 },
    xAxis: {
      type: "value", name: unit, nameLocation: "middle", nameGap: 34, nameTextStyle: { color: INK, fontSize: 13 }, axisLabel: label,
      scale: true, splitLine: { lineStyle: { color: GRID } }, axisLine: { show: true, lineStyle: { color: FAINT } },
    },
    yAxis: {
      type: "category", inverse: true, data: teams.map(({ team }) => String(team)), axisTick: { show: false },
      axisLabel: { ...label, interval: 0, width: NAME_WIDTH, overflow: "truncate" }, axisLine: { lineStyle: { color: FAINT } },
    },
    series: [
      {
        type: "custom", data: intervals, encode: { x: [1, 2], y: 0 }, silent: true,
        renderItem: (_: unknown, api: { value(i: number): number; coord(at: [number, number]): [number, number] }) => {
          const [from, y] = api.coord([api.value(1), api.value(0)]);
          const [to] = api.coord([api.value(2), api.value(0)]);
          return { type: "line", shape: { x1: from, y1: y, x2: to, y2: y }, style: { stroke: MARK, lineWidth: 2, opacity: 0.55 } };
        },
      },
      { type: "scatter", data: teams.map(({ rating }, i) => [rating, i]), symbolSize: 8, itemStyle: { color: MARK }, silent: true },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
