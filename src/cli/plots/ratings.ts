import { CustomChart, ScatterChart } from "echarts/charts";
import { GridComponent, TitleComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { FAINT, HEAD, INK, MARK, axis, svgOf } from "./style";

export interface RatingsPlot {
  readonly title: string;
  readonly subtitle: string;
  readonly unit: string;
  /** Best first. */
  readonly teams: readonly { readonly team: string | number; readonly rating: number; readonly deviation: number }[];
}

/** Of a normal distribution, 90 % lie within this many deviations. */
const NINETY = 1.6448536269514722;
const LINE_HEIGHT = 22;
/** Pixels; longer names are cut. */
const NAME_WIDTH = 190;

/** Ratings with intervals of 90 %, one line per team, as an SVG document. */
export function ratingsPlot({ title, subtitle, unit, teams }: RatingsPlot): string {
  use([CustomChart, ScatterChart, GridComponent, TitleComponent, SVGRenderer]);
  const intervals = teams.map(({ rating, deviation }, i) => {
    const reach = Number.isFinite(deviation) ? NINETY * deviation : 0;
    return [i, rating - reach, rating + reach];
  });
  return svgOf(800, 150 + LINE_HEIGHT * teams.length, {
    title: { ...HEAD, text: title, subtext: subtitle },
    grid: { left: NAME_WIDTH + 40, right: 36, top: 84, bottom: 60 },
    xAxis: axis(unit, 34, { scale: true }),
    yAxis: {
      type: "category", inverse: true, data: teams.map(({ team }) => String(team)), axisTick: { show: false },
      axisLabel: { color: INK, fontSize: 12, interval: 0, width: NAME_WIDTH, overflow: "truncate" }, axisLine: { lineStyle: { color: FAINT } },
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
}
