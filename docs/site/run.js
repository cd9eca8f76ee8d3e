// Programs of the pages run in the page and can be edited: what they print, or why they ended, stands below them. Loaded by every page.
{
  const MODULES = ["lowrank", "lowrank/pool", "lowrank/image", "lowrank/partial", "lowrank/single"];
  /** What examples of functions take for granted, as the test that runs them has it. */
  const GIVEN = { a: [8, 6], A: [8, 6], b: [8, 1], B: [8, 6], photo: [40, 30], table: [9, 5], newRow: [1, 5], measurements: [30, 20], ratings: [12, 9] };
  const LONGEST = 4000; // of what is printed
  const IMPORT = /^import\s+(?:(\w+)|(\{[^}]*\}))\s+from\s+"([^"]+)";?.*$/gm;

  const rows = (m, n) => Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => Math.sin(12.9898 * i + 78.233 * j + i * j)));
  const AsyncFunction = (async () => {}).constructor;
  const uses = (code, name) => new RegExp(`(?<![.\\w"'])${name}\\b(?!\\s*:(?!:))`).test(code);

  /** The package that a page of the reference is about. */
  const own = () => /\/\w+\/lowrank(?:_(pool|image|partial))?\./.exec(globalThis.location.pathname)?.[1];
  const isRunnable = (code) => {
    const sources = [...code.matchAll(IMPORT)].map(([, , , source]) => source);
    return sources.length > 0 ? sources.every((source) => MODULES.includes(source)) : /\/functions\/lowrank/.test(globalThis.location.pathname) && !/ml-matrix/.test(globalThis.location.pathname);
  };

  function shown(value) {
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(Number(value.toPrecision(10)));
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const plain = (one) => {
      if (typeof one === "number") return Number.isFinite(one) ? Number(one.toPrecision(6)) : String(one);
      if (ArrayBuffer.isView(one)) return Array.from(one, plain);
      if (Array.isArray(one)) return one.map(plain);
      if (one instanceof Map || one instanceof Set) return plain([...one]);
      if (typeof one === "function") return "function";
      if (typeof one !== "object" || one === null) return one;
      if ("rows" in one && "columns" in one && ArrayBuffer.isView(one.data)) return Array.from({ length: one.rows }, (_, i) => plain(one.data.subarray(i * one.columns, (i + 1) * one.columns)));
      return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, plain(inner)]));
    };
    return JSON.stringify(plain(value)) ?? String(value);
  }

  async function run(code, print) {
    const names = {};
    const need = async (source) => {
      if (!MODULES.includes(source)) throw new Error(`${source} is not in this page: only ${MODULES.join(", ")} are`);
      return import(source);
    };
    for (const [, whole, list, source] of code.matchAll(IMPORT)) {
      const module = await need(source);
      if (whole) names[whole] = module.default;
      for (const part of (list ?? "{}").slice(1, -1).split(",").map((text) => text.trim()).filter(Boolean)) {
        const [name, as = name] = part.split(/\s+as\s+/);
        if (!(name in module)) throw new Error(`${source} has no ${name}`);
        names[as] = module[name];
      }
    }
    const body = code.replace(IMPORT, "");
    const isDeclared = (name) => new RegExp(`(?:const|let|var|function|class)\\s+(?:\\{[^}=]*\\b${name}\\b|\\[[^\\]=]*\\b${name}\\b|${name}\\b)`).test(body);
    if (!/^import /m.test(code)) { // an example of a function: its package, and what it is given, are understood
      const modules = [await import("lowrank"), ...(own() === undefined ? [] : [await import(`lowrank/${own()}`)])];
      for (const module of modules) for (const name of Object.keys(module)) if (!(name in names) && uses(body, name) && !isDeclared(name)) names[name] = module[name];
      for (const [name, [m, n]] of Object.entries(GIVEN)) if (uses(body, name) && !isDeclared(name)) names[name] = name === "newRow" ? rows(m, n)[0] : rows(m, n);
    }
    // An expression with a comment is what the example shows.
    const told = body.replace(/^(?!const |let |import |await |for |if |console|\/\/)(\S[^\n]*?); \/\/ .*$/gm, "console.log($1);");
    const console = Object.fromEntries(["log", "info", "warn", "error"].map((name) => [name, (...values) => print(values.map(shown).join(" "))]));
    await new AsyncFunction("console", ...Object.keys(names), told)(console, ...Object.values(names));
  }

  function furnish(code) {
    const block = code.parentElement;
    const about = document.createElement("div");
    about.className = "run";
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Run" });
    const hint = Object.assign(document.createElement("span"), { textContent: "runs in this page; can be edited" });
    const output = document.createElement("output");
    Object.assign(output, { hidden: true, tabIndex: 0, ariaLabel: "What it printed" });
    about.append(button, hint, output);
    block.after(about);
    code.setAttribute("contenteditable", "plaintext-only");
    if (code.contentEditable !== "plaintext-only") code.contentEditable = "true";
    Object.assign(code, { spellcheck: false, tabIndex: 0 });
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-label", "Program"]]) code.setAttribute(name, value);
    block.removeAttribute("tabindex");

    let turn = 0;
    button.addEventListener("click", async () => {
      const mine = ++turn;
      const lines = [];
      let length = 0;
      const print = (line) => {
        if (length <= LONGEST) lines.push(length + line.length > LONGEST ? `${line.slice(0, LONGEST - length)} …` : line);
        length += line.length;
      };
      button.disabled = true;
      output.className = "";
      try {
        await run(code.innerText, print);
      } catch (error) {
        print(shown(error));
        output.className = "failed";
      }
      button.disabled = false;
      if (mine !== turn) return;
      output.hidden = false;
      output.textContent = lines.length === 0 ? "It printed nothing." : lines.join("\n");
    });
    code.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      button.click();
    });
  }

  /** What scrolls can be scrolled by keyboard. */
  function reach() {
    const watch = new globalThis.ResizeObserver((entries) => {
      for (const { target } of entries) if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    });
    for (const table of document.querySelectorAll("table")) watch.observe(table);
  }

  /** A link in a summary is two controls in one: it goes below, as the first of what the summary opens. */
  function untangle() {
    for (const link of document.querySelectorAll("summary a[href]")) {
      const list = link.closest("details")?.querySelector("ul");
      if (!list) continue;
      const text = Object.assign(document.createElement("span"), { textContent: link.textContent });
      link.replaceWith(text);
      const item = document.createElement("li");
      item.append(link);
      list.prepend(item);
    }
  }

  const begin = () => {
    reach();
    untangle();
    const navigation = document.querySelector("#tsd-nav-container");
    if (navigation) new globalThis.MutationObserver(untangle).observe(navigation, { childList: true, subtree: true });
    for (const code of document.querySelectorAll("pre > code.ts, pre > code.js, pre > code.typescript, pre > code.javascript")) if (isRunnable(code.innerText)) furnish(code);
  };
  if (document.readyState === "loading") globalThis.addEventListener("DOMContentLoaded", begin);
  else begin();
}
