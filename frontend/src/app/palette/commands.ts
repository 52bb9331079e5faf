import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { pipelinesQuery } from "../../api/queries";
import { signOut } from "../../api/session";
import { search } from "../../domain/fuzzy";
import { pipelineTitle } from "../../domain/names";
import { PROVIDERS, providerName } from "../../domain/provider";
import { statusWord } from "../../domain/status";
import type { BuildSearch } from "../../features/builds/search";
import { useLive } from "../../live/use-live";
import { chooseTheme } from "../shell/theme";
import { useMayLeave } from "../use-may-leave";
import { useSilencing } from "../use-silencing";
import { foundBuildsQuery } from "./found-builds";

export interface Command {
  readonly id: string;
  readonly section: string;
  readonly title: string;
  /** A quieter word behind the title, and the key that does the same. */
  readonly hint?: string;
  readonly key?: string;
  readonly run: () => void;
}

/** What the shell does for the palette. */
export interface ShellActions {
  readonly help: () => void;
  readonly zone: () => void;
  readonly copyLink: () => void;
}

/** So many of each section are shown. */
const SHOWN_MOST = 8;

/** Fewer letters than this find too many builds to be worth asking. */
const LETTERS_LEAST = 2;

const PAGES = [
  { to: "/", title: "Overview", key: "g o" },
  { to: "/pipelines", title: "Pipelines", key: "g p" },
  { to: "/insights", title: "Insights", key: "g i" },
  { to: "/alerts", title: "Alerts", key: "g a" },
  { to: "/deliveries", title: "Sources", key: "g s" },
  { to: "/setup", title: "Set up a provider", key: undefined },
  { to: "/wall", title: "Wall", key: "g w" },
  { to: "/settings", title: "Settings", key: "g ," },
] as const;

function usePages(): readonly Command[] {
  const navigate = useNavigate();
  const pages = PAGES.map(({ to, title, key }) => ({
    id: `page ${to}`,
    section: "Pages",
    title,
    ...(key && { key }),
    run: () => void navigate({ to }),
  }));
  return pages;
}

const FILTERS: readonly { readonly title: string; readonly search: BuildSearch }[] = [
  { title: "status:failed", search: { status: "failure,timed_out" } },
  ...(["running", "queued", "success", "cancelled"] as const).map((status) => ({
    title: `status:${statusWord(status).toLowerCase()}`,
    search: { status },
  })),
  ...PROVIDERS.map((provider) => ({ title: `provider:${provider}`, search: { provider } })),
];

/** The list of builds, narrowed; a branch is taken as typed. */
function useFilters(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const branch = /^branch:(\S+)$/.exec(typed.trim())?.[1];
  const filters = branch ? [{ title: `branch:${branch}`, search: { branch } }] : FILTERS;
  return filters.map(({ title, search }) => ({
    id: title,
    section: "Filters",
    title,
    hint: "builds",
    run: () => void navigate({ to: "/", search }),
  }));
}

function useActions(shell: ShellActions): readonly Command[] {
  const live = useLive();
  const { paused } = live.state();
  const mayLeave = useMayLeave();
  const action = (id: string, title: string, run: () => void, key?: string): Command => ({
    id,
    section: "Actions",
    title,
    run,
    ...(key && { key }),
  });
  return [
    action(
      "pause",
      paused ? "Resume live updates" : "Pause live updates",
      () => live.send({ type: paused ? "resume" : "pause" }),
      "p",
    ),
    action("zone", "Turn times to UTC or back", shell.zone, "u"),
    action("link", "Copy a link to this view", shell.copyLink, "y"),
    action("light", "Light theme", () => chooseTheme("light")),
    action("dark", "Dark theme", () => chooseTheme("dark")),
    action("system", "Theme of the system", () => chooseTheme("system")),
    action("help", "Keyboard shortcuts", shell.help, "?"),
    ...(mayLeave ? [action("sign-out", "Sign out", () => void signOut())] : []),
  ];
}

function usePipelines(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const { data } = useQuery(pipelinesQuery);
  const commands = (data?.items ?? []).map((pipeline) => ({
    id: `pipeline ${pipeline.id}`,
    section: "Pipelines",
    title: pipelineTitle(pipeline.repository, pipeline.name),
    hint: providerName(pipeline.provider),
    run: () =>
      void navigate({
        to: "/pipelines/$pipelineId",
        params: { pipelineId: String(pipeline.id) },
      }),
  }));
  return search(commands, typed, (one) => `${one.title} ${one.hint}`).slice(0, SHOWN_MOST);
}

/** Keeps quiet about a pipeline, once some of its name is typed. */
function useSilences(typed: string): readonly Command[] {
  const { silenceForAnHour } = useSilencing();
  const { data } = useQuery(pipelinesQuery);
  if (typed.trim().length < LETTERS_LEAST) return [];
  const commands = (data?.items ?? []).map((pipeline) => ({
    id: `silence ${pipeline.id}`,
    section: "Keep quiet",
    title: `Silence ${pipelineTitle(pipeline.repository, pipeline.name)} for 1 h`,
    hint: providerName(pipeline.provider),
    run: () => void silenceForAnHour(pipeline),
  }));
  return search(commands, typed, (one) => one.title).slice(0, SHOWN_MOST);
}

function useBuilds(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const q = useDeferredValue(typed.trim());
  const { data } = useQuery({ ...foundBuildsQuery(q), enabled: q.length >= LETTERS_LEAST });
  if (q.length < LETTERS_LEAST) return [];
  return (data?.items ?? []).map((build) => ({
    id: `build ${build.id}`,
    section: "Builds",
    title: `${pipelineTitle(build.repository, build.pipeline_name)} · ${build.commit_title ?? build.branch ?? build.external_id}`,
    hint: statusWord(build.status),
    run: () => void navigate({ to: "/b/$buildId", params: { buildId: String(build.id) } }),
  }));
}

interface Found {
  readonly commands: readonly Command[];
  /** Whether the names of pipelines are still asked for. */
  readonly asking: boolean;
}

/** Everything that can be gone to or done, as far as it answers what was typed. */
export function useCommands(typed: string, shell: ShellActions): Found {
  const pages = usePages();
  const filters = useFilters(typed);
  const actions = useActions(shell);
  const pipelines = usePipelines(typed);
  const silences = useSilences(typed);
  const builds = useBuilds(typed);
  const { isPending } = useQuery(pipelinesQuery);
  const titled = (commands: readonly Command[]) => search(commands, typed, (one) => one.title);
  const commands = [
    ...titled(pages),
    ...pipelines,
    ...titled(filters),
    ...titled(actions),
    ...silences,
    ...builds,
  ];
  return { commands, asking: isPending };
}
