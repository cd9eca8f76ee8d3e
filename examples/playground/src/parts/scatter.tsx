import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { colour, useTheme } from "./theme";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** Which of the groups it is in. */
  readonly group: number;
}

interface ScatterProps {
  readonly label: string;
  readonly points: readonly ScatterPoint[];
  readonly groups: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** The point that stands out, whatever the pointer does. */
  readonly chosen: number | undefined;
  /** The names say something: those with room get them written. */
  readonly isNamed: boolean;
  readonly onChoose: (point: number | undefined) => void;
}

const COLOURS = ["--accent", "--warm", "--blue", "--violet", "--green", "--red"];
const EDGE = 28;
const RADIUS = 4.5;
/** Pixels around the pointer in which a point is found. */
const REACH = 14;

/** Points on a canvas. The pointer shows the name of the nearest; a click, or `chosen`, keeps it. */
export function Scatter({ label, points, groups, xLabel, yLabel, chosen, isNamed, onChoose }: ScatterProps) {
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [near, setNear] = useState<number>();

  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setSize({ width: Math.floor(entry!.contentRect.width), height: Math.floor(entry!.contentRect.height) }));
    watch.observe(holder.current!);
    return () => watch.disconnect();
  }, []);

  const places = useMemo(() => placesOf(points, size.width, size.height), [points, size]);
  const shown = near ?? chosen;

  useEffect(() => setNear(undefined), [points]);
  useEffect(() => {
    if (size.width > 0) draw(canvas.current!, places, points, size, xLabel, yLabel, shown, isNamed);
  }, [places, theme, xLabel, yLabel, shown]);

  function nearest(event: MouseEvent): number | undefined {
    const { left, top } = canvas.current!.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    let found: number | undefined;
    let least = REACH * REACH;
    for (let i = 0; i < points.length; i++) {
      const distance = (places.x[i]! - x) ** 2 + (places.y[i]! - y) ** 2;
      if (distance < least) [found, least] = [i, distance];
    }
    return found;
  }

  const side = shown !== undefined && places.x[shown]! > size.width / 2 ? "left" : "right";
  return (
    <figure class="plot">
      <div ref={holder} class="scatter" onPointerMove={(event) => setNear(nearest(event))} onPointerLeave={() => setNear(undefined)} onClick={(event) => onChoose(nearest(event))}>
        <canvas ref={canvas} role="img" aria-label={label} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
        {shown !== undefined && points[shown] && (
          <output class={`tip ${side}`} style={{ left: `${places.x[shown]}px`, top: `${places.y[shown]}px` }}>
            <b>{points[shown].name}</b>{groups.length > 1 && <small>{groups[points[shown].group]}</small>}
          </output>
        )}
      </div>
      {groups.length > 1 && <ul class="legend">{groups.map((name, g) => <li key={name}><i style={{ background: `var(${COLOURS[g % COLOURS.length]})` }} />{name}</li>)}</ul>}
    </figure>
  );
}

/** Pixels of the points, both axes fitted to what there is. */
function placesOf(points: readonly ScatterPoint[], width: number, height: number) {
  const fit = (values: readonly number[], from: number, to: number) => {
    const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
    return Float64Array.from(values, (value) => from + ((to - from) * (value - low)) / (high - low || 1));
  };
  return { x: fit(points.map(({ x }) => x), EDGE + RADIUS, width - RADIUS - 8), y: fit(points.map(({ y }) => y), height - EDGE - RADIUS, RADIUS + 8) };
}

function draw(canvas: HTMLCanvasElement, places: { readonly x: Float64Array; readonly y: Float64Array }, points: readonly ScatterPoint[],
  { width, height }: { readonly width: number; readonly height: number }, xLabel: string, yLabel: string, shown: number | undefined, isNamed: boolean): void {
  const dense = devicePixelRatio;
  [canvas.width, canvas.height] = [width * dense, height * dense];
  const context = canvas.getContext("2d")!;
  context.scale(dense, dense);
  const [ink, faint, surface] = [colour("--soft"), colour("--line"), colour("--surface")];
  context.strokeStyle = faint;
  context.strokeRect(EDGE - 0.5, 0.5, width - EDGE, height - EDGE);
  context.fillStyle = ink;
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(xLabel, EDGE + (width - EDGE) / 2, height - 8, width - EDGE);
  context.save();
  context.translate(14, (height - EDGE) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yLabel, 0, 0, height - EDGE);
  context.restore();
  const colours = COLOURS.map(colour);
  const dot = (i: number, radius: number) => {
    context.beginPath();
    context.arc(places.x[i]!, places.y[i]!, radius, 0, 2 * Math.PI);
    context.fillStyle = colours[points[i]!.group % colours.length]!;
    context.fill();
  };
  context.globalAlpha = shown === undefined ? 0.78 : 0.45;
  for (let i = 0; i < points.length; i++) dot(i, RADIUS);
  context.globalAlpha = 1;
  if (isNamed) {
    context.fillStyle = ink;
    context.textAlign = "left";
    context.font = "11px system-ui, sans-serif";
    for (const { i, x, y } of labels(places, points, width, (text) => context.measureText(text).width)) context.fillText(points[i]!.name, x, y + 4);
  }
  if (shown === undefined || points[shown] === undefined) return;
  dot(shown, RADIUS + 2);
  context.strokeStyle = surface;
  context.lineWidth = 2;
  context.stroke();
}

/** Names at most, and pixels of a line of them. */
const MOST_LABELS = 40;
const LINE = 13;

/** Names beside their points, where they cover no other point and no other name; those far from the middle first. */
function labels(places: { readonly x: Float64Array; readonly y: Float64Array }, points: readonly ScatterPoint[], width: number, widthOf: (text: string) => number) {
  const [middleX, middleY] = [mean(places.x), mean(places.y)];
  const order = points.map((_, i) => i).sort((a, b) => far(b) - far(a)).slice(0, 4 * MOST_LABELS);
  const taken: { readonly left: number; readonly right: number; readonly y: number }[] = [];
  const found: { readonly i: number; readonly x: number; readonly y: number }[] = [];
  for (const i of order) {
    if (found.length >= MOST_LABELS) break;
    const [y, wide] = [places.y[i]!, widthOf(points[i]!.name)];
    const isLeft = places.x[i]! + RADIUS + 8 + wide > width;
    const left = isLeft ? places.x[i]! - RADIUS - 4 - wide : places.x[i]! + RADIUS + 4;
    const right = left + wide;
    const covers = taken.some((box) => Math.abs(box.y - y) < LINE && box.left < right && box.right > left)
      || places.x.some((x, j) => j !== i && Math.abs(places.y[j]! - y) < LINE / 2 + RADIUS && x > left - RADIUS && x < right + RADIUS);
    if (covers || left < EDGE) continue;
    taken.push({ left, right, y });
    found.push({ i, x: left, y });
  }
  return found;

  function far(i: number): number {
    return (places.x[i]! - middleX) ** 2 + (places.y[i]! - middleY) ** 2;
  }
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
