import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { MissingPart, reloadIfReached } from "../parts";

const WORDS = {
  missing: {
    heading: "This page is not loaded yet",
    title: "The host did not give it",
    text: "Try again when there is a connection.",
  },
  broken: {
    heading: "Something broke on this page",
    title: "This page could not be drawn",
    text: "It is a fault of the page, not of your builds.",
  },
} as const;

/** Stands in for a page that threw or could not be loaded; the header and the live feed go on. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const missing = error instanceof MissingPart;
  const { heading, title, text } = WORDS[missing ? "missing" : "broken"];
  const again = () => {
    if (missing) return void reloadIfReached();
    reset();
    void router.invalidate();
  };
  return (
    <div className={layout.page}>
      <h1>{heading}</h1>
      <div className={layout.panel} role="alert">
        <Empty title={title}>
          <p>{text}</p>
          <Button onClick={again}>Try again</Button>
        </Empty>
      </div>
    </div>
  );
}
