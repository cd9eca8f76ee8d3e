import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import links from "virtual:links";
import { addressOf, onAddress, pageName } from "./parts/place";
import { startTheme, switchTheme, useTheme } from "./parts/theme";

interface Page {
  readonly name: string;
  readonly title: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

const PAGES: readonly Page[] = [
  { name: "pictures", title: "Pictures", load: () => import("./pages/pictures") },
  { name: "tables", title: "Tables", load: () => import("./pages/tables") },
  { name: "rankings", title: "Rankings", load: () => import("./pages/rankings") },
  { name: "embeddings", title: "Embeddings", load: () => import("./pages/embeddings") },
  { name: "benchmark", title: "Benchmark", load: () => import("./pages/benchmark") },
];

/** In the site of the documentation the playground is a folder of it. */
const LINKS = [["Docs", /\/playground\/(index\.html)?$/.test(location.pathname) ? "../index.html" : links.docs], ["Package", links.package], ["Code", links.code]] as const;

startTheme();

function pageOfAddress(): Page {
  return PAGES.find(({ name }) => name === pageName()) ?? PAGES[0]!;
}

export function App() {
  const [page, setPage] = useState(pageOfAddress);
  const [loaded, setLoaded] = useState<ReadonlyMap<string, ComponentType>>(new Map());
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  const [, setTurn] = useState(0);

  useEffect(() => onAddress(() => setTurn((turn) => turn + 1)), []); // the links lead to where the pages were left
  useEffect(() => {
    const follow = () => {
      if (pageOfAddress() === shown.current) return;
      setPage((shown.current = pageOfAddress()));
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    };
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  useEffect(() => {
    document.title = `${page.title} · lowrank playground`;
    if (!loaded.has(page.name)) void page.load().then((module) => setLoaded((before) => new Map(before).set(page.name, module.default)));
  }, [page]);

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the content</a>
      <header class="header">
        <a class="brand" href={addressOf("pictures")}><Mark />lowrank</a>
        <nav aria-label="Sections">
          {PAGES.map(({ name, title }) => (
            <a key={name} href={addressOf(name)} aria-current={name === page.name ? "page" : undefined}>{title}</a>
          ))}
        </nav>
        <ul class="links" aria-label="About lowrank">
          {LINKS.map(([title, href]) => <li key={title}><a href={href}>{title}</a></li>)}
        </ul>
        <ThemeButton />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {PAGES.filter(({ name }) => loaded.has(name)).map(({ name }) => {
          const Content = loaded.get(name)!;
          return <div key={name} class="page" id={name} hidden={name !== page.name}><Content /></div>; // a page left keeps what it holds
        })}
      </main>
      <footer class="footer">
        <p>Everything on these pages is computed in your browser; nothing is sent anywhere. Singular values, completions and ratings are those of the <code>lowrank</code> package: <code>npm install lowrank</code>.</p>
      </footer>
    </>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <rect x="3" y="3" width="4.5" height="18" rx="1.5" /><rect x="9.75" y="9" width="4.5" height="12" rx="1.5" opacity=".75" /><rect x="16.5" y="15" width="4.5" height="6" rx="1.5" opacity=".5" />
    </svg>
  );
}

function ThemeButton() {
  const isDark = useTheme() === "dark";
  return (
    <button type="button" class="icon" aria-label="Dark colours" aria-pressed={isDark} onClick={switchTheme}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" stroke-width="1.8" /><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" />
      </svg>
    </button>
  );
}
