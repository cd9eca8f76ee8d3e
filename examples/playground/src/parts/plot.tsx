import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, useTheme } from "./theme";

interface PlotSeries {
  readonly name: string;
  /** A colour token, such as "--accent". */
  readonly colour: string;
  readonly values: ArrayLike<number | null>;
  readonly width?: number;
  readonly dash?: number[];
  readonly points?: boolean;
  /** Half the width of a band about the values. */
  readonly band?: ArrayLike<number | null>;
}

export interface PlotProps {
  /** What the plot shows, in words, for those who cannot see it. */
  readonly label: string;
  readonly height: number;
  readonly x: ArrayLike<number>;
  readonly series: readonly PlotSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** Only these places of the horizontal axis get a number. */
  readonly xTicks?: readonly number[];
  readonly xText?: (value: number) => string;
  readonly yText?: (value: number) => string;
  readonly yRange?: readonly [number, number];
  /** Where a vertical line marks a choice, what is left of it shaded. */
  readonly mark?: number;
  readonly onPick?: (x: number) => void;
  readonly children?: ComponentChildren;
}

/** A plot on a canvas with a caption; `children` may hold the numbers as text. */
export function Plot(props: PlotProps) {
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = holder.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = element.clientWidth === 0 ? undefined : new uPlot(options(latest, element.clientWidth), data(latest.current), element);
    };
    make();
    const watch = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width === 0 || width === plot.current?.width) return;
      if (plot.current === undefined) make();
      else plot.current.setSize({ width, height: latest.current.height });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [theme, props.series.map(({ name, colour: token }) => name + token).join(), props.logX, props.logY, props.height, props.xTicks?.join()]);

  useEffect(() => plot.current?.setData(data(latest.current)), [props.x, props.series]);
  useEffect(() => plot.current?.redraw(false, false), [props.mark]);

  return (
    <figure class="plot">
      <div ref={holder} class={props.onPick === undefined ? "plot-canvas" : "plot-canvas pickable"} role="img" aria-label={props.label} style={{ minHeight: props.height }} />
      {props.series.length > 1 && (
        <ul class="legend" aria-hidden="true">
          {props.series.map(({ name, colour: token }) => <li key={name}><i style={{ background: `var(${token})` }} />{name}</li>)}
        </ul>
      )}
      {props.children}
    </figure>
  );
}

function data({ x, series }: PlotProps): uPlot.AlignedData {
  const list = (values: ArrayLike<number | null>) => Array.from(values);
  const bands = series.flatMap(({ values, band }) =>
    band === undefined ? [] : [list(values).map((v, i) => (v === null ? null : v + (band[i] ?? 0))), list(values).map((v, i) => (v === null ? null : v - (band[i] ?? 0)))]);
  return [Array.from(x), ...series.map(({ values }) => list(values)), ...bands] as uPlot.AlignedData;
}

function options(latest: { readonly current: PlotProps }, width: number): uPlot.Options {
  const { height, series, xLabel, yLabel, logX, logY, xTicks } = latest.current;
  const [ink, faint] = [colour("--soft"), colour("--line")];
  const font = "12px system-ui, sans-serif";
  const axis = { stroke: ink, font, labelFont: font, labelGap: 2, ticks: { show: false }, border: { show: true, stroke: faint, width: 1 } };
  const banded = series.map((one, i) => ({ ...one, index: i + 1 })).filter(({ band }) => band !== undefined);
  return {
    width, height,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 12, 0, 0],
    scales: {
      x: { time: false, distr: logX ? 3 : 1, range: (_u, low, high) => widened(low, high, logX) },
      y: { distr: logY ? 3 : 1, ...(latest.current.yRange === undefined ? (logY ? { range: decades } : {}) : { range: () => [...latest.current.yRange!] as [number, number] }) },
    },
    axes: [
      { ...axis, label: xLabel, labelSize: 20, size: 28, grid: { show: false }, ...(xTicks === undefined ? {} : { splits: () => [...xTicks], filter: (_u: uPlot, splits: number[]) => splits }), values: (_u, splits) => splits.map((value) => latest.current.xText?.(value) ?? String(value)) },
      { ...axis, label: yLabel, labelSize: 22, size: 48, grid: { stroke: faint, width: 1 }, ...(logY ? { splits: powers } : {}), values: (_u, splits) => splits.map((value) => (value === null ? "" : latest.current.yText?.(value) ?? String(value))) },
    ],
    series: [
      {},
      ...series.map(({ name, colour: token, width: line, dash, points }) => ({
        label: name, stroke: colour(token), width: line ?? 2, ...(dash === undefined ? {} : { dash }), spanGaps: false,
        points: { show: points ?? false, size: 7, fill: colour(token) },
      })),
      ...banded.flatMap(() => [{ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }]),
    ],
    bands: banded.map(({ colour: token }, b) => ({
      series: [series.length + 1 + 2 * b, series.length + 2 + 2 * b] as [number, number],
      fill: colour(token).replace(/^rgb\(/, "rgba(").replace(/\)$/, ", 0.14)"),
    })),
    hooks: {
      drawClear: [(u) => shade(u, latest.current.mark)],
      draw: [(u) => line(u, latest.current.mark)],
      ready: [(u) => pick(u, latest)],
    },
  };
}

/** One point, or none, needs room as well. */
function widened(low: number, high: number, log: boolean | undefined): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return log ? [1, 10] : [0, 1];
  return low < high ? [low, high] : log ? [low / 2, high * 2] : [low - 1, high + 1];
}

function decades(_u: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(low > 0)) return [1, 10];
  return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high) + 1e-9)];
}

/** Every power of ten from `low` to `high`. */
function powers(_u: uPlot, _axis: number, low: number, high: number): number[] {
  const first = Math.round(Math.log10(low));
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
}

function shade(u: uPlot, mark: number | undefined): void {
  if (mark === undefined) return;
  const { left, top, height } = u.bbox;
  u.ctx.save();
  u.ctx.globalAlpha = 0.09;
  u.ctx.fillStyle = colour("--accent");
  u.ctx.fillRect(left, top, u.valToPos(mark, "x", true) - left, height);
  u.ctx.restore();
}

function line(u: uPlot, mark: number | undefined): void {
  if (mark === undefined) return;
  const { top, height } = u.bbox;
  const x = Math.round(u.valToPos(mark, "x", true));
  u.ctx.save();
  u.ctx.strokeStyle = colour("--accent");
  u.ctx.lineWidth = 2 * devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(x, top);
  u.ctx.lineTo(x, top + height);
  u.ctx.stroke();
  u.ctx.restore();
}

/** Pointer only: the same choice is always a control of its own, too. */
function pick(u: uPlot, latest: { readonly current: PlotProps }): void {
  const choose = (event: PointerEvent) => latest.current.onPick?.(u.posToVal(event.clientX - u.over.getBoundingClientRect().left, "x"));
  u.over.addEventListener("pointerdown", (event) => {
    if (latest.current.onPick === undefined) return;
    u.over.setPointerCapture(event.pointerId);
    choose(event);
  });
  u.over.addEventListener("pointermove", (event) => {
    if (event.buttons === 1) choose(event);
  });
}
