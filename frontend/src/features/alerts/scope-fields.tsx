import { Field } from "../../ui/field";
import styles from "./alerts.module.css";
import { textOf } from "./use-saving";

/** What routes and silences match by: globs, where `*` is any run of characters and `?` is one. */
export interface Scope {
  readonly provider: string;
  readonly repository: string;
  readonly pipeline: string;
  readonly branch: string | null;
}

export const EVERYTHING: Scope = { provider: "*", repository: "*", pipeline: "*", branch: null };

export const SCOPE_FIELDS = ["provider", "repository", "pipeline", "branch"] as const;

export function scopeOf(form: FormData): Scope {
  const glob = (name: string) => textOf(form, name) || "*";
  return {
    provider: glob("provider"),
    repository: glob("repository"),
    pipeline: glob("pipeline"),
    branch: textOf(form, "branch") || null,
  };
}

/** A scope in words: the globs that narrow it. `branch` says what no branch means. */
export function scopeWords(scope: Scope, branch: string): string {
  const narrow = [scope.provider, scope.repository, scope.pipeline].filter((glob) => glob !== "*");
  return `${narrow.join(" · ") || "Everything"}, ${scope.branch ?? branch}`;
}

interface ScopeFieldsProps {
  scope: Scope;
  /** What is matched where no branch is named. */
  noBranch: string;
  of: (field: string) => string | null;
}

export function ScopeFields({ scope, noBranch, of }: ScopeFieldsProps) {
  return (
    <div className={styles.scope}>
      <Field
        label="Provider"
        name="provider"
        defaultValue={scope.provider}
        hint="github, gitlab, jenkins or *"
        problem={of("provider")}
      />
      <Field
        label="Repository"
        name="repository"
        defaultValue={scope.repository}
        hint="such as acme/*"
        problem={of("repository")}
      />
      <Field
        label="Pipeline"
        name="pipeline"
        defaultValue={scope.pipeline}
        hint="such as Deploy*"
        problem={of("pipeline")}
      />
      <Field
        label="Branch"
        name="branch"
        defaultValue={scope.branch ?? ""}
        placeholder={noBranch}
        hint={`Empty: ${noBranch}`}
        problem={of("branch")}
      />
    </div>
  );
}
