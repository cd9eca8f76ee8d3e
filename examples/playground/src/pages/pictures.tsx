import { transfer } from "comlink";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Jobs } from "../jobs";
import { Code } from "../parts/code";
import { ErrorScale } from "../parts/error-scale";
import { bytes, milliseconds, percent, power, whole } from "../parts/format";
import { useLatest } from "../parts/latest";
import { PaintingView } from "../parts/painting";
import { pictureProgram } from "../parts/programs";
import { PictureChooser, type PictureChoice, PICTURES } from "../parts/picture-chooser";
import { type Place, placeOf, usePlace, wholeIn } from "../parts/place";
import { Plot } from "../parts/plot";
import { pool } from "../parts/pool";
import { RankSlider } from "../parts/rank-slider";
import { Stat, Stats } from "../parts/stats";
import { Progress, useTask } from "../parts/task";
import type { OpenedPicture, ReadPicture, RenderedPicture } from "../worker/pictures";

const LONGEST = 1000;
const FIRST_RANK = 24;
/** Of the first picture, until it is open. */
const MOST = 300;
/** Below this share of the largest singular value is rounding, which would only stretch the axis. */
const LEAST_SHARE = 1e-6;
const LOOKS = [[["grey", "--accent"]], [["red", "--red"], ["green", "--green"], ["blue", "--blue"]]] as const;

type Open = ReadPicture & OpenedPicture & { readonly milliseconds: number };

function choiceOf({ picture, rank, grey }: Place): { readonly choice: PictureChoice; readonly rank: number; readonly isGrey: boolean } {
  return { choice: PICTURES.find(({ name }) => name === picture) ?? PICTURES[0]!, rank: wholeIn(rank, 1, LONGEST, FIRST_RANK), isGrey: grey === "1" };
}

export default function Pictures() {
  const first = useMemo(() => choiceOf(placeOf("pictures")), []);
  const jobs = useMemo(() => new Jobs(), []);
  const { task, run, cancel } = useTask();
  const [choice, setChoice] = useState<PictureChoice>(first.choice);
  const [isGrey, setGrey] = useState(first.isGrey);
  const [opened, setOpened] = useState<Open>();
  const [rank, setRank] = useState(first.rank);
  const [rendered, setRendered] = useState<RenderedPicture>();
  const [isOriginal, setOriginal] = useState(false);
  const asked = useRef(0);
  /** Grows with every picture: what was asked of an earlier one is thrown away. */
  const picture = useRef(0);

  const remember = usePlace("pictures", (place) => {
    const next = choiceOf(place);
    if (opened !== undefined && next.choice === choice && next.isGrey === isGrey) show(Math.min(next.rank, opened.spectra[0]!.length));
    else void open(next.choice, next.isGrey, next.rank);
  });
  const addressOf = (next: PictureChoice, k: number, grey: boolean): Place => ({ picture: next.name, rank: String(k), grey: grey ? "1" : undefined });

  const render = useLatest(async (k: number) => {
    const mine = picture.current;
    const result = await jobs.run((work) => work.pictures.render(k)).catch(() => undefined);
    if (result !== undefined && mine === picture.current) setRendered(result);
  });

  function show(k: number, isStep = false): void {
    asked.current = performance.now();
    setRank(k);
    remember(addressOf(choice, k, isGrey), isStep);
    render(k);
  }

  useEffect(() => { // seen in the performance panel of the browser
    if (rendered !== undefined && asked.current > 0) performance.measure("rank to picture", { start: asked.current });
  }, [rendered]);

  async function open(next: PictureChoice, grey: boolean, k: number, isStep = false): Promise<void> {
    picture.current++;
    setChoice(next);
    setGrey(grey);
    setRank(k);
    setOpened(undefined);
    setRendered(undefined);
    setOriginal(false);
    remember(addressOf(next, k, grey), isStep);
    const result = await run("Reading the picture", async (signal, report) => {
      const read = await jobs.run((work) => work.pictures.read({ ...next.request, grey, longest: LONGEST }));
      signal.throwIfAborted();
      const { channels } = read;
      report(undefined, channels.length === 1 ? "Decomposing" : `Decomposing ${channels.length} channels`);
      const start = performance.now();
      let done = 0;
      const svds = await Promise.all(channels.map(async (channel) => {
        const svd = await (await pool()).svd(channel, { signal, transfer: true });
        if (channels.length > 1) report(++done / channels.length);
        return svd;
      }));
      const time = performance.now() - start;
      const found = await jobs.run((work) => work.pictures.open(transfer(svds, svds.flatMap(({ U, V }) => [U.data.buffer, V.data.buffer]))));
      return { ...read, ...found, milliseconds: time };
    });
    if (result === undefined) return;
    const last = Math.min(k, result.spectra[0]!.length);
    setOpened(result);
    asked.current = performance.now();
    setRank(last);
    remember(addressOf(next, last, grey));
    render(last);
  }

  useEffect(() => void open(choice, isGrey, rank), []);

  const most = opened?.spectra[0]?.length ?? MOST;
  const scree = useMemo(() => opened && spectra(opened), [opened]);
  const title = `${choice.title}${opened === undefined ? "" : `, ${opened.width} × ${opened.height}`}`;
  const hasEnded = opened === undefined && task.state !== "running" && task.text !== "";

  return (
    <section aria-labelledby="pictures-title" class="pictures">
      <div class="intro">
        <h1 id="pictures-title">A picture in a few numbers</h1>
        <p>A picture is a matrix. Keep its <em>k</em> largest singular values and it becomes two thin factors: move the rank and watch what is lost.</p>
      </div>
      <PictureChooser choice={choice} isGrey={isGrey} onChoose={(next) => void open(next, isGrey, rank, true)} onGrey={(grey) => void open(choice, grey, rank, true)} />
      <Progress task={task} onCancel={cancel} />

      <div class="views">
        {hasEnded ? <p class="instead" role="alert">{task.text}</p> : (
          <>
            <figure>
              <PaintingView id="approximation" painting={isOriginal ? opened?.original : rendered?.approximation} label={isOriginal ? `${title}, original` : rendered === undefined ? "Picture, not computed yet" : `${title}, at rank ${rendered.rank}`} />
              <figcaption>
                <span>{isOriginal ? "Original" : rendered && `Rank ${rendered.rank}`}{opened?.scaledFrom && ` · scaled from ${opened.scaledFrom.width} × ${opened.scaledFrom.height}`}</span>
                <button type="button" class="small" aria-pressed={isOriginal} disabled={opened === undefined} onClick={() => setOriginal(!isOriginal)}>Original</button>
                <button type="button" class="small" disabled={rendered === undefined} onClick={() => save(`${choice.file.replace(/\.\w+$/, "")}-rank-${rendered!.rank}.png`)}>Save</button>
              </figcaption>
            </figure>
            <figure>
              <PaintingView id="errors" painting={rendered?.errors} label={rendered === undefined ? "Error map, not computed yet" : `Error map: where rank ${rendered.rank} differs from the original`} />
              <figcaption><span>Error</span><ErrorScale /></figcaption>
            </figure>
          </>
        )}
      </div>

      {!hasEnded && (
        <>
          <div class="panel sticky">
            <RankSlider rank={rank} most={most} disabled={opened === undefined} onChange={show} />
            <div class="chips rules" role="group" aria-label="Rank chosen by a rule">
              {(opened?.suggestions ?? EXPECTED).map(({ rule, rank: k }) => (
                <button key={rule} type="button" class="chip" disabled={opened === undefined} aria-pressed={k === rank} onClick={() => show(Math.max(1, k), true)}>{rule} <b>{k}</b></button>
              ))}
            </div>
          </div>
          <Numbers opened={opened} rendered={rendered} />
          {scree ? (
            <Plot label={`Scree plot: the singular values fall from ${whole(scree.largest)}; rank ${rank} of ${most} is marked.`} height={260}
              x={scree.x} series={scree.series} xLabel="index of the singular value" yLabel="singular value" logY mark={rank} yText={power}
              onPick={(x) => show(Math.min(most, Math.max(1, Math.round(x))))} />
          ) : <div class="plot awaited" />}
          <Code text={pictureProgram(choice.file, rank, isGrey)} about="In a page or a worker, with the pixels of a canvas." />
        </>
      )}
    </section>
  );
}

/** What stands where the rules will be, so that nothing moves. */
const EXPECTED: OpenedPicture["suggestions"] = ["99.5 % of the energy", "5 % relative error", "largest gap", "optimal threshold"].map((rule) => ({ rule, rank: 0 }));

/** What the rank means in numbers; dashes until they are known. */
function Numbers({ opened, rendered }: { readonly opened: Open | undefined; readonly rendered: RenderedPicture | undefined }) {
  const samples = opened && opened.channels.length * opened.width * opened.height;
  const stored = opened && rendered && opened.channels.length * rendered.rank * (opened.width + opened.height);
  const isKnown = opened !== undefined && rendered !== undefined;
  return (
    <Stats label="What this rank means">
      <Stat name="Bytes saved" value={isKnown ? percent(1 - stored! / samples!) : "–"} note={isKnown ? `${bytes(stored!)} for ${bytes(samples!)}, a byte a number` : "a byte a number"} />
      <Stat name="Relative error" value={isKnown ? percent(rendered.relativeError, 2) : "–"} note={isKnown ? `${percent(rendered.energy, 2)} of the energy kept` : "of the energy kept"} />
      <Stat name={opened?.isDenoising ? "PSNR to the clean picture" : "PSNR"} value={!isKnown ? "–" : Number.isFinite(rendered.psnr) ? `${rendered.psnr.toFixed(1)} dB` : "exact"} note="of the pixels as shown" />
      <Stat name="Multiplying" value={isKnown ? milliseconds(rendered.milliseconds) : "–"} note={isKnown ? `decomposed once, in ${milliseconds(opened.milliseconds)}` : "decomposed once"} />
    </Stats>
  );
}

function spectra({ spectra: lists }: Open) {
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
