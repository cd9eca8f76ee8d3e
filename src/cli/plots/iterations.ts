import { LineChart } from "echarts/charts";
import { GridComponent, TitleComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { HEAD, MARK, WARM, axis, svgOf } from "./style";

export interface IterationsPlot {
  readonly title: string;
  readonly subtitle: string;
  /** What the values are. */
  readonly measure: string;
  /** One per iteration, the first first. */
  readonly values: readonly number[];
  /** A level to mark. */
  readonly level?: { readonly value: number; readonly label: string };
}

/** A measure by iteration, as an SVG document; on a logarithmic axis where it falls to less than a tenth. */
export function iterationsPlot({ title, subtitle, measure, values, level }: IterationsPlot): string {
  use([LineChart, GridComponent, TitleComponent, SVGRenderer]);
  const shown = [...values, ...(level === undefined ? [] : [level.value])];
  const lowest = Math.min(...shown);
  const last = Math.max(2, values.length);
  const line = { type: "line", silent: true };
  return svgOf(800, 480, {
    title: { ...HEAD, text: title, subtext: level === undefined ? subtitle : `${subtitle}; dashed: ${level.label}` },
    grid: { left: 92, right: 36, top: 92, bottom: 60 },
    xAxis: axis("iteration", 34, { min: 1, max: last, minInterval: 1, splitLine: { show: false } }),
    yAxis: axis(measure, 62, { type: lowest > 0 && Math.max(...shown) > 10 * lowest ? "log" : "value", scale: true, nameRotate: 90 }),
    series: [
      { ...line, data: values.map((value, i) => [i + 1, value]), showSymbol: values.length <= 40, symbol: "circle", symbolSize: 5, lineStyle: { width: 1.8, color: MARK }, itemStyle: { color: MARK } },
      ...(level === undefined ? [] : [{ ...line, data: [[1, level.value], [last, level.value]], showSymbol: false, lineStyle: { color: WARM, type: "dashed", width: 1.5 } }]),
    ],
  });
}
