import type { Plugin } from "vite";

/** Above this count the favicon says so with a plus. */
const COUNTED_MOST = 9;

const icon = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#a50d05"/><text x="16" y="24" text-anchor="middle" font-family="system-ui, sans-serif" font-size="22" font-weight="700" fill="#fff">${text}</text></svg>`;

/** Writes `failing-1.svg` to `failing-9.svg` and `failing-more.svg`: files, because the page may not make images by itself. */
export function favicons(): Plugin {
  return {
    name: "favicons",
    generateBundle() {
      const emit = (name: string, text: string) =>
        this.emitFile({ type: "asset", fileName: `failing-${name}.svg`, source: icon(text) });
      for (let count = 1; count <= COUNTED_MOST; count += 1) emit(String(count), String(count));
      emit("more", `${COUNTED_MOST}+`);
    },
  };
}
