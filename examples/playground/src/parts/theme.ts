import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

const KEY = "lowrank-playground-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<(theme: Theme) => void>();

function chosen(): Theme | undefined {
  const value = document.documentElement.dataset.theme;
  return value === "light" || value === "dark" ? value : undefined;
}

function current(): Theme {
  return chosen() ?? (system.matches ? "dark" : "light");
}

function announce(): void {
  for (const listener of listeners) listener(current());
}

/** Takes up the choice of an earlier visit; without one the system decides. */
export function startTheme(): void {
  try {
    const value = localStorage.getItem(KEY);
    if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
  } catch {
    // storage may be forbidden: the system decides
  }
  system.addEventListener("change", announce);
}

export function switchTheme(): void {
  const theme = current() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // kept for this visit
  }
  announce();
}

export function useTheme(): Theme {
  const [theme, set] = useState(current);
  useEffect(() => {
    listeners.add(set);
    return () => void listeners.delete(set);
  }, []);
  return theme;
}

/** The colour that a token has now, as a canvas takes it. */
export function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
