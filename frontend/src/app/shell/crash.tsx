import { useRouter } from "@tanstack/react-router";
import layout from "../../styles/layout.module.css";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";

/** Stands in for a page that threw; the header and the live feed go on. */
export function Crash({ reset }: { reset: () => void }) {
  const router = useRouter();
  return (
    <div className={layout.page}>
      <h1>Something broke on this page</h1>
      <div className={layout.panel} role="alert">
        <Empty title="This page could not be drawn">
          <p>It is a fault of the page, not of your builds.</p>
          <Button
            onClick={() => {
              reset();
              void router.invalidate();
            }}
          >
            Try again
          </Button>
        </Empty>
      </div>
    </div>
  );
}
