import { proxy } from "comlink";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ErrorScale } from "../parts/error-scale";
import { bytes, milliseconds, percent, power, whole } from "../parts/format";
import { PaintingView } from "../parts/painting";
import { PictureChooser, type PictureChoice, PICTURES } from "../parts/picture-chooser";
import { Plot } from "../parts/plot";
import { RankSlider } from "../parts/rank-slider";
import { Stat, Stats } from "../parts/stats";
import { TaskLine, useTask } from "../parts/task";
import { useLatest } from "../parts/latest";
import type { OpenedPicture, RenderedPicture } from "../worker/pictures";

const LONGEST = 1000;
const FIRST_RANK = 24;
/** Of the first picture, until it is open. */
const MOST = 300;
/** Below this share of the largest singular value is rounding, which would only stretch the axis. */
const LEAST_SHARE = 1e-6;
const LOOKS = [[["grey", "--accent"]], [["red", "--red"], ["green", "--green"], ["blue", "--blue"]]] as const;

export default function Pictures() {
  const { task, run, jobs, cancel } = useTask();
  const [choice, setChoice] = useState<PictureChoice>(PICTURES[0]!);
  const [isGrey, setGrey] = useState(false);
  const [opened, setOpened] = useState<OpenedPicture>();
  const [rank, setRank] = useState(FIRST_RANK);
  const [rendered, setRendered] = useState<RenderedPicture>();
  const [isOriginal, setOriginal] = useState(false);
  const asked = useRef(0);

  const render = useLatest(async (k: number) => {
    const result = await jobs.run((work) => work.pictures.render(k)).catch(() => undefined);
    if (result !== undefined) setRendered(result);
  });

  function show(k: number): void {
    asked.current = performance.now();
    setRank(k);
    render(k);
  }

  useEffect(() => { // seen in the performance panel of the browser
    if (rendered !== undefined && asked.current > 0) performance.measure("rank to picture", { start: asked.current });
  }, [rendered]);

  async function open(next: PictureChoice, grey: boolean): Promise<void> {
    cancel(); // of an earlier picture nothing is needed any more
    setChoice(next);
    setGrey(grey);
    setOpened(undefined);
    const result = await run("Reading the picture", (worker, report) =>
      worker.run((work) => work.pictures.open({ ...next.request, grey, longest: LONGEST },
        proxy((done, of) => report(of === 1 ? undefined : done / of, of === 1 ? "Decomposing" : `Decomposing channel ${done + 1} of ${of}`)))));
    if (result === undefined) return;
    setOpened(result);
    show(Math.min(rank, result.spectra[0]!.length));
  }

  useEffect(() => void open(choice, isGrey), []);

  const most = opened?.spectra[0]?.length ?? MOST;
  const scree = useMemo(() => opened && spectra(opened), [opened]);
  const title = `${choice.title}${opened === undefined ? "" : `, ${opened.width} × ${opened.height}`}`;

  return (
    <section aria-labelledby="pictures-title" class="pictures">
      <div class="intro">
        <h1 id="pictures-title">A picture in a few numbers</h1>
        <p>A picture is a matrix. Keep its <em>k</em> largest singular values and it becomes two thin factors: move the rank and watch what is lost.</p>
      </div>
      <PictureChooser choice={choice} isGrey={isGrey} onChoose={(next) => void open(next, isGrey)} onGrey={(grey) => void open(choice, grey)}>
        <TaskLine task={task} onCancel={cancel} />
      </PictureChooser>

      <div class="views">
        <figure>
          <PaintingView id="approximation" painting={isOriginal ? opened?.original : rendered?.approximation} label={isOriginal ? `${title}, original` : rendered === undefined ? "Picture, not computed yet" : `${title}, at rank ${rendered.rank}`} />
          <figcaption>
            <span>{isOriginal ? "Original" : rendered && `Rank ${rendered.rank}`}{opened?.scaledFrom && ` · scaled from ${opened.scaledFrom.width} × ${opened.scaledFrom.height}`}</span>
            <button type="button" class="small" aria-pressed={isOriginal} disabled={opened === undefined} onClick={() => setOriginal(!isOriginal)}>Original</button>
            <button type="button" class="small" disabled={rendered === undefined} onClick={() => save(`${choice.name}-rank-${rendered!.rank}.png`)}>Save</button>
          </figcaption>
        </figure>
        <figure>
          <PaintingView id="errors" painting={rendered?.errors} label={rendered === undefined ? "Error map, not computed yet" : `Error map: where rank ${rendered.rank} differs from the original`} />
          <figcaption><span>Error</span><ErrorScale /></figcaption>
        </figure>
      </div>

      <div class="panel sticky">
        <RankSlider rank={rank} most={most} disabled={opened === undefined} onChange={show} />
        <div class="chips" role="group" aria-label="Rank chosen by a rule">
          {(opened?.suggestions ?? []).map(({ rule, rank: k }) => (
            <button key={rule} type="button" class="chip" aria-pressed={k === rank} onClick={() => show(Math.max(1, k))}>{rule} <b>{k}</b></button>
          ))}
        </div>
      </div>

      {opened && rendered && <Numbers opened={opened} rendered={rendered} />}

      {scree && (
        <Plot label={`Scree plot: the singular values fall from ${whole(scree.largest)}; rank ${rank} of ${most} is marked.`} height={260}
          x={scree.x} series={scree.series} xLabel="index of the singular value" yLabel="singular value" logY mark={rank} yText={power}
          onPick={(x) => show(Math.min(most, Math.max(1, Math.round(x))))} />
      )}
    </section>
  );
}

/** What the rank means in numbers. */
function Numbers({ opened, rendered }: { readonly opened: OpenedPicture; readonly rendered: RenderedPicture }) {
  const { width, height, spectra: { length: channels } } = opened;
  const samples = channels * width * height;
  const stored = channels * rendered.rank * (width + height);
  return (
    <Stats label="What this rank means">
      <Stat name="Bytes saved" value={percent(1 - stored / samples)} note={`${bytes(stored)} for ${bytes(samples)}, a byte a number`} />
      <Stat name="Relative error" value={percent(rendered.relativeError, 2)} note={`${percent(rendered.energy, 2)} of the energy kept`} />
      <Stat name={opened.isDenoising ? "PSNR to the clean picture" : "PSNR"} value={Number.isFinite(rendered.psnr) ? `${rendered.psnr.toFixed(1)} dB` : "exact"} note="of the pixels as shown" />
      <Stat name="Multiplying" value={milliseconds(rendered.milliseconds)} note={`decomposed once, in ${milliseconds(opened.milliseconds)}`} />
    </Stats>
  );
}

function spectra({ spectra: lists }: OpenedPicture) {
  const largest = Math.max(...lists.map((S) => S[0]!));
  return {
    largest,
    x: lists[0]!.map((_, i) => i + 1),
    series: LOOKS[lists.length === 1 ? 0 : 1].map(([name, colour], c) => ({
      name, colour, width: 1.8, values: Array.from(lists[c]!, (s) => (s > LEAST_SHARE * largest ? s : null)),
    })),
  };
}

function save(name: string): void {
  const canvas = document.getElementById("approximation") as HTMLCanvasElement;
  canvas.toBlob((blob) => {
    if (blob === null) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
