/** The hues a log's text may have; every other colour is drawn as the nearest of them. */
export const HUES = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
] as const;

export type Hue = (typeof HUES)[number];

/** How a piece of text looks: a closed set, so that no log can draw anything else. */
export interface Look {
  readonly hue: Hue | null;
  readonly back: Hue | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly inverse: boolean;
}

export interface Span {
  readonly text: string;
  readonly look: Look;
}

export const PLAIN: Look = {
  hue: null,
  back: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

const ESCAPE = "\u001b";
const BELL = "\u0007";

/** Below this a colour reads as black, whatever its hue. */
const DARK = 64;

/** A channel counts when it has at least this share of the strongest one. */
const STRONG_SHARE = 0.5;

const SWITCHES: Readonly<Record<number, Partial<Look>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { bold: false },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { hue: null },
  49: { back: null },
};

function nearest(red: number, green: number, blue: number): Hue {
  const most = Math.max(red, green, blue);
  const bit = (channel: number, value: number) => (channel >= most * STRONG_SHARE ? value : 0);
  return HUES[most < DARK ? 0 : bit(red, 1) | bit(green, 2) | bit(blue, 4)] ?? "white";
}

/** One of the 256 numbered colours: 16 named ones, a cube of 6 by 6 by 6, and 24 greys. */
function numbered(index: number): Hue | null {
  if (!(index >= 0 && index < 256)) return null;
  if (index < 16) return HUES[index % 8] ?? null;
  if (index >= 232) return index < 240 ? "black" : "white";
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const at = index - 16;
  return nearest(level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6));
}

/** The colour after a 38 or 48, and how many numbers told it. */
function extended(codes: readonly number[], at: number): { hue: Hue | null; length: number } {
  if (codes[at] === 5) return { hue: numbered(codes[at + 1] ?? -1), length: 2 };
  if (codes[at] !== 2) return { hue: null, length: 1 };
  const [red = 0, green = 0, blue = 0] = codes.slice(at + 1, at + 4);
  return { hue: nearest(red, green, blue), length: 4 };
}

function apply(look: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = look;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    const tens = Math.floor(code / 10);
    const hue = HUES[code % 10];
    if (code === 0) next = PLAIN;
    else if (SWITCHES[code]) next = { ...next, ...SWITCHES[code] };
    else if (code === 38 || code === 48) {
      const { hue, length } = extended(codes, at + 1);
      next = code === 38 ? { ...next, hue } : { ...next, back: hue };
      at += length;
    } else if (hue && (tens === 3 || tens === 9)) next = { ...next, hue };
    else if (hue && (tens === 4 || tens === 10)) next = { ...next, back: hue };
  }
  return next;
}

/** Where the escape sequence at `at` ends, and what it sets if it sets how text looks. */
function escapeAt(text: string, at: number): { end: number; sets: string | null } {
  const kind = text[at + 1] ?? "";
  if (kind === "[") {
    let end = at + 2;
    while (end < text.length && !/[@-~]/.test(text[end] ?? "")) end += 1;
    const sets = text[end] === "m" ? text.slice(at + 2, end) : null;
    return { end: end + 1, sets: sets !== null && /^[\d;:]*$/.test(sets) ? sets : null };
  }
  if ("]PX^_".includes(kind) && kind !== "") {
    const ends = [text.indexOf(BELL, at), text.indexOf(`${ESCAPE}\\`, at)].filter((it) => it >= 0);
    const end = Math.min(...ends, text.length);
    return { end: end + (text[end] === ESCAPE ? 2 : 1), sets: null };
  }
  return { end: at + (kind >= " " ? 2 : 1), sets: null };
}

/** Every control character but the tab, told by what is none: a class of Unicode takes five times as long. */
const HAS_CONTROL = /[^\t\x20-\x7e\xa0-\uffff]/;
const CONTROLS = new RegExp(HAS_CONTROL, "g");

/** Whether a text has anything in it that is not shown. */
export function isCoded(text: string): boolean {
  return HAS_CONTROL.test(text);
}

/** A line as pieces that look alike, from the look it begins with. All other control characters are left out. */
export function spansOf(text: string, from: Look): { spans: readonly Span[]; look: Look } {
  const spans: Span[] = [];
  let look = from;
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf(ESCAPE, at);
    const end = found === -1 ? text.length : found;
    const shown = text.slice(at, end).replace(CONTROLS, "");
    if (shown !== "") spans.push({ text: shown, look });
    if (found === -1) break;
    const sequence = escapeAt(text, found);
    if (sequence.sets !== null) look = apply(look, sequence.sets);
    at = sequence.end;
  }
  return { spans, look };
}
