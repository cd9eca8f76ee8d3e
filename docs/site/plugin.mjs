// What TypeDoc does not do by itself: groups of guides and categories of functions, links from names in code style, one list of errors, relative
// links in the header.
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { imageSize } from "image-size";
import { Comment, CommentTag, Converter, IndexEvent, PageEvent, ReflectionKind, RendererEvent } from "typedoc";

/** Where `npm run build` of examples/playground puts its files: the site takes them in, if they are there. */
const PLAYGROUND = fileURLToPath(new URL("../../build/playground", import.meta.url));

/** The built package, which the programs of the pages import. */
const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const SCRIPTS = { lowrank: "index.js", "lowrank/pool": "pool.js", "lowrank/image": "image.js", "lowrank/partial": "partial.js", "lowrank/single": "single.js" };

/** Guides by the name of their file; all others are in the last group. */
const GROUPS = [
  ["Guides", /^(choosing-a-function|choosing-a-rank|accuracy|images|completion|recommending|embeddings|model-weights|streaming|partials|scaling|pool|threads|single-precision|recipes|loading|command-line)$/],
  ["Coming from", /^from-/],
  ["Behind it", /./],
];

/** What people call the matter of a guide: the search finds it by these, too. */
const WORDS = {
  images: "image images photo photograph jpeg png compress compression denoise canvas",
  completion: "missing values missing data impute imputation null nan holes gaps fill",
  recommending: "recommendation recommendations recommender collaborative filtering ratings users items similar",
  embeddings: "pca principal components dimension reduction whitening eigenvalues eigenvectors covariance",
  "choosing-a-function": "eigenvalues eigenvectors symmetric pseudoinverse inverse solve equations least squares null space rank",
  recipes: "express fastify service server react next vite cloudflare worker deno bun notebook observable duckdb arrow parquet arquero danfo tensorflow tfjs mathjs transformers",
  pool: "express fastify service server threads workers abort timeout queue",
  "model-weights": "lora adapter safetensors fine-tuning language model",
  scaling: "large big out of memory spark cluster",
};

/** Every function is in one of these; types and errors have categories of their own. */
const CATEGORIES = {
  Decompositions: "svd singularValues svdBatch truncatedSvd truncatedSvdAsync verify",
  "Lower rank": "compressImage lowRank chooseRank reconstruct factors recompress project denoise",
  "Numbers about a matrix": "frobeniusNorm spectralNorm nuclearNorm matrixRank conditionNumber",
  "Equations and subspaces": "leastSquares pseudoInverse nullSpace orthonormalBasis polar procrustes solve inverse linearDependencies",
  "Principal components": "pca pcaTransform pcaInverse",
  "Data that grow": "appendRows appendColumns rankOneUpdate",
  "Data in parts": "openPartial merge svdOf singularValuesOf pcaOf leastSquaresOf matrixOf",
  "Tables with holes": "complete impute itemModel recommender similar explain predict predictEntries predictPlaces predictMatrix recommend recommendAll foldIn crossValidate evaluate split labelled saveModel loadModel loadFactors",
  Games: "standings predictMargin winProbability",
  "Matrices and loading": "matrix toRows toObjects column transpose multiply sparse toPlain fromPlain ready",
  "Off the main thread": "createPool setThreads",
};

const NAMED = ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Interface | ReflectionKind.TypeAlias;

export function load(app) {
  const words = new Map();
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const file = posix.basename(document.name, ".md");
    document.frontmatter.group ??= GROUPS.find(([, names]) => names.test(file))[0];
    const heading = /^\s*# (.+)\n/.exec(document.content[0]?.text ?? "");
    if (heading === null) throw new Error(`${document.name} does not begin with a heading`);
    document.name = heading[1];
    words.set(document, WORDS[file] ?? "");
  });

  app.renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    event.searchFieldWeights.words = 20;
    event.searchResults.forEach((reflection, at) => { event.searchFields[at].words = words.get(reflection) ?? ""; });
  });

  // Forms of one function share a comment: each keeps what is said of its own parameters.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const { signatures = [] } of project.getReflectionsByKind(ReflectionKind.Function)) {
      const names = signatures.map(({ parameters = [] }) => parameters.map(({ name }) => name));
      signatures.forEach(({ comment }, at) => {
        const isOfAnother = ({ tag, name }) => tag === "@param" && !names[at].includes(name) && names.flat().includes(name);
        if (comment !== undefined) comment.blockTags = comment.blockTags.filter((tag) => !isOfAnother(tag));
      });
    }
  }, 1000);

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      for (const child of module.children) {
        for (const { comment } of [child, ...(child.signatures ?? [])]) comment?.blockTags.push(new CommentTag("@category", [{ kind: "text", text: categoryOf(child) }]));
      }
    }
    for (const reflection of Object.values(project.reflections)) {
      if (/^(Pool|PoolFunctions)$/.test(reflection.parent?.name) && !reflection.hasComment()) reflection.comment = pooled(reflection.name);
      if (reflection.comment) oneListOfErrors(reflection.comment);
    }
    if (project.readme) project.readme[0].text = project.readme[0].text.replace(/^\s*# .+\n/, ""); // the page has a title already
  });

  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    linkNames(project);
    const order = Object.values(CATEGORIES).join(" ").split(" ");
    for (const { categories = [] } of project.getReflectionsByKind(ReflectionKind.Module)) {
      for (const { children } of categories) children.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    }
  }, -1000);

  app.renderer.on(RendererEvent.BEGIN, () => {
    if (existsSync(join(PLAYGROUND, "index.html"))) app.options.setValue("navigationLinks", { Playground: "playground/index.html" });
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    for (const name of Object.values(SCRIPTS)) cpSync(join(DIST, name), join(outputDirectory, "assets/lowrank", name));
    for (const name of readdirSync(outputDirectory, { recursive: true })) if (name.endsWith(".html")) measureImages(join(outputDirectory, name));
    if (existsSync(PLAYGROUND)) cpSync(PLAYGROUND, join(outputDirectory, "playground"), { recursive: true });
  });

  app.renderer.on(PageEvent.END, (page) => {
    const up = posix.relative(posix.dirname(page.url), "") || ".";
    const imports = Object.fromEntries(Object.entries(SCRIPTS).map(([name, file]) => [name, `${up}/assets/lowrank/${file}`]));
    page.contents = page.contents?.replaceAll('href="playground/', `href="${up}/playground/`).replace("<head>", `<head><script type="importmap">${JSON.stringify({ imports })}</script>`);
  });
}

/** Gives the pictures of a page their widths and heights: what stands below them does not move when they come. */
function measureImages(page) {
  const text = readFileSync(page, "utf8");
  const measured = text.replace(/<img src="([^":]+)"/g, (tag, source) => {
    const { width, height } = imageSize(readFileSync(join(page, "..", decodeURIComponent(source))));
    return `${tag} width="${width}" height="${height}"`;
  });
  if (measured !== text) writeFileSync(page, measured);
}

function categoryOf({ name, kind }) {
  if (name.endsWith("Error")) return "Errors";
  if (kind === ReflectionKind.Class) return "Decompositions";
  if (kind !== ReflectionKind.Function) return "Types";
  const found = Object.entries(CATEGORIES).find(([, names]) => names.split(" ").includes(name));
  if (found === undefined) throw new Error(`${name} has no category: add it to docs/site/plugin.mjs`);
  return found[0];
}

/** What a function of a pool does, which has no comment of its own. */
function pooled(name) {
  return new Comment([{ kind: "text", text: "A promise of what " }, { kind: "code", text: `\`${name}\`` }, { kind: "text", text: " returns." }]);
}

/** "@throws TypeError if …" several times becomes one list. */
function oneListOfErrors(comment) {
  const tags = comment.blockTags.filter(({ tag }) => tag === "@throws");
  if (tags.length < 2) return;
  tags[0].content = tags.flatMap(({ content }) => [{ kind: "text", text: "\n- " }, ...content]);
  comment.blockTags = comment.blockTags.filter((tag) => tag.tag !== "@throws" || tag === tags[0]);
}

/** Names of functions and types in code style become links: those of the own module, else of `lowrank`. */
function linkNames(project) {
  const modules = project.getReflectionsByKind(ReflectionKind.Module);
  const names = new Map(modules.map((module) => [module, new Map(module.children.filter(({ kind }) => NAMED & kind).map((child) => [child.name, child]))]));
  const main = modules.find(({ name }) => name === "lowrank");
  const link = (parts, from) => {
    let own = from ?? main;
    while (!names.has(own)) own = own.parent;
    parts.forEach((part, at) => {
      const [, name] = (part.kind === "code" && /^`(?:await )?(\w+)(?:\([^`]*\)(?:\.\w+)*)?`$/.exec(part.text)) || [];
      const common = names.get(main).get(name);
      const target = names.get(own).get(name) ?? (common?.kind === ReflectionKind.Function ? common : undefined);
      const inLink = parts[at - 1]?.text.endsWith("[") && parts[at + 1]?.text.startsWith("]");
      if (!target || inLink || target === from || target === from?.parent) return;
      parts[at] = { kind: "inline-tag", tag: "@linkcode", text: part.text.slice(1, -1), target };
    });
  };
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.isDocument() && reflection.frontmatter.group !== "Coming from") link(reflection.content, undefined); // there, names are those of others too
    if (reflection.comment === undefined || reflection === project) continue;
    link(reflection.comment.summary, reflection);
    for (const { content } of reflection.comment.blockTags) link(content, reflection);
  }
  if (project.readme) link(project.readme, undefined);
}
