import type { LogLine } from "../../../domain/log/document";
import { type Piece, piecesOf } from "../../../domain/log/pieces";
import { type Look, PLAIN } from "../../../domain/log/sgr";
import styles from "./ansi.module.css";

const SWITCHES = ["bold", "dim", "italic", "underline", "strike"] as const;

/** The classes of a look: one of eight hues, before or behind the text, and the five switches. */
function classesOf(look: Look): string {
  const hue = look.inverse ? look.back : look.hue;
  const back = look.inverse ? (look.hue ?? "white") : look.back;
  const names = [
    back ? `back-${back}` : hue && `hue-${hue}`,
    ...SWITCHES.map((one) => look[one] && one),
  ];
  return names
    .map((name) => (name ? styles[name] : ""))
    .join(" ")
    .trim();
}

function Part({ text, look, isMatch }: Piece) {
  const shown = isMatch ? <mark>{text}</mark> : text;
  return look === PLAIN ? shown : <span className={classesOf(look)}>{shown}</span>;
}

/** A line's text in its colours, what was found marked. */
export function LogText({ line, finder = null }: { line: LogLine; finder?: RegExp | null }) {
  if (line.coded === null && finder === null) return line.text;
  return piecesOf(line, finder).map((piece, index) => <Part key={index} {...piece} />);
}
