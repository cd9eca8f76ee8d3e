import { init } from "echarts/core";
import { visible } from "../visible";

/** What all plots share. */
export const INK = "#222222";
export const FAINT = "#8a8a8a";
const GRID = "#e6e6e6";
export const MARK = "#2f5d8a";
export const WARM = "#c8642b";

export const HEAD = { left: 24, top: 14, itemGap: 6, textStyle: { color: INK, fontSize: 18 }, subtextStyle: { color: "#555555", fontSize: 13 } };

/** An axis with its name beside it, a line along it and faint lines across. */
export function axis(name: string, nameGap: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: "value", name, nameGap, nameLocation: "middle", nameTextStyle: { color: INK, fontSize: 13 }, axisLabel: { color: INK, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: FAINT } }, splitLine: { lineStyle: { color: GRID } }, ...more,
  };
}

/** A chart as an SVG document. */
export function svgOf(width: number, height: number, option: Record<string, unknown>): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ animation: false, backgroundColor: "#ffffff", textStyle: { fontFamily: "Helvetica, Arial, sans-serif" }, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return visible(svg); // XML has no control characters, in no spelling
}
