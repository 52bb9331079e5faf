import { useQueryClient } from "@tanstack/react-query";
import { deleteSilence, saveSilence } from "../api/alerts";
import { serverNow } from "../api/clock";
import { asProblem } from "../api/problem";
import type { Pipeline, Silence } from "../api/types";
import { clock, instant } from "../domain/format";
import { pipelineTitle } from "../domain/names";
import { say } from "./shell/say";

const HOUR_MS = 3_600_000;
const REASON = "It is being worked on";

/** Keeps quiet about a pipeline for an hour, and says of any silence what it keeps quiet about, so that it can be undone. */
export function useSilencing() {
  const queries = useQueryClient();

  /** Does something to silences, has what they are about asked again, and says what went wrong. */
  async function attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const { title, detail } = asProblem(error);
      say(`${title}: ${detail}`);
    }
    for (const name of ["alerts", "breakages"])
      void queries.invalidateQueries({ queryKey: [name] });
  }

  function undo({ id }: Silence): Promise<void> {
    return attempt(async () => {
      await deleteSilence(id);
      say("The silence is undone");
    });
  }

  function sayOf(silence: Silence, what: string): void {
    const until = clock(instant(silence.until) ?? 0);
    say(`${what} is silenced until ${until}`, () => void undo(silence));
  }

  function silenceForAnHour({ provider, repository, name }: Pipeline): Promise<void> {
    const now = serverNow();
    return attempt(async () => {
      const silence = await saveSilence(null, {
        provider,
        repository,
        pipeline: name,
        branch: null,
        reason: REASON,
        from: new Date(now).toISOString(),
        until: new Date(now + HOUR_MS).toISOString(),
      });
      sayOf(silence, pipelineTitle(repository, name));
    });
  }

  return { sayOf, silenceForAnHour };
}
